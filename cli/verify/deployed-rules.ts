import { ConfigServiceClient, DescribeConfigRulesCommand } from '@aws-sdk/client-config-service';
import type { Aws } from '../../aws/call.ts';
import { rootUserMfaEnabled } from '../../rules/root-user-mfa-enabled/rule.ts';

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
  const found: DeployedRule[] = [];
  let token: string | undefined;
  do {
    const command = new DescribeConfigRulesCommand({ NextToken: token });
    const { ConfigRules = [], NextToken } = await call('config:DescribeConfigRules', (options) =>
      config.send(command, options),
    );
    for (const { ConfigRuleName: name = '', Source, CreatedBy: createdBy } of ConfigRules) {
      const functionArn = Source?.SourceIdentifier ?? '';
      const isCustom = Source?.Owner === 'CUSTOM_LAMBDA';
      if (isCustom && `${name} ${functionArn}`.includes(rootUserMfaEnabled.name)) {
        found.push({ name, functionArn, createdBy });
      }
    }
    token = NextToken;
  } while (token !== undefined && token !== '');
  return found;
}
