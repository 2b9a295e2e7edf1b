import { type AssumeRoleCommandInput, type Credentials, STS } from '@aws-sdk/client-sts';
import {
  type AwsAccount,
  type Principal,
  type Role,
  roleSession,
} from '../../../../embedded-aws/services/accounts.ts';
import type { Policy, TrustPolicy } from '../../../../embedded-aws/services/policy.ts';
import { anAccount } from '../../fixtures.ts';
import { endpointOfEachTest } from '../endpoint-fixture.ts';

const organization = {
  id: 'o-a1b2c3d4e5',
  managementAccountId: '111111111111',
  delegatedAdministratorId: '222222222222',
};
export const elsewhere = { id: 'o-z9y8x7w6v5', managementAccountId: '555555555555' };

export const management = anAccount({ id: '111111111111', organization });
export const delegated = anAccount({ id: '222222222222', organization });
export const member = anAccount({ id: '333333333333', organization });
export const second = anAccount({ id: '444444444444', organization });
export const otherManagement = anAccount({ id: '555555555555', organization: elsewhere });
export const stranger = anAccount({ id: '666666666666', organization: elsewhere });
export const alone = anAccount({ id: '777777777777', organization: null });
const accounts = [management, delegated, member, second, otherManagement, stranger, alone];

export const allow = (Action: string | string[], Resource = '*', Condition = {}): Policy => ({
  Statement: [{ Effect: 'Allow', Action, Resource, Condition }],
});

/** What `serverless.yml` lets a central function do: the role, in its own organization. */
const central = allow('sts:AssumeRole', 'arn:aws:iam::*:role/Evaluation', {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM
  StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' },
});

/** The function, in an account and with a policy. */
export const functionIn = (account: AwsAccount, policy: Policy = central) =>
  roleSession(account, 'evaluator', 'root-user-mfa-enabled', [policy]);

export const trustIn = ({ id }: AwsAccount, name = 'evaluator', orgId = organization.id): TrustPolicy => ({
  Statement: [
    {
      Effect: 'Allow',
      Principal: { AWS: `arn:aws:iam::${id}:role/${name}` },
      Action: 'sts:AssumeRole',
      Condition: { StringEquals: { 'aws:PrincipalOrgID': orgId } },
    },
  ],
});

/** The actions that the role allows. */
export const allowed = ['iam:GetAccountSummary', 'organizations:DescribeOrganization'];

export const evaluation = (trustPolicy: TrustPolicy): Role => ({
  name: 'Evaluation',
  trustPolicy,
  policies: [allow(allowed)],
});

const request: AssumeRoleCommandInput = {
  RoleArn: 'arn:aws:iam::333333333333:role/Evaluation',
  RoleSessionName: 'aws-config-rule',
  DurationSeconds: 900,
};

/** Gives each test of the suite that calls this an endpoint of its own, with all these accounts. */
export function accountsOfEachTest() {
  const endpoint = endpointOfEachTest();
  const { configFor } = endpoint;
  const serve = (account: AwsAccount, ...roles: Role[]) => endpoint.serve(account, undefined, roles);

  beforeEach(() => {
    for (const account of accounts) serve(account);
  });

  /** The configuration of an SDK client in a session that STS has given. */
  const configIn = (given: Partial<Credentials> = {}) => {
    const { AccessKeyId: accessKeyId = '', SecretAccessKey: secretAccessKey = '', SessionToken } = given;
    const credentials = { accessKeyId, secretAccessKey, sessionToken: SessionToken ?? '' };
    return configFor(functionIn(delegated), { credentials });
  };

  const assumeRole = (principal: Principal, changes: Partial<AssumeRoleCommandInput> = {}) =>
    new STS(configFor(principal)).assumeRole({ ...request, ...changes });

  return { serve, configFor, configIn, assumeRole };
}
