import { IAM } from '@aws-sdk/client-iam';
import { type AssumeRoleCommandInput, STS } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import {
  type AwsAccount,
  administratorOf,
  type Principal,
  type Role,
} from '../../../../embedded-aws/services/accounts.ts';
import { rejection } from '../../../rejection.ts';
import { calls, sessionCalls } from '../calls.ts';
import {
  accountsOfEachTest,
  allow,
  allowed,
  alone,
  delegated,
  elsewhere,
  evaluation,
  functionIn,
  management,
  member,
  otherManagement,
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
    const sts = new STS(configIn(given));
    const { $metadata, ...identity } = await sts.getCallerIdentity({});
    expect(identity).to.deep.equal({ UserId: session.id, Account: '333333333333', Arn: session.arn });
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

  it("gives a session that meets the account's faults", async () => {
    serve({ ...member, faults: [{ operation: 'iam:GetAccountSummary', fault: 'denied-by-scp' }] }, role);
    const { Credentials: given } = await assumeRole(caller);
    const error = await rejection(new IAM(configIn(given)).getAccountSummary({}));
    expect(error.message).to.match(/with an explicit deny in a service control policy$/);
  });

  interface Denied {
    /** Without it, the function, which may assume the role in its own organization. */
    readonly caller?: Principal;
    /** Without it, the role in a member of the same organization. */
    readonly arn?: string;
    /** The roles of the member. */
    readonly roles?: readonly Role[];
    readonly why?: string;
  }
  const arnIn = (id: string) => `arn:aws:iam::${id}:role/Evaluation`;
  const why = ' because no identity-based policy allows the sts:AssumeRole action';
  const anything = functionIn(delegated, allow('*'));
  const denied: Record<string, Denied> = {
    "the caller's policy allows it on another role, and says why": {
      caller: functionIn(delegated, allow('sts:AssumeRole', 'arn:aws:iam::*:role/Other')),
      why,
    },
    "the role is in another organization than the caller's policy wants, and says why": {
      arn: arnIn(stranger.id),
      why,
    },
    'the role does not exist': { roles: [] },
    'only a role with another name exists': { roles: [{ ...role, name: 'evaluation' }] },
    'the role trusts another role': { roles: [evaluation(trustIn(delegated, 'evaluator-2'))] },
    'the role trusts another organization': {
      roles: [evaluation(trustIn(delegated, 'evaluator', elsewhere.id))],
    },
    'the account does not exist': { caller: anything, arn: arnIn('999999999999') },
    'the role is named in another partition': {
      caller: anything,
      arn: arnIn(member.id).replace('arn:aws:', 'arn:aws-us-gov:'),
    },
  };
  for (const [
    name,
    { caller: asking = caller, arn = arnIn(member.id), roles = [role], why = '' },
  ] of Object.entries(denied)) {
    it(`is denied where ${name}`, async () => {
      serve(member, ...roles);
      const error = await rejection(assumeRole(asking, { RoleArn: arn }));
      expect(error).to.include({
        name: 'AccessDenied',
        message: `User: ${asking.arn} is not authorized to perform: sts:AssumeRole on resource: ${arn}${why}`,
      });
      expect(error).to.have.nested.property('$metadata.httpStatusCode', 403);
    });
  }

  const user = 'arn:aws:iam::333333333333:user/Evaluation';
  const long = 'x'.repeat(65);
  const invalid: [Partial<AssumeRoleCommandInput>, message: string][] = [
    [{ RoleSessionName: 'x' }, 'Invalid RoleSessionName: x'],
    [{ RoleSessionName: 'a b' }, 'Invalid RoleSessionName: a b'],
    [{ RoleSessionName: long }, `Invalid RoleSessionName: ${long}`],
    [{ RoleSessionName: undefined }, 'Invalid RoleSessionName: undefined'],
    [{ RoleArn: undefined }, 'Invalid RoleArn: undefined'],
    [{ RoleArn: 'Evaluation' }, 'Invalid RoleArn: Evaluation'],
    [{ RoleArn: user }, `Invalid RoleArn: ${user}`],
    [{ DurationSeconds: 899 }, 'DurationSeconds must be between 900 and 3600, got 899'],
    [{ DurationSeconds: 3601 }, 'DurationSeconds must be between 900 and 3600, got 3601'],
  ];
  for (const [changes, message] of invalid) {
    it(`refuses a request: ${message}`, async () => {
      const error = await rejection(assumeRole(caller, changes));
      expect(error).to.include({ name: 'ValidationError', message });
    });
  }
});

describe('embedded-aws/services/sts: OrganizationAccountAccessRole', () => {
  const { assumeRole, configIn, serve } = accountsOfEachTest();

  const assumeAccessRole = (principal: Principal, { id }: AwsAccount) =>
    assumeRole(principal, { RoleArn: `arn:aws:iam::${id}:role/OrganizationAccountAccessRole` });

  for (const target of [delegated, member]) {
    it(`lets an administrator of the management account into ${target.id} as its administrator`, async () => {
      const { Credentials: given } = await assumeAccessRole(administratorOf(management), target);
      const config = configIn(given);
      const { Arn } = await new STS(config).getCallerIdentity({});
      expect(Arn).to.equal(
        `arn:aws:sts::${target.id}:assumed-role/OrganizationAccountAccessRole/aws-config-rule`,
      );
      const { VirtualMFADevices } = await new IAM(config).listVirtualMFADevices({});
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
    'the management account of another organization': [administratorOf(otherManagement), member],
    'the management account, in another organization': [administratorOf(management), stranger],
    'the management account, in an account of no organization': [administratorOf(management), alone],
    'the management account, in itself': [administratorOf(management), management],
  };
  for (const [name, [principal, target]] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      const error = await rejection(assumeAccessRole(principal, target));
      expect(error).to.include({ name: 'AccessDenied' });
    });
  }
});
