import { GetAccountSummaryCommand, IAMClient } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { rejection } from '../../../rejection.ts';
import { anAccount, bareRootUser } from '../../fixtures.ts';
import { calls, sessionCalls } from '../calls.ts';
import {
  accountsOfEachTest,
  allow,
  allowed,
  delegated,
  evaluation,
  functionIn,
  member,
  trustIn,
} from './two-organizations.ts';

describe('embedded-aws/services/sts: AssumeRole', () => {
  const { assumeRole, configIn, serve } = accountsOfEachTest();
  const role = evaluation(trustIn(delegated));
  const caller = functionIn(delegated);
  const session = {
    id: 'AROAEXAMPLE333333333:aws-config-rule',
    arn: 'arn:aws:sts::333333333333:assumed-role/Evaluation/aws-config-rule',
  };
  beforeEach(() => serve(member, role));

  for (const [DurationSeconds, lasts] of [
    [undefined, 3600],
    [900, 900],
    [3600, 3600],
  ] as const) {
    it(`gives a session of the role for ${lasts} seconds if asked for ${DurationSeconds}`, async () => {
      const before = Date.now();
      const { AssumedRoleUser, Credentials: given } = await assumeRole(caller, { DurationSeconds });
      expect(AssumedRoleUser).to.deep.equal({ AssumedRoleId: session.id, Arn: session.arn });
      expect(given).to.have.all.keys('AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration');
      const latest = Date.now() + lasts * 1000;
      expect(given?.Expiration?.getTime()).to.be.within(before + lasts * 1000 - 1000, latest);
    });
  }

  it('gives a session that is the role, in the account of the role', async () => {
    const { Credentials: given } = await assumeRole(caller);
    const sts = new STSClient(configIn(given));
    const { $metadata, ...identity } = await sts.send(new GetCallerIdentityCommand({}));
    expect(identity).to.deep.equal({ UserId: session.id, Account: '333333333333', Arn: session.arn });
  });

  it("gives a session that may do what the role's policies allow, in the account of the role", async () => {
    serve(anAccount({ ...member, rootUser: { ...bareRootUser, password: true, accessKeys: 1 } }), role);
    const { Credentials: given } = await assumeRole(caller);
    const { SummaryMap } = await new IAMClient(configIn(given)).send(new GetAccountSummaryCommand({}));
    expect(SummaryMap).to.include({ AccountPasswordPresent: 1, AccountAccessKeysPresent: 1 });
  });

  const beyond = { ...calls, ...sessionCalls };
  for (const [action, send] of Object.entries(beyond).filter(([action]) => !allowed.includes(action))) {
    it(`gives a session that may not ${action}, whatever the caller may`, async () => {
      const { Credentials: given } = await assumeRole(functionIn(delegated, allow('*')));
      const { message } = await rejection(send(configIn(given)));
      expect(message).to.match(
        new RegExp(`^User: ${session.arn} is not authorized to perform: ${action} on `),
      );
      expect(message).to.match(new RegExp(` because no identity-based policy allows the ${action} action$`));
    });
  }

  it('gives every caller another session', async () => {
    const sessions = await Promise.all([assumeRole(caller), assumeRole(caller)]);
    const keys = sessions.map(({ Credentials: given }) => given?.AccessKeyId);
    expect(new Set(keys)).to.have.property('size', 2);
  });

  it("gives a session that meets the account's faults", async () => {
    serve({ ...member, faults: [{ operation: 'iam:GetAccountSummary', fault: 'denied-by-scp' }] }, role);
    const { Credentials: given } = await assumeRole(caller);
    const error = await rejection(new IAMClient(configIn(given)).send(new GetAccountSummaryCommand({})));
    expect(error.message).to.match(/with an explicit deny in a service control policy$/);
  });
});
