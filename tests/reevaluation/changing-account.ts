import { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import { OnDemandEvaluations } from '../../embedded-aws/services/on-demand-evaluations.ts';
import { deployedPackage } from '../deployed.ts';
import type { BusEvent } from './cloudtrail.ts';
import { Reevaluation } from './reevaluation.ts';
import { startEvaluation } from './start-evaluation.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A minute begins here. */
export const START = Date.parse('2026-07-13T21:50:00.000Z');

interface Running {
  readonly clock: VirtualClock;
  readonly reevaluation: Reevaluation;
  /** When evaluations began, in milliseconds since 1970. */
  readonly begun: readonly number[];
}

/** An account with the rule and `deploy/reevaluate-on-change.yml`. */
export async function changingAccount(
  account: AwsAccount,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Running & { readonly aws: EmbeddedAws }> {
  const clock = new VirtualClock(START);
  const begun: number[] = [];
  const aws = await EmbeddedAws.start(await deployedPackage(), {
    clock: clock.now,
    keepWarm: true,
    onEvaluation: (evaluation) => {
      begun.push(clock.now());
      void clock.real(() => evaluation).catch(() => {});
    },
  });
  aws.deploy(account, {});
  const reevaluation = new Reevaluation({
    clock,
    account,
    ruleName: aws.ruleNameIn(account),
    parameters,
    startEvaluation: (role, ruleNames) => startEvaluation(aws, role, ruleNames),
  });
  return { aws, clock, reevaluation, begun };
}

export interface SimulatedConfig {
  /** How long an evaluation takes. */
  readonly evaluationMs?: number;
  /** AWS does not say whether a refused call counts as one of the minute's. */
  readonly refusedCallsCount?: boolean;
  /** Refuses a call before anything else; the error's name. */
  readonly refuse?: (call: number) => string | undefined;
}

/** The template with AWS Config's limits alone: without requests and without a function. */
export function simulatedAccount(
  account: AwsAccount,
  { evaluationMs = 0, refusedCallsCount = false, refuse = () => undefined }: SimulatedConfig = {},
): Running {
  const clock = new VirtualClock(START);
  const begun: number[] = [];
  const limits = new OnDemandEvaluations();
  let calls = 0;
  let calledAt = Number.NEGATIVE_INFINITY;
  const reevaluation = new Reevaluation({
    clock,
    account,
    ruleName: 'root-user-mfa-enabled',
    startEvaluation: async (_, ruleNames) => {
      calls += 1;
      const refusal = refuse(calls);
      if (refusal !== undefined) throw named(refusal);
      const isTooSoon = refusedCallsCount && clock.now() - calledAt < 60_000;
      calledAt = clock.now();
      if (isTooSoon) throw named('LimitExceededException');
      try {
        limits.admit(ruleNames, clock.now());
      } catch {
        throw named('LimitExceededException');
      }
      begun.push(clock.now());
      void limits.during(ruleNames[0] ?? '', () => clock.sleep(evaluationMs));
    },
  });
  return { clock, reevaluation, begun };
}

function named(name: string): Error {
  return Object.assign(new Error(name), { name });
}

/** The root user's change of an MFA device, as CloudTrail writes it. */
export function rootUserEvent(account: AwsAccount, eventID: string, detail: object = {}): BusEvent {
  return {
    account: account.id,
    source: 'aws.iam',
    'detail-type': 'AWS API Call via CloudTrail',
    time: '2026-07-13T21:50:00Z',
    region: 'us-east-1',
    detail: {
      eventID,
      eventSource: 'iam.amazonaws.com',
      eventName: 'DeactivateMFADevice',
      userIdentity: { type: 'Root', arn: `arn:aws:iam::${account.id}:root`, accountId: account.id },
      requestParameters: { userName: 'AWS ROOT USER', serialNumber: `arn:aws:iam::${account.id}:mfa/root` },
      responseElements: null,
      ...detail,
    },
  };
}
