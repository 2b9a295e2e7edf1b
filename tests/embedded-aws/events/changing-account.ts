import { EmbeddedAws } from '../../../embedded-aws/embedded-aws.ts';
import type { BusEvent } from '../../../embedded-aws/events/cloudtrail.ts';
import { Reevaluation } from '../../../embedded-aws/events/reevaluation.ts';
import { VirtualClock } from '../../../embedded-aws/events/virtual-clock.ts';
import type { AwsAccount } from '../../../embedded-aws/services/accounts.ts';
import { deployedPackage } from '../../deployed.ts';

/** A Monday, at the beginning of a minute. */
export const START = Date.parse('2026-07-13T21:50:00.000Z');

/** A call of StartConfigRulesEvaluation. */
interface Call {
  readonly at: number;
  readonly refusal: string | undefined;
}

export interface ChangingAccount {
  readonly aws: EmbeddedAws;
  readonly clock: VirtualClock;
  readonly reevaluation: Reevaluation;
  readonly calls: readonly Call[];
  /** When AWS Config called the function. */
  readonly begun: readonly number[];
}

/**
 * An account with the rule and `deploy/reevaluate-on-change.yml`.
 *
 * @param run stands in for the function
 */
export async function changingAccount(
  account: AwsAccount,
  run?: (clock: VirtualClock) => Promise<void>,
): Promise<ChangingAccount> {
  const clock = new VirtualClock(START);
  const calls: Call[] = [];
  const begun: number[] = [];
  const aws = await EmbeddedAws.start(await deployedPackage(), {
    clock: clock.now,
    keepWarm: true,
    onEvaluation: (evaluation) => {
      begun.push(clock.now());
      if (run === undefined) void clock.real(() => evaluation).catch(() => {});
    },
    ...(run && { run: () => run(clock) }),
  });
  aws.deploy(account, {});
  const reevaluation = new Reevaluation({
    clock,
    account,
    ruleName: aws.ruleNameIn(account),
    environmentOf: (principal) => aws.environmentOf(principal),
    onStart: (refusal) => calls.push({ at: clock.now(), refusal }),
  });
  return { aws, clock, reevaluation, calls, begun };
}

/** The root user's change of an MFA device, as CloudTrail writes it. */
export function rootUserEvent(account: AwsAccount, id: string, eventName = 'DeactivateMFADevice'): BusEvent {
  return {
    account: account.id,
    source: 'aws.iam',
    'detail-type': 'AWS API Call via CloudTrail',
    time: '2026-07-13T21:50:00Z',
    region: 'us-east-1',
    detail: {
      eventID: id,
      eventSource: 'iam.amazonaws.com',
      eventName,
      userIdentity: { type: 'Root', arn: `arn:aws:iam::${account.id}:root`, accountId: account.id },
      requestParameters: { userName: 'AWS ROOT USER', serialNumber: `arn:aws:iam::${account.id}:mfa/root` },
    },
  };
}
