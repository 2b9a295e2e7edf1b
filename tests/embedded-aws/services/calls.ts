import {
  ConfigServiceClient,
  DescribeComplianceByConfigRuleCommand,
  DescribeConfigRulesCommand,
  GetComplianceDetailsByConfigRuleCommand,
  PutEvaluationsCommand,
  StartConfigRulesEvaluationCommand,
} from '@aws-sdk/client-config-service';
import {
  GetAccountSummaryCommand,
  IAMClient,
  ListMFADevicesCommand,
  ListVirtualMFADevicesCommand,
} from '@aws-sdk/client-iam';
import {
  DescribeOrganizationCommand,
  ListAccountsCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import { anAccount } from '../fixtures.ts';
import { type ClientConfig, ruleName } from './endpoint-fixture.ts';

export type Send = (config: ClientConfig) => Promise<unknown>;

/** One call to each operation, by the action that it needs. */
export const calls: Record<string, Send> = {
  'iam:GetAccountSummary': (config) => new IAMClient(config).send(new GetAccountSummaryCommand({})),
  'iam:ListVirtualMFADevices': (config) => new IAMClient(config).send(new ListVirtualMFADevicesCommand({})),
  'iam:ListMFADevices': (config) => new IAMClient(config).send(new ListMFADevicesCommand({})),
  'organizations:DescribeOrganization': (config) =>
    new OrganizationsClient(config).send(new DescribeOrganizationCommand({})),
  'organizations:ListAccounts': (config) => new OrganizationsClient(config).send(new ListAccountsCommand({})),
  'config:PutEvaluations': (config) =>
    new ConfigServiceClient(config).send(new PutEvaluationsCommand({ ResultToken: 'x', TestMode: true })),
  'config:DescribeConfigRules': (config) =>
    new ConfigServiceClient(config).send(new DescribeConfigRulesCommand({})),
  'config:StartConfigRulesEvaluation': (config) =>
    new ConfigServiceClient(config).send(new StartConfigRulesEvaluationCommand({})),
  'config:GetComplianceDetailsByConfigRule': (config) =>
    new ConfigServiceClient(config).send(
      new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: ruleName }),
    ),
  'config:DescribeComplianceByConfigRule': (config) =>
    new ConfigServiceClient(config).send(new DescribeComplianceByConfigRuleCommand({})),
};

/** An account in which each of the calls succeeds. */
export const inOrganization = anAccount({
  organization: {
    id: 'o-a1b2c3d4e5',
    managementAccountId: '999988887777',
    delegatedAdministratorId: '111122223333',
  },
});
