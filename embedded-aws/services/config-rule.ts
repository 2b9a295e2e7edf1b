import type { AwsAccount } from './accounts.ts';

/** A periodic custom Lambda rule in one account. */
export interface ConfigRule {
  readonly name: string;
  readonly id: string;
  readonly arn: string;
  readonly description: string;
  readonly functionArn: string;
  readonly frequency: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * What AWS Config sends the function of a periodic rule.
 * https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_example-events.html
 */
export function scheduledNotification(
  account: AwsAccount,
  rule: ConfigRule,
  resultToken: string,
  time: Date,
): object {
  const { id, partition } = account;
  return {
    version: '1.0',
    invokingEvent: JSON.stringify({
      awsAccountId: id,
      notificationCreationTime: time.toISOString(),
      messageType: 'ScheduledNotification',
      recordVersion: '1.0',
    }),
    ruleParameters: JSON.stringify(rule.parameters),
    resultToken,
    eventLeftScope: false,
    executionRoleArn: `arn:${partition}:iam::${id}:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig`,
    configRuleArn: rule.arn,
    configRuleName: rule.name,
    configRuleId: rule.id,
    accountId: id,
  };
}
