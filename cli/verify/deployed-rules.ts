import { ConfigServiceClient, DescribeConfigRulesCommand } from '@aws-sdk/client-config-service';
import type { Aws } from '../../aws/call.ts';
import { pagesOf } from '../../aws/pages.ts';
import { rootUserMfaEnabled } from '../../rules/root-user-mfa-enabled/rule.ts';

const ACTION = 'config:DescribeConfigRules';

/** This project's rule as AWS Config has it in one account and Region. */
export interface DeployedRule {
  readonly name: string;
  /** The ARN of the function. */
  readonly functionArn: string;
  /** The service that made the rule, where it was not a stack or a person. */
  readonly createdBy: string | undefined;
}

/** Finds the rules whose name or function contains the rule's name. */
export async function findRules({ call, clientConfig }: Aws): Promise<DeployedRule[]> {
  const config = new ConfigServiceClient(clientConfig);
  const read = (NextToken: string | undefined) =>
    call(ACTION, (options) => config.send(new DescribeConfigRulesCommand({ NextToken }), options));
  const found: DeployedRule[] = [];
  for await (const { ConfigRules = [] } of pagesOf(ACTION, read)) {
    for (const { ConfigRuleName: name = '', Source, CreatedBy: createdBy } of ConfigRules) {
      const functionArn = Source?.SourceIdentifier ?? '';
      const isCustom = Source?.Owner === 'CUSTOM_LAMBDA';
      if (isCustom && `${name} ${functionArn}`.includes(rootUserMfaEnabled.name)) {
        found.push({ name, functionArn, createdBy });
      }
    }
  }
  return found;
}
