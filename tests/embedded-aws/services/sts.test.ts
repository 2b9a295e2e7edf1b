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
  type AssumeRoleCommandInput,
  AssumeRootCommand,
  type AssumeRootCommandInput,
  type Credentials,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { expect } from 'chai';
import {
  type AwsAccount,
  administratorOf,
  type Principal,
  type Role,
  roleSession,
} from '../../../embedded-aws/services/accounts.ts';
import { ConfigService } from '../../../embedded-aws/services/config.ts';
import { Endpoint } from '../../../embedded-aws/services/endpoint.ts';
import type { Policy, TrustPolicy } from '../../../embedded-aws/services/policy.ts';
import { rejection } from '../../rejection.ts';
import { anAccount } from '../fixtures.ts';

const organization = {
  id: 'o-a1b2c3d4e5',
  managementAccountId: '111111111111',
  delegatedAdministratorId: '222222222222',
};
const elsewhere = { id: 'o-z9y8x7w6v5', managementAccountId: '555555555555' };

const management = anAccount({ id: '111111111111', organization });
const delegated = anAccount({ id: '222222222222', organization });
const member = anAccount({ id: '333333333333', organization });
const second = anAccount({ id: '444444444444', organization });
const otherManagement = anAccount({ id: '555555555555', organization: elsewhere });
const stranger = anAccount({ id: '666666666666', organization: elsewhere });
const alone = anAccount({ id: '777777777777', organization: null });
const accounts = [management, delegated, member, second, otherManagement, stranger, alone];

const allow = (Action: string | string[], Resource = '*', Condition = {}): Policy => ({
  Statement: [{ Effect: 'Allow', Action, Resource, Condition }],
});

/** What `serverless.yml` lets a central function do: the role, in its own organization. */
const central = allow('sts:AssumeRole', 'arn:aws:iam::*:role/Evaluation', {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM
  StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' },
});

/** The function, in an account and with a policy. */
const functionIn = (account: AwsAccount, policy: Policy = central) =>
  roleSession(account, 'evaluator', 'root-user-mfa-enabled', [policy]);

const trustIn = ({ id }: AwsAccount, name = 'evaluator', orgId = organization.id): TrustPolicy => ({
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${id}:role/${name}` },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': orgId } },
    },
  ],
});

const evaluation = (trustPolicy: TrustPolicy): Role => ({
  name: 'Evaluation',
  trustPolicy,
  policies: [allow(['iam:GetAccountSummary', 'organizations:DescribeOrganization'])],
});

const request: AssumeRoleCommandInput = {
  RoleArn: 'arn:aws:iam::333333333333:role/Evaluation',
  RoleSessionName: 'aws-config-rule',
  DurationSeconds: 900,
};

describe('embedded-aws/services/sts', () => {
  let endpoint: Endpoint;
  let url: string;

  beforeEach(async () => {
    endpoint = new Endpoint();
    url = await endpoint.listen();
    for (const account of accounts) serve(account);
  });

  afterEach(() => endpoint.close());

  function serve(account: AwsAccount, ...roles: Role[]): void {
    endpoint.add({ account, roles, config: new ConfigService(account, async () => {}) });
  }

  /** For the constructor of any SDK client. */
  function configFor(principal: Principal, credentials = endpoint.issueCredentials(principal)) {
    return { endpoint: url, region: principal.account.region, credentials, maxAttempts: 1 };
  }

  /** For the constructor of any SDK client, in a session that STS has given. */
  function configIn({
    AccessKeyId = '',
    SecretAccessKey = '',
    SessionToken = '',
  }: Partial<Credentials> = {}) {
    const credentials = {
      accessKeyId: AccessKeyId,
      secretAccessKey: SecretAccessKey,
      sessionToken: SessionToken,
    };
    return configFor(functionIn(delegated), credentials);
  }

  const assumeRole = (principal: Principal, changes: Partial<AssumeRoleCommandInput> = {}) =>
    new STSClient(configFor(principal)).send(new AssumeRoleCommand({ ...request, ...changes }));

  describe('AssumeRole', () => {
    it('gives a session of the role, for as long as asked', async () => {
      serve(member, evaluation(trustIn(delegated)));
      const before = Date.now();

      const { AssumedRoleUser, Credentials: given } = await assumeRole(functionIn(delegated));

      expect(AssumedRoleUser).to.deep.equal({
        AssumedRoleId: 'AROAEXAMPLE333333333:aws-config-rule',
        Arn: 'arn:aws:sts::333333333333:assumed-role/Evaluation/aws-config-rule',
      });
      expect(given).to.have.all.keys('AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration');
      expect(given?.Expiration?.getTime()).to.be.within(before + 899_000, Date.now() + 900_000);
    });

    it('gives a session for an hour where nothing is asked', async () => {
      serve(member, evaluation(trustIn(delegated)));
      const before = Date.now();
      const { Credentials: given } = await assumeRole(functionIn(delegated), { DurationSeconds: undefined });
      expect(given?.Expiration?.getTime()).to.be.within(before + 3_599_000, Date.now() + 3_600_000);
    });

    it('gives a session that is the role, in the account of the role', async () => {
      serve(member, evaluation(trustIn(delegated)));
      const { Credentials: given } = await assumeRole(functionIn(delegated));
      const { $metadata, ...identity } = await new STSClient(configIn(given)).send(
        new GetCallerIdentityCommand({}),
      );
      expect(identity).to.deep.equal({
        UserId: 'AROAEXAMPLE333333333:aws-config-rule',
        Account: '333333333333',
        Arn: 'arn:aws:sts::333333333333:assumed-role/Evaluation/aws-config-rule',
      });
    });

    it("gives a session that may do what the role's policies allow, in the account of the role", async () => {
      const rootUser = { password: true, accessKeys: 1, signingCertificates: 0, mfaDevices: [] };
      serve({ ...member, rootUser }, evaluation(trustIn(delegated)));
      const { Credentials: given } = await assumeRole(functionIn(delegated));
      const { SummaryMap } = await new IAMClient(configIn(given)).send(new GetAccountSummaryCommand({}));
      expect(SummaryMap).to.include({ AccountPasswordPresent: 1, AccountAccessKeysPresent: 1 });
    });

    const beyond: Record<string, (config: ReturnType<typeof configIn>) => Promise<unknown>> = {
      'iam:ListVirtualMFADevices': (config) =>
        new IAMClient(config).send(new ListVirtualMFADevicesCommand({})),
      'config:PutEvaluations': (config) =>
        new ConfigServiceClient(config).send(new PutEvaluationsCommand({ ResultToken: 'x', TestMode: true })),
      'sts:AssumeRole': (config) => new STSClient(config).send(new AssumeRoleCommand(request)),
    };
    for (const [action, send] of Object.entries(beyond)) {
      it(`gives a session that may not ${action}, whatever the caller may`, async () => {
        serve(member, evaluation(trustIn(delegated)));
        const caller = functionIn(delegated, allow('*'));
        const { Credentials: given } = await assumeRole(caller);
        const error = await rejection(send(configIn(given)));
        expect(error.message).to.match(
          new RegExp(
            '^User: arn:aws:sts::333333333333:assumed-role/Evaluation/aws-config-rule is not authorized to perform: ' +
              `${action} on resource: \\S+ because no identity-based policy allows the ${action} action$`,
          ),
        );
      });
    }

    it('gives sessions of their own to every caller', async () => {
      serve(member, evaluation(trustIn(delegated)));
      const caller = functionIn(delegated);
      const sessions = await Promise.all([assumeRole(caller), assumeRole(caller)]);
      const keys = sessions.map(({ Credentials: given }) => given?.AccessKeyId);
      expect(new Set(keys)).to.have.property('size', 2);
    });

    it("gives a session that the account's faults meet", async () => {
      const faults = [{ operation: 'iam:GetAccountSummary', fault: 'denied-by-scp' }] as const;
      serve({ ...member, faults }, evaluation(trustIn(delegated)));
      const { Credentials: given } = await assumeRole(functionIn(delegated));
      const error = await rejection(new IAMClient(configIn(given)).send(new GetAccountSummaryCommand({})));
      expect(error.message).to.match(/with an explicit deny in a service control policy$/);
    });

    interface Denied {
      readonly caller: Principal;
      readonly target: AwsAccount;
      readonly roles?: readonly Role[];
      /** Whether STS says that the caller's own policies do not allow it. */
      readonly ownPolicy: boolean;
    }
    const trusting = [evaluation(trustIn(delegated))];
    const denied: Record<string, Denied> = {
      "the caller's policy allows something else": {
        caller: functionIn(delegated, allow('sts:AssumeRoot')),
        target: member,
        roles: trusting,
        ownPolicy: true,
      },
      "the caller's policy allows it on another role": {
        caller: functionIn(delegated, allow('sts:AssumeRole', 'arn:aws:iam::*:role/Other')),
        target: member,
        roles: trusting,
        ownPolicy: true,
      },
      "the role is in another organization than the caller's policy wants": {
        caller: functionIn(delegated),
        target: stranger,
        roles: trusting,
        ownPolicy: true,
      },
      "the role is in no organization, and the caller's policy wants its own": {
        caller: functionIn(delegated),
        target: alone,
        roles: trusting,
        ownPolicy: true,
      },
      'neither the caller nor the role is in an organization, and the policy wants the same one': {
        caller: functionIn(alone),
        target: anAccount({ id: '888888888888' }),
        roles: [
          evaluation({ Statement: [{ ...trustIn(alone).Statement[0], Condition: {} }] } as TrustPolicy),
        ],
        ownPolicy: true,
      },
      'there is no such role': { caller: functionIn(delegated), target: member, ownPolicy: false },
      'there is only a role of another name': {
        caller: functionIn(delegated),
        target: member,
        roles: [{ ...evaluation(trustIn(delegated)), name: 'evaluation' }],
        ownPolicy: false,
      },
      'the role trusts another role': {
        caller: functionIn(delegated),
        target: member,
        roles: [evaluation(trustIn(delegated, 'evaluator-2'))],
        ownPolicy: false,
      },
      'the role trusts the same role of another account': {
        caller: functionIn(delegated),
        target: member,
        roles: [evaluation(trustIn(management))],
        ownPolicy: false,
      },
      'the role trusts another organization': {
        caller: functionIn(delegated),
        target: member,
        roles: [evaluation(trustIn(delegated, 'evaluator', elsewhere.id))],
        ownPolicy: false,
      },
      'the caller has left the organization that the role trusts': {
        caller: functionIn({ ...delegated, organization: null }, allow('sts:AssumeRole')),
        target: member,
        roles: trusting,
        ownPolicy: false,
      },
      'the role trusts a service': {
        caller: functionIn(delegated),
        target: member,
        roles: [
          evaluation({
            Statement: [
              {
                Effect: 'Allow',
                Principal: { Service: 'lambda.amazonaws.com' },
                Action: 'sts:AssumeRole',
              },
            ],
          }),
        ],
        ownPolicy: false,
      },
    };
    for (const [name, { caller, target, roles = [], ownPolicy }] of Object.entries(denied)) {
      it(`is denied where ${name}, and says ${ownPolicy ? 'that no policy allows it' : 'no more'}`, async () => {
        serve(target, ...roles);
        serve(caller.account);
        const RoleArn = `arn:aws:iam::${target.id}:role/Evaluation`;
        const error = await rejection(assumeRole(caller, { RoleArn }));
        const why = ' because no identity-based policy allows the sts:AssumeRole action';
        expect(error).to.include({
          name: 'AccessDenied',
          message: `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}${ownPolicy ? why : ''}`,
        });
        expect(error).to.have.nested.property('$metadata.httpStatusCode', 403);
      });
    }

    it('says the same of an account that is not here, as no account says that it exists', async () => {
      const RoleArn = 'arn:aws:iam::999999999999:role/Evaluation';
      const error = await rejection(assumeRole(functionIn(delegated, allow('*')), { RoleArn }));
      expect(error.message).to.match(/on resource: arn:aws:iam::999999999999:role\/Evaluation$/);
    });

    it('is denied in another partition', async () => {
      serve(member, evaluation(trustIn(delegated)));
      const RoleArn = 'arn:aws-us-gov:iam::333333333333:role/Evaluation';
      const error = await rejection(assumeRole(functionIn(delegated, allow('*')), { RoleArn }));
      expect(error).to.include({ name: 'AccessDenied' });
    });

    const invalid: Record<string, [Partial<AssumeRoleCommandInput>, message: string]> = {
      'a session name of one character': [{ RoleSessionName: 'x' }, 'Invalid RoleSessionName: x'],
      'a session name with a space': [{ RoleSessionName: 'a b' }, 'Invalid RoleSessionName: a b'],
      'a session name of 65 characters': [
        { RoleSessionName: 'x'.repeat(65) },
        `Invalid RoleSessionName: ${'x'.repeat(65)}`,
      ],
      'no session name': [{ RoleSessionName: undefined }, 'Invalid RoleSessionName: undefined'],
      'no role': [{ RoleArn: undefined }, 'Invalid RoleArn: undefined'],
      'a name where the ARN should be': [{ RoleArn: 'Evaluation' }, 'Invalid RoleArn: Evaluation'],
      'the ARN of a user': [
        { RoleArn: 'arn:aws:iam::333333333333:user/Evaluation' },
        'Invalid RoleArn: arn:aws:iam::333333333333:user/Evaluation',
      ],
      'a session of 899 seconds': [
        { DurationSeconds: 899 },
        'DurationSeconds must be between 900 and 3600, got 899',
      ],
      'a session of more than an hour': [
        { DurationSeconds: 3601 },
        'DurationSeconds must be between 900 and 3600, got 3601',
      ],
    };
    for (const [name, [changes, message]] of Object.entries(invalid)) {
      it(`refuses ${name}`, async () => {
        serve(member, evaluation(trustIn(delegated)));
        const error = await rejection(assumeRole(functionIn(delegated), changes));
        expect(error).to.include({ name: 'ValidationError', message });
      });
    }

    for (const DurationSeconds of [900, 3600]) {
      it(`gives a session of ${DurationSeconds} seconds`, async () => {
        serve(member, evaluation(trustIn(delegated)));
        const { Credentials: given } = await assumeRole(functionIn(delegated), { DurationSeconds });
        expect(given).to.have.property('AccessKeyId');
      });
    }
  });

  describe('OrganizationAccountAccessRole', () => {
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

    it('is there beside the roles that the account has of its own', async () => {
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

  describe('AssumeRoot', () => {
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

    const beyond: Record<string, (config: ReturnType<typeof configIn>) => Promise<unknown>> = {
      'iam:ListVirtualMFADevices': (config) =>
        new IAMClient(config).send(new ListVirtualMFADevicesCommand({})),
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
      'a target that is no account id': [
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
});
