import { GetAccountSummaryCommand, IAMClient, ListVirtualMFADevicesCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import {
  type AwsAccount,
  administratorOf,
  type Principal,
  roleSession,
} from '../../../../embedded-aws/services/accounts.ts';
import { rejection } from '../../../rejection.ts';
import { anAccount, bareRootUser } from '../../fixtures.ts';
import { calls, sessionCalls } from '../calls.ts';
import {
  accountsOfEachTest,
  allow,
  allowed,
  alone,
  delegated,
  evaluation,
  functionIn,
  management,
  member,
  otherManagement,
  second,
  stranger,
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
    it(`gives a session of the role for ${lasts} seconds if DurationSeconds is ${DurationSeconds}`, async () => {
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

describe('embedded-aws/services/sts: OrganizationAccountAccessRole', () => {
  const { assumeRole, configIn, serve } = accountsOfEachTest();

  const assumeAccessRole = (principal: Principal, { id }: AwsAccount) =>
    assumeRole(principal, { RoleArn: `arn:aws:iam::${id}:role/OrganizationAccountAccessRole` });

  for (const target of [delegated, member]) {
    it(`lets an administrator of the management account into ${target.id} as its administrator`, async () => {
      const { Credentials: given } = await assumeAccessRole(administratorOf(management), target);
      const config = configIn(given);
      const { Arn } = await new STSClient(config).send(new GetCallerIdentityCommand({}));
      expect(Arn).to.equal(
        `arn:aws:sts::${target.id}:assumed-role/OrganizationAccountAccessRole/aws-config-rule`,
      );
      const { VirtualMFADevices } = await new IAMClient(config).send(new ListVirtualMFADevicesCommand({}));
      expect(VirtualMFADevices).to.deep.equal([]);
    });
  }

  it('exists beside the other roles of the account', async () => {
    serve(member, evaluation(trustIn(delegated)));
    const { AssumedRoleUser } = await assumeAccessRole(administratorOf(management), member);
    expect(AssumedRoleUser?.Arn).to.include('333333333333:assumed-role/OrganizationAccountAccessRole/');
  });

  const refused: Record<string, [Principal, AwsAccount]> = {
    'the delegated administrator': [administratorOf(delegated), member],
    'another member': [administratorOf(second), member],
    'an administrator of the account itself': [administratorOf(member), member],
    'the management account of another organization': [administratorOf(otherManagement), member],
    'the management account, in another organization': [administratorOf(management), stranger],
    'the management account, in an account of no organization': [administratorOf(management), alone],
    'the management account, in itself': [administratorOf(management), management],
    'the management account, without a permission': [
      roleSession(management, 'Reader', 'session', [allow('iam:*')]),
      member,
    ],
  };
  for (const [name, [principal, target]] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      const error = await rejection(assumeAccessRole(principal, target));
      expect(error).to.include({ name: 'AccessDenied' });
    });
  }
});
