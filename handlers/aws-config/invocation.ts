import * as v from 'valibot';
import { type Account, accountId, accountOf } from '../../aws/account.ts';
import { ExpectationError, expectShape, parseJsonObject } from '../../aws/expect.ts';
import type { Deployment } from './deployment.ts';

/** One request of AWS Config to evaluate a periodic rule, checked. */
export interface Invocation {
  readonly account: Account;
  /** The role to assume in the account; `undefined` in the function's own account. */
  readonly memberRoleName: string | undefined;
  readonly configRuleName: string;
  /** The object of strings that AWS Config passes. The rule checks it. */
  readonly ruleParameters: object;
  /** Proves to PutEvaluations that AWS Config asked. A secret: never log it. */
  readonly resultToken: string;
  /** A person tries the function on this machine: AWS Config checks the evaluation and stores nothing. */
  readonly testMode: boolean;
  /** When AWS Config asked. Evaluations are ordered by it. */
  readonly notificationCreationTime: Date;
  readonly eventLeftScope: boolean;
}

const ruleArn = v.pipe(
  v.string(),
  v.regex(
    /^arn:aws[a-z-]*:config:[a-z0-9-]+:[0-9]{12}:config-rule\/.+$/,
    'arn:<partition>:config:<region>:<account>:config-rule/<id>',
  ),
);

/** AWS Config sends UTC. The way back catches days that a month does not have. */
const time = v.pipe(
  v.string(),
  v.regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, 'an ISO 8601 time in UTC'),
  v.check(
    (text) =>
      !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().slice(0, 19) === text.slice(0, 19),
    'a time that exists',
  ),
  v.transform((text) => new Date(text)),
);

/**
 * The event of a custom Lambda rule. AWS adds attributes to it over time: attributes that are not used here are ignored.
 * https://docs.aws.amazon.com/config/latest/developerguide/evaluate-config_develop-rules_example-events.html
 */
const configRuleEvent = v.object({
  accountId,
  configRuleArn: ruleArn,
  configRuleName: v.pipe(v.string(), v.nonEmpty('a rule name')),
  eventLeftScope: v.boolean(),
  invokingEvent: v.string(),
  resultToken: v.pipe(v.string(), v.nonEmpty('a token')),
  ruleParameters: v.nullish(v.string()),
});

/** AWS Config checks an evaluation with this token, and does not store it. */
const TEST_MODE_TOKEN = 'TESTMODE';

const scheduledNotification = v.object({
  messageType: v.literal('ScheduledNotification'),
  awsAccountId: accountId,
  notificationCreationTime: time,
});

/**
 * Checks an event of AWS Config; calls nothing.
 *
 * @param deployment decides which accounts the function evaluates; the event does not
 * @throws {ExpectationError} naming the place in the event
 */
export function readInvocation(event: unknown, deployment: Deployment): Invocation {
  const asked = expectShape('event', configRuleEvent, event);
  const invokingEvent = parseJsonObject('event.invokingEvent', asked.invokingEvent);
  const notification = expectShape('event.invokingEvent', scheduledNotification, invokingEvent);
  // Nothing, null and an empty text mean that the rule has no parameters.
  const ruleParameters = parseJsonObject('event.ruleParameters', asked.ruleParameters || '{}');

  const account = accountOf(asked.configRuleArn);
  const whose = 'the account of event.configRuleArn';
  expectSame('event.accountId', asked.accountId, whose, account.id);
  expectSame('event.invokingEvent.awsAccountId', notification.awsAccountId, whose, account.id);

  return {
    account,
    memberRoleName: memberRoleFor(account, deployment),
    configRuleName: asked.configRuleName,
    ruleParameters,
    resultToken: asked.resultToken,
    testMode: isTestMode(asked.resultToken, deployment),
    notificationCreationTime: notification.notificationCreationTime,
    eventLeftScope: asked.eventLeftScope,
  };
}

/** Roles can be assumed in other accounts of the organization, but never in another partition. */
function memberRoleFor(account: Account, { account: own, memberRoleName }: Deployment): string | undefined {
  if (own === undefined) return memberRoleName;
  expectSame('event.configRuleArn', account.partition, "the function's own partition", own.partition);
  if (memberRoleName === undefined) {
    expectSame('event.accountId', account.id, "the function's own account", own.id);
  }
  return account.id === own.id ? undefined : memberRoleName;
}

/**
 * A deployed function that took the token would count as a run, and no alarm would see that nothing was stored. What
 * Lambda runs has an account, whatever the event and the environment say.
 */
function isTestMode(resultToken: string, { account: own }: Deployment): boolean {
  if (resultToken !== TEST_MODE_TOKEN) return false;
  if (own === undefined) return true;
  throw new ExpectationError(
    'event.resultToken: expected the token of an evaluation that AWS Config started, got TESTMODE, which only a ' +
      'function that runs locally takes. To evaluate now, run aws configservice start-config-rules-evaluation',
  );
}

function expectSame(what: string, got: string, whose: string, expected: string): void {
  if (got === expected) return;
  throw new ExpectationError(`${what}: expected ${whose}, ${expected}, got ${got}`);
}
