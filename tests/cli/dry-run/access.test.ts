import { STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { awsCalls } from '../../../aws/call.ts';
import { type Access, roleAccess, rootAccess } from '../../../cli/dry-run/access.ts';
import type { CallerSession } from '../../../cli/dry-run/session.ts';
import { adviceOnEvaluation } from '../../../handlers/aws-config/evaluation-advice.ts';
import { rejection } from '../../rejection.ts';
import { assumedRoleXml, queryErrorXml, type ScriptedAws, scriptedAws } from '../../scripted-aws.ts';

const account = { id: '999999999999', partition: 'aws' };
const session = 'arn:aws:sts::999999999999:assumed-role/Audit/aws-config-rule';

describe('cli/dry-run/access', () => {
  let aws: ScriptedAws;
  afterEach(() => aws.close());

  async function through(way: (session: CallerSession) => Access, body: string) {
    const quoting = queryErrorXml('SignatureDoesNotMatch', 'the-member-token, the-member-secret');
    aws = await scriptedAws([{ body }, { status: 403, body: quoting }]);
    const { clientConfig } = aws;
    const calls = () => awsCalls({ deadline: new AbortController().signal, advise: adviceOnEvaluation });
    return way({ account, sts: new STSClient(clientConfig), clientConfig, calls } as CallerSession)(account);
  }
  const role = (body: string) => through((given) => roleAccess(given, 'Audit'), body);
  const root = (body: string) => through(rootAccess, body.replaceAll('AssumeRole', 'AssumeRoot'));

  it('gives the role the external ID that it expects, and none where it expects none', async () => {
    for (const externalId of ['example:42', undefined]) {
      await through((given) => roleAccess(given, 'Audit', externalId), assumedRoleXml(session));
      await aws.close();
      expect(new URLSearchParams(aws.requests[0]?.body).get('ExternalId')).to.equal(externalId ?? null);
    }
  });

  it("takes a session of the account's root user for one task, and for 15 minutes", async () => {
    expect(await root(assumedRoleXml(session))).to.have.property('mfaDevices');
    expect(Object.fromEntries(new URLSearchParams(aws.requests[0]?.body))).to.deep.equal({
      Action: 'AssumeRoot',
      Version: '2011-06-15',
      TargetPrincipal: '999999999999',
      'TaskPolicyArn.arn': 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials',
      DurationSeconds: '900',
    });
  });

  it('lets no secret of the session out, also where AWS quotes it', async () => {
    for (const way of [role, root]) {
      const evidence = await way(assumedRoleXml(session));
      const error = await rejection(evidence.accountSummary());
      await aws.close();
      expect(error.message).to.match(
        /^iam:GetAccountSummary: SignatureDoesNotMatch: \(secret\), \(secret\)\./,
      );
    }
  });

  it('believes no root session of which a credential is empty', async () => {
    for (const field of ['AccessKeyId', 'SecretAccessKey', 'SessionToken']) {
      const error = await rejection(
        root(assumedRoleXml(session).replace(new RegExp(`(?<=<${field}>)[^<]*`), '')),
      );
      await aws.close();
      expect(error.message).to.include(`answer.Credentials.${field}: expected a text`);
    }
  });
});
