import { IAM } from '@aws-sdk/client-iam';
import { type AssumeRootCommandInput, STS } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import {
  type AwsAccount,
  administratorOf,
  type Principal,
  roleSession,
} from '../../../../embedded-aws/services/accounts.ts';
import { rejection } from '../../../rejection.ts';
import { anAccount } from '../../fixtures.ts';
import { calls, rootUserCalls, sessionCalls, TASK_POLICIES } from '../calls.ts';
import {
  accountsOfEachTest,
  allow,
  alone,
  delegated,
  management,
  member,
  otherManagement,
  second,
  stranger,
} from './two-organizations.ts';

const READS = [
  ...['iam:GetUser', 'iam:GetLoginProfile', 'iam:ListAccessKeys', 'iam:GetAccessKeyLastUsed'],
  ...['iam:ListSigningCertificates', 'iam:ListMFADevices'],
];
/** The actions that each task policy allows. */
const tasks: Record<string, string[]> = {
  IAMAuditRootUserCredentials: ['iam:GetAccountSummary', ...READS],
  IAMDeleteRootUserCredentials: [
    ...READS,
    ...['iam:DeleteAccessKey', 'iam:DeleteSigningCertificate'],
    ...['iam:DeleteLoginProfile', 'iam:DeactivateMFADevice'],
  ],
  IAMCreateRootUserPassword: ['iam:CreateLoginProfile', 'iam:GetLoginProfile'],
};

describe('embedded-aws/services/sts: AssumeRoot', () => {
  const { configFor, configIn, serve } = accountsOfEachTest();

  const audit = `${TASK_POLICIES}/IAMAuditRootUserCredentials`;
  const assumeRoot = (
    principal: Principal,
    { id }: AwsAccount,
    changes: Partial<AssumeRootCommandInput> = {},
  ) =>
    new STS(configFor(principal)).assumeRoot({
      TargetPrincipal: id,
      TaskPolicyArn: { arn: audit },
      ...changes,
    });
  const administrator = administratorOf(management);

  /** The configuration of an SDK client in a session of the member's root user. */
  const memberSession = async (arn = audit) =>
    configIn((await assumeRoot(administrator, member, { TaskPolicyArn: { arn } })).Credentials);

  const given: Record<string, [AwsAccount, AwsAccount]> = {
    'the management account a session in a member account': [management, member],
    'the delegated administrator a session in another member account': [delegated, member],
    'the management account a session in the delegated administrator': [management, delegated],
  };
  for (const [name, [caller, { id }]] of Object.entries(given)) {
    it(`gives ${name}, for 15 minutes`, async () => {
      const before = Date.now();
      const { Credentials } = await assumeRoot(administratorOf(caller), anAccount({ id }));
      const sts = new STS(configIn(Credentials));
      const { $metadata, ...identity } = await sts.getCallerIdentity({});
      expect(identity).to.deep.equal({ UserId: id, Account: id, Arn: `arn:aws:iam::${id}:root` });
      expect(Credentials?.Expiration?.getTime()).to.be.within(before + 899_000, Date.now() + 900_000);
    });
  }

  /** The member's root user has no credentials that an allowed call could find. */
  const expectNotFound = (error: Error) => expect(error.name).to.equal('NoSuchEntityException');

  for (const [name, allowed] of Object.entries(tasks)) {
    for (const [action, send] of Object.entries({ ...calls, ...rootUserCalls, ...sessionCalls })) {
      const isAllowed = allowed.includes(action);
      it(`gives a session for ${name} that may ${isAllowed ? '' : 'not '}${action}`, async () => {
        const config = await memberSession(`${TASK_POLICIES}/${name}`);
        if (isAllowed) await send(config).catch(expectNotFound);
        else {
          const error = await rejection(send(config));
          expect(error.name).to.match(/^AccessDenied/);
          expect(error.message).to.include(`:root is not authorized to perform: ${action} on`);
        }
      });
    }
  }

  it('gives a session in which a service control policy denies every action', async () => {
    serve({ ...member, deniesRootSessions: true });
    const iam = new IAM(await memberSession());
    expect(await rejection(iam.getAccountSummary({}))).to.include({
      name: 'AccessDenied',
      message:
        'User: arn:aws:iam::333333333333:root is not authorized to perform: iam:GetAccountSummary on resource: * with an explicit deny in a service control policy',
    });
  });

  const organization = { id: 'o-a1b2c3d4e5', managementAccountId: management.id };
  const withoutRootAccess = {
    ...management,
    organization: { ...organization, centralizedRootAccess: false },
  };
  const refused: Record<string, [AwsAccount, AwsAccount]> = {
    'of the management account': [delegated, management],
    'of the management account to itself': [management, management],
    'to an ordinary member': [second, member],
    'to an ordinary member, of itself': [member, member],
    'of an account of another organization': [management, stranger],
    'of an account of no organization': [management, alone],
    'to an account of no organization': [alone, member],
    'to the management account of another organization': [otherManagement, member],
    'where centralized root access is off': [withoutRootAccess, member],
    'of an account that does not exist': [management, anAccount({ id: '999999999999' })],
  };
  for (const [name, [caller, target]] of Object.entries(refused)) {
    it(`refuses a session ${name}`, async () => {
      const { arn } = administratorOf(caller);
      expect(await rejection(assumeRoot(administratorOf(caller), target))).to.include({
        name: 'AccessDenied',
        message: `User: ${arn} is not authorized to perform: sts:AssumeRoot on resource: arn:aws:iam::${target.id}:root`,
      });
    });
  }

  for (const [action, task, isGiven] of [
    ['sts:AssumeRoot', 'IAMAuditRootUserCredentials', true],
    ['sts:AssumeRoot', 'IAMDeleteRootUserCredentials', false],
    ['sts:AssumeRole', 'IAMAuditRootUserCredentials', false],
  ] as const) {
    it(`${isGiven ? 'gives' : 'refuses'} a session for auditing to whoever may call ${action} for ${task}`, async () => {
      const StringEquals = { 'sts:TaskPolicyArn': `${TASK_POLICIES}/${task}` };
      const policy = allow(action, 'arn:aws:iam::*:root', { StringEquals });
      const sent = assumeRoot(roleSession(management, 'Auditor', 'session', [policy]), member);
      if (isGiven) expect(await sent).to.have.property('Credentials');
      else
        expect((await rejection(sent)).message).to.match(
          /no identity-based policy allows the sts:AssumeRoot/,
        );
    });
  }

  const unlock = `${TASK_POLICIES}/S3UnlockBucketPolicy`;
  const elsewhere = audit.replace('arn:aws:', 'arn:aws-us-gov:');
  const invalid: [Partial<AssumeRootCommandInput>, message: string][] = [
    [{ TaskPolicyArn: { arn: unlock } }, `Invalid TaskPolicyArn.arn: ${unlock}`],
    [{ TaskPolicyArn: { arn: elsewhere } }, `Invalid TaskPolicyArn.arn: ${elsewhere}`],
    [{ TaskPolicyArn: undefined }, 'Invalid TaskPolicyArn.arn: undefined'],
    [{ DurationSeconds: 901 }, 'DurationSeconds must be between 0 and 900, got 901'],
    [{ TargetPrincipal: 'root' }, 'Invalid TargetPrincipal: root'],
  ];
  for (const [changes, message] of invalid) {
    it(`refuses a request: ${message}`, async () => {
      const error = await rejection(assumeRoot(administrator, member, changes));
      expect(error).to.include({ name: 'ValidationError', message });
    });
  }
});
