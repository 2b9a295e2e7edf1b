import type { Context } from 'aws-lambda';

/** An event of AWS Config for a periodic rule, as its documentation has it; `invokingEvent` is put in as JSON. */
export function configEvent(changes: object = {}, notification: object = {}): Record<string, unknown> {
  return {
    version: '1.0',
    invokingEvent: JSON.stringify({
      awsAccountId: '111122223333',
      notificationCreationTime: '2026-07-13T21:50:00.373Z',
      messageType: 'ScheduledNotification',
      recordVersion: '1.0',
      ...notification,
    }),
    ruleParameters: '{"allowVirtualMfa":"false"}',
    resultToken: 'the-result-token',
    eventLeftScope: false,
    executionRoleArn:
      'arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig',
    configRuleArn: 'arn:aws:config:us-east-1:111122223333:config-rule/config-rule-0123456',
    configRuleName: 'root-user-mfa-enabled',
    configRuleId: 'config-rule-0123456',
    accountId: '111122223333',
    ...changes,
  };
}

export const functionArn = 'arn:aws:lambda:us-east-1:111122223333:function:root-user-mfa-enabled';

/** Lambda's context, as far as the project uses it. */
export function lambdaContext(remainingMilliseconds = 60_000): Context {
  const context: Pick<Context, 'invokedFunctionArn' | 'getRemainingTimeInMillis'> = {
    invokedFunctionArn: functionArn,
    getRemainingTimeInMillis: () => remainingMilliseconds,
  };
  return context as Context;
}
