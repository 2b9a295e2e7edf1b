import { ConfigServiceClient, PutEvaluationsCommand } from '@aws-sdk/client-config-service';
import { GetAccountSummaryCommand, IAMClient, ListMFADevicesCommand } from '@aws-sdk/client-iam';
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
import { anAccount, bareRootUser } from '../../fixtures.ts';
import { rootUserCalls, tasks } from './root-tasks.ts';
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

  const withoutRootAccess = {
    id: 'o-a1b2c3d4e5',
    managementAccountId: management.id,
    centralizedRootAccess: false,
  };
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
    const rootUser = { ...bareRootUser, password: true, mfaDevices: ['virtual'] } as const;
    serve(anAccount({ ...member, rootUser }));
    const { Credentials: given } = await audit(administratorOf(management), member);
    const iam = new IAMClient(configIn(given));
    const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
    const { MFADevices } = await iam.send(new ListMFADevicesCommand({}));
    expect(SummaryMap).to.include({ AccountMFAEnabled: 1, AccountPasswordPresent: 1 });
    expect(MFADevices?.map(({ SerialNumber }) => SerialNumber)).to.deep.equal([
      'arn:aws:iam::333333333333:mfa/root-account-mfa-device',
    ]);
  });

  for (const [name, allowed] of Object.entries(tasks)) {
    for (const [operation, send] of Object.entries(rootUserCalls)) {
      const isAllowed = allowed.includes(operation);
      it(`gives a session for ${name} that may ${isAllowed ? '' : 'not '}${operation}`, async () => {
        const { Credentials: given } = await audit(administratorOf(management), member, {
          TaskPolicyArn: { arn: `arn:aws:iam::aws:policy/root-task/${name}` },
        });
        // The member's root user has no credentials: what is allowed and not there is not found.
        const error = await send(new IAMClient(configIn(given))).then(
          () => undefined,
          (thrown) => thrown,
        );
        if (isAllowed) expect(error?.name ?? 'NoSuchEntityException').to.equal('NoSuchEntityException');
        else expect(error).to.have.property('name', 'AccessDenied');
      });
    }
  }

  it('gives a session in which a service control policy denies every action', async () => {
    serve({ ...member, deniesRootSessions: true });
    const { Credentials: given } = await audit(administratorOf(management), member);
    const error = await rejection(new IAMClient(configIn(given)).send(new GetAccountSummaryCommand({})));
    expect(error).to.include({
      name: 'AccessDenied',
      message:
        'User: arn:aws:iam::333333333333:root is not authorized to perform: iam:GetAccountSummary on resource: * with an explicit deny in a service control policy',
    });
  });

  const beyond: Record<string, (config: ClientConfig) => Promise<unknown>> = {
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
    'where centralized root access is off': [
      administratorOf({ ...management, organization: withoutRootAccess }),
      member,
    ],
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

  for (const [name, isGiven] of [
    ['IAMAuditRootUserCredentials', true],
    ['IAMDeleteRootUserCredentials', false],
  ] as const) {
    it(`${isGiven ? 'gives' : 'refuses'} a session for ${name} to whoever may only audit`, async () => {
      const auditor = allow('sts:AssumeRoot', 'arn:aws:iam::*:root', {
        StringEquals: { 'sts:TaskPolicyArn': task },
      });
      const TaskPolicyArn = { arn: `arn:aws:iam::aws:policy/root-task/${name}` };
      const sent = audit(roleSession(management, 'Auditor', 'session', [auditor]), member, { TaskPolicyArn });
      if (isGiven) expect(await sent).to.have.property('Credentials');
      else
        expect((await rejection(sent)).message).to.match(/because no identity-based policy allows the sts:/);
    });
  }

  it('refuses a session to whoever has no permission', async () => {
    const reader = roleSession(management, 'Reader', 'session', [allow('sts:AssumeRole')]);
    const error = await rejection(audit(reader, member));
    expect(error).to.include({ name: 'AccessDenied' });
    expect(error.message).to.match(/because no identity-based policy allows the sts:AssumeRoot action$/);
  });

  const invalid: Record<string, [Partial<AssumeRootCommandInput>, RegExp]> = {
    'a task that it does not know': [
      { TaskPolicyArn: { arn: 'arn:aws:iam::aws:policy/root-task/S3UnlockBucketPolicy' } },
      /^Invalid TaskPolicyArn.arn: arn:aws:iam::aws:policy\/root-task\/S3UnlockBucketPolicy$/,
    ],
    'the task of another partition': [
      { TaskPolicyArn: { arn: task.replace('arn:aws:', 'arn:aws-us-gov:') } },
      /^Invalid TaskPolicyArn.arn: arn:aws-us-gov:/,
    ],
    'no task': [{ TaskPolicyArn: undefined }, /^Invalid TaskPolicyArn.arn: undefined$/],
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
