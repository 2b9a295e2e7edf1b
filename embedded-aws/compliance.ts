import { availableParallelism } from 'node:os';
import { ConfigServiceClient, GetComplianceDetailsByConfigRuleCommand } from '@aws-sdk/client-config-service';
import pMap from 'p-map';
import { clientConfigOf } from './client-config.ts';
import type { EmbeddedAws } from './embedded-aws.ts';
import type { AwsAccount } from './services/accounts.ts';

/** What AWS Config shows of an account. */
export interface Compliance {
  readonly complianceType: string;
  readonly annotation: string;
  /** ISO 8601, UTC */
  readonly orderingTimestamp: string;
}

interface Named {
  readonly accountId: string;
  readonly accountName: string;
}

/** What AWS Config shows of an account, or why the evaluation failed. */
export type ShownOutcome = (Named & Compliance) | (Named & { readonly error: string });

/**
 * Starts an evaluation in each account, and reads the compliance back from AWS Config.
 *
 * @param onDone called after each account
 * @returns the outcomes in the order of the accounts; a failure in one account does not hide the others
 */
export async function evaluateAccounts(
  aws: EmbeddedAws,
  accounts: readonly AwsAccount[],
  onDone: () => void,
): Promise<ShownOutcome[]> {
  const evaluateOne = (account: AwsAccount) => evaluateAccount(aws, account).finally(onDone);
  return pMap(accounts, evaluateOne, { concurrency: availableParallelism() });
}

async function evaluateAccount(aws: EmbeddedAws, account: AwsAccount): Promise<ShownOutcome> {
  const { id: accountId, name: accountName } = account;
  try {
    await aws.evaluate(account);
    const compliance = await readCompliance(aws, account);
    if (compliance === undefined) {
      throw new Error('The function ended well, but AWS Config shows no evaluation');
    }
    return { accountId, accountName, ...compliance };
  } catch (error) {
    return { accountId, accountName, error: error instanceof Error ? error.message : String(error) };
  }
}

/**
 * Asks AWS Config what it shows of the account, with the real SDK.
 *
 * @returns `undefined` where AWS Config has no evaluation
 */
export async function readCompliance(aws: EmbeddedAws, account: AwsAccount): Promise<Compliance | undefined> {
  const environment = aws.administratorEnvironment(account);
  const config = new ConfigServiceClient(clientConfigOf(environment, account.region));
  try {
    const command = new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: aws.ruleNameIn(account) });
    const { EvaluationResults: results = [] } = await config.send(command);
    const [result] = results;
    const time = result?.EvaluationResultIdentifier?.OrderingTimestamp;
    if (result?.ComplianceType === undefined || result.Annotation === undefined || time === undefined) {
      return undefined;
    }
    return {
      complianceType: result.ComplianceType,
      annotation: result.Annotation,
      orderingTimestamp: time.toISOString(),
    };
  } finally {
    config.destroy();
  }
}
