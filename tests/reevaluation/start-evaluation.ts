import { ConfigServiceClient, StartConfigRulesEvaluationCommand } from '@aws-sdk/client-config-service';
import { clientConfigOf } from '../../embedded-aws/client-config.ts';
import type { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import type { Principal } from '../../embedded-aws/services/accounts.ts';

/**
 * Lets AWS Config evaluate rules, as the task of a state machine does: by the real SDK, in the state machine's role.
 *
 * @throws {ConfigServiceServiceException} as AWS Config refuses the call
 */
export async function startEvaluation(
  aws: EmbeddedAws,
  role: Principal,
  ruleNames: readonly string[],
): Promise<void> {
  const client = new ConfigServiceClient({
    ...clientConfigOf(aws.environmentOf(role), role.account.region),
    maxAttempts: 1,
  });
  try {
    await client.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: [...ruleNames] }));
  } finally {
    client.destroy();
  }
}
