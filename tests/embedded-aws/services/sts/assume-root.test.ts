import { ConfigServiceClient, PutEvaluationsCommand } from '@aws-sdk/client-config-service';
import {
  GetAccountSummaryCommand,
  IAMClient,
  ListMFADevicesCommand,
  ListVirtualMFADevicesCommand,
} from '@aws-sdk/client-iam';
import { DescribeOrganizationCommand, OrganizationsClient } from '@aws-sdk/client-organizations';
import {
  AssumeRoleCommand,
  AssumeRootCommand,
  type AssumeRootCommandInput,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { expect } from 'chai';
import {
  type AwsAccount,
  administratorOf,
  type Principal,
  roleSession,
} from '../../../../embedded-aws/services/accounts.ts';
import { rejection } from '../../../rejection.ts';
import { anAccount } from '../../fixtures.ts';
import {
  accountsOfEachTest,
  allow,
  alone,
  type ClientConfig,
  delegated,
  management,
  member,
  otherManagement,
  request,
  second,
  stranger,
} from './two-organizations.ts';

describe('embedded-aws/services/sts: AssumeRoot', () => {
  const { configFor, configIn, serve } = accountsOfEachTest();

  const task = 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials';
  const audit = (principal: Principal, { id }: AwsAccount, changes: Partial<AssumeRootCommandInput> = {}) =>
    new STSClient(configFor(principal)).send(
      new AssumeRootCommand({ TargetPrincipal: id, TaskPolicyArn: { arn: task }, ...changes }),
    );

  const administrators = { 'management account': management, 'delegated administrator': delegated };
  for (const [name, account] of Object.entries(administrators)) {
    it(`gives the ${name} a session of a member's root user, for 15 minutes`, async () => {
      const before = Date.now();
      const { Credentials: given } = await audit(administratorOf(account), member);
      const { $metadata, ...identity } = await new STSClient(configIn(given)).send(
        new GetCallerIdentityCommand({}),
      );
      expect(identity).to.deep.equal({
        UserId: '333333333333',
        Account: '333333333333',
        Arn: 'arn:aws:iam::333333333333:root',
      });
      expect(given?.Expiration?.getTime()).to.be.within(before + 899_000, Date.now() + 900_000);
    });
  }

  it('gives the management account a session in the account of the delegated administrator', async () => {
    const { Credentials: given } = await audit(administratorOf(management), delegated);
    const { Account } = await new STSClient(configIn(given)).send(new GetCallerIdentityCommand({}));
    expect(Account).to.equal('222222222222');
  });

  it("gives a session that may read the account's summary and the root user's MFA devices", async () => {
    const rootUser = {
      password: true,
      accessKeys: 0,
      signingCertificates: 0,
      mfaDevices: ['virtual'],
    } as const;
    serve({ ...member, rootUser });
    const { Credentials: given } = await audit(administratorOf(management), member);
    const iam = new IAMClient(configIn(given));
    const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
    const { MFADevices } = await iam.send(new ListMFADevicesCommand({}));
    expect(SummaryMap).to.include({ AccountMFAEnabled: 1, AccountPasswordPresent: 1 });
    expect(MFADevices?.map(({ SerialNumber }) => SerialNumber)).to.deep.equal([
      'arn:aws:iam::333333333333:mfa/root-account-mfa-device',
    ]);
  });

  const beyond: Record<string, (config: ClientConfig) => Promise<unknown>> = {
    'iam:ListVirtualMFADevices': (config) => new IAMClient(config).send(new ListVirtualMFADevicesCommand({})),
    'config:PutEvaluations': (config) =>
      new ConfigServiceClient(config).send(new PutEvaluationsCommand({ ResultToken: 'x', TestMode: true })),
    'organizations:DescribeOrganization': (config) =>
      new OrganizationsClient(config).send(new DescribeOrganizationCommand({})),
    'sts:AssumeRole': (config) => new STSClient(config).send(new AssumeRoleCommand(request)),
    'sts:AssumeRoot': (config) =>
      new STSClient(config).send(
        new AssumeRootCommand({ TargetPrincipal: second.id, TaskPolicyArn: { arn: task } }),
      ),
  };
  for (const [action, send] of Object.entries(beyond)) {
    it(`gives a session that may not ${action}`, async () => {
      const { Credentials: given } = await audit(administratorOf(management), member);
      const error = await rejection(send(configIn(given)));
      expect(error.message).to.match(
        new RegExp(`^User: arn:aws:iam::333333333333:root is not authorized to perform: ${action} on`),
      );
    });
  }

  const refused: Record<string, [Principal, AwsAccount]> = {
    'of the management account': [administratorOf(delegated), management],
    'of the management account to itself': [administratorOf(management), management],
    'to an ordinary member': [administratorOf(second), member],
    'to an ordinary member, of itself': [administratorOf(member), member],
    'of an account of another organization': [administratorOf(management), stranger],
    'of an account of no organization': [administratorOf(management), alone],
    'to an account of no organization': [administratorOf(alone), member],
    'to the management account of another organization': [administratorOf(otherManagement), member],
    'of an account that is not here': [administratorOf(management), anAccount({ id: '999999999999' })],
  };
  for (const [name, [principal, target]] of Object.entries(refused)) {
    it(`refuses a session ${name}`, async () => {
      expect(await rejection(audit(principal, target))).to.include({
        name: 'AccessDenied',
        message: `User: ${principal.arn} is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::${target.id}:root`,
      });
    });
  }

  it('refuses a session to whoever has no permission', async () => {
    const reader = roleSession(management, 'Reader', 'session', [allow('sts:AssumeRole')]);
    const error = await rejection(audit(reader, member));
    expect(error).to.include({ name: 'AccessDenied' });
    expect(error.message).to.match(/because no identity-based policy allows the sts:AssumeRoot action$/);
  });

  const invalid: Record<string, [Partial<AssumeRootCommandInput>, RegExp]> = {
    'another task': [
      { TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/IAMDeleteRootUserCredentials' } },
      /knows the task policy arn:aws:iam::aws:policy\/root-task\/IAMAuditRootUserCredentials only$/,
    ],
    'the task of another partition': [
      { TaskPolicyArn: { arn: task.replace('arn:aws:', 'arn:aws-us-gov:') } },
      /knows the task policy arn:aws:iam::aws:policy\/root-task\/IAMAuditRootUserCredentials only$/,
    ],
    'no task': [{ TaskPolicyArn: undefined }, /knows the task policy .* only$/],
    'more than 900 seconds': [
      { DurationSeconds: 901 },
      /^DurationSeconds must be between 0 and 900, got 901$/,
    ],
    'a target that is not an account ID': [
      { TargetPrincipal: 'arn:aws:iam::333333333333:root' },
      /^Invalid TargetPrincipal: arn:aws:iam::333333333333:root$/,
    ],
  };
  for (const [name, [changes, message]] of Object.entries(invalid)) {
    it(`refuses ${name}`, async () => {
      const error = await rejection(audit(administratorOf(management), member, changes));
      expect(error.name).to.equal('ValidationError');
      expect(error.message).to.match(message);
    });
  }
});
