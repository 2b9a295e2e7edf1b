import * as config from '@aws-sdk/client-config-service';
import * as iam from '@aws-sdk/client-iam';
import * as organizations from '@aws-sdk/client-organizations';
import * as sts from '@aws-sdk/client-sts';
import { anAccount } from '../fixtures.ts';
import { type ClientConfig, ruleName } from './endpoint-fixture.ts';

export type Send = (config: ClientConfig) => Promise<unknown>;
type Command = new (input: never) => object;

/** The operation by its action, such as `iam:GetUser`, and a call to it with the SDK. */
const callTo =
  (service: string, Client: new (config: ClientConfig) => { send(command: never): Promise<unknown> }) =>
  (Operation: Command, input: object = {}): [action: string, send: Send] => [
    `${service}:${Operation.name.replace(/Command$/, '')}`,
    (config) => new Client(config).send(new Operation(input as never) as never),
  ];
const toConfig = callTo('config', config.ConfigServiceClient);
const toIam = callTo('iam', iam.IAMClient);
const toOrganizations = callTo('organizations', organizations.OrganizationsClient);
const toSts = callTo('sts', sts.STSClient);

/** One call to each operation, by the action that it needs. */
export const calls: Record<string, Send> = Object.fromEntries([
  toIam(iam.GetAccountSummaryCommand),
  toIam(iam.ListVirtualMFADevicesCommand),
  toIam(iam.ListMFADevicesCommand),
  toIam(iam.ListOrganizationsFeaturesCommand),
  toOrganizations(organizations.DescribeOrganizationCommand),
  toOrganizations(organizations.ListAccountsCommand),
  toConfig(config.PutEvaluationsCommand, { ResultToken: 'x', TestMode: true }),
  toConfig(config.DescribeConfigRulesCommand),
  toConfig(config.StartConfigRulesEvaluationCommand),
  toConfig(config.GetComplianceDetailsByConfigRuleCommand, { ConfigRuleName: ruleName }),
  toConfig(config.DescribeComplianceByConfigRuleCommand),
]);

/** An account in which each of the calls succeeds. */
export const inOrganization = anAccount({
  organization: {
    id: 'o-a1b2c3d4e5',
    managementAccountId: '999988887777',
    delegatedAdministratorId: '111122223333',
  },
});

const key = { AccessKeyId: 'AKIAEXAMPLEEXAMPLE00' };

/** One call to each operation on the root user's credentials. */
export const rootUserCalls: Record<string, Send> = Object.fromEntries([
  toIam(iam.GetUserCommand),
  toIam(iam.GetLoginProfileCommand),
  toIam(iam.ListAccessKeysCommand),
  toIam(iam.GetAccessKeyLastUsedCommand, key),
  toIam(iam.ListSigningCertificatesCommand),
  toIam(iam.DeleteAccessKeyCommand, key),
  toIam(iam.DeleteSigningCertificateCommand, { CertificateId: 'E'.repeat(24) }),
  toIam(iam.DeleteLoginProfileCommand),
  toIam(iam.DeactivateMFADeviceCommand, { SerialNumber: 'GAHT12345670' }),
  toIam(iam.CreateLoginProfileCommand),
  toIam(iam.CreateAccessKeyCommand),
]);

export const TASK_POLICIES = 'arn:aws:iam::aws:policy/root-task';

/** Calls that give a session in another account. */
export const sessionCalls: Record<string, Send> = Object.fromEntries([
  toSts(sts.AssumeRoleCommand, {
    RoleArn: 'arn:aws:iam::333333333333:role/Evaluation',
    RoleSessionName: 'aws-config-rule',
  }),
  toSts(sts.AssumeRootCommand, {
    TargetPrincipal: '444444444444',
    TaskPolicyArn: { arn: `${TASK_POLICIES}/IAMAuditRootUserCredentials` },
  }),
]);

/** Calls to operations that the embedded AWS does not have. */
export const unknownCalls: Record<string, Send> = Object.fromEntries([
  toIam(iam.ListUsersCommand),
  toSts(sts.GetSessionTokenCommand),
  toOrganizations(organizations.ListRootsCommand),
  toConfig(config.DescribeConfigurationRecordersCommand),
]);
