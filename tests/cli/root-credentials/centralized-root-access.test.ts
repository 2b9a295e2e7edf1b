import { expect } from 'chai';
import { AwsCallError, awsCalls } from '../../../aws/call.ts';
import { ExpectationError } from '../../../aws/expect.ts';
import { adviceIn } from '../../../cli/dry-run/caller-advice.ts';
import type { CallerSession } from '../../../cli/dry-run/session.ts';
import { expectCentralizedRootAccess } from '../../../cli/root-credentials/centralized-root-access.ts';
import { rejection } from '../../rejection.ts';
import { type Answer, queryErrorXml, type ScriptedAws, scriptedAws } from '../../scripted-aws.ts';

const CREDENTIALS = 'aws iam enable-organizations-root-credentials-management';
const SESSIONS = 'aws iam enable-organizations-root-sessions';
const TRUST = 'aws organizations enable-aws-service-access --service-principal iam.amazonaws.com';

describe('cli/root-credentials/centralized-root-access', () => {
  let aws: ScriptedAws;
  afterEach(() => aws.close());

  async function check(answer: Answer) {
    aws = await scriptedAws([answer]);
    const { clientConfig } = aws;
    const calls = () => awsCalls({ deadline: new AbortController().signal, advise: adviceIn() });
    return expectCentralizedRootAccess({ clientConfig, calls } as unknown as CallerSession);
  }
  const features = (...enabled: string[]) => ({
    body:
      '<ListOrganizationsFeaturesResponse><ListOrganizationsFeaturesResult><OrganizationId>o-a1b2c3d4e5</OrganizationId>' +
      `<EnabledFeatures>${enabled.map((feature) => `<member>${feature}</member>`).join('')}</EnabledFeatures>` +
      '</ListOrganizationsFeaturesResult></ListOrganizationsFeaturesResponse>',
  });
  const failure = (code: string) => ({ status: 400, body: queryErrorXml(code, 'the reason') });

  it('accepts an organization that manages root credentials', async () => {
    await check(features('RootSessions', 'RootCredentialsManagement'));
    expect(aws.requests.map(({ operation }) => operation)).to.deep.equal(['ListOrganizationsFeatures']);
  });

  const off: [title: string, answer: Answer, commands: string[]][] = [
    ['has no feature on', features(), [CREDENTIALS, SESSIONS]],
    ['has root sessions only', features('RootSessions'), [CREDENTIALS, SESSIONS]],
    ['does not trust IAM', failure('ServiceAccessNotEnabled'), [TRUST, CREDENTIALS, SESSIONS]],
  ];
  for (const [title, answer, commands] of off) {
    it(`refuses an organization that ${title}, with the commands that switch it on`, async () => {
      const error = await rejection(check(answer));
      expect(error).to.be.instanceOf(ExpectationError);
      expect(error.message.split('\n')).to.deep.equal([
        'Centralized root access is off in this organization, and this command does not switch it on. In the management account:',
        ...commands.map((command) => `  ${command}`),
      ]);
    });
  }

  it('fails on an answer that is not of IAM, and does not call root access off', async () => {
    const error = await rejection(check({ body: '<html><body>Sign in</body></html>' }));
    expect(error).to.be.instanceOf(AwsCallError);
    expect(error.message).to.match(
      /^iam:ListOrganizationsFeatures: answer: expected the features of an organization/,
    );
  });

  it('fails where the caller may not ask', async () => {
    expect(
      (await rejection(check(failure('AccountNotManagementOrDelegatedAdministratorException')))).message,
    ).to.match(
      /^iam:ListOrganizationsFeatures: AccountNotManagementOrDelegatedAdministratorException: the reason\./,
    );
  });
});
