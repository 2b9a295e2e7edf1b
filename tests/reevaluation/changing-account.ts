import { ConfigServiceClient, StartConfigRulesEvaluationCommand } from '@aws-sdk/client-config-service';
import { clientConfigOf } from '../../embedded-aws/client-config.ts';
import { EmbeddedAws, type EmbeddedAwsOptions } from '../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import type { AwsAccount, Principal } from '../../embedded-aws/services/accounts.ts';
import { OnDemandEvaluations } from '../../embedded-aws/services/on-demand-evaluations.ts';
import { Reevaluation } from './reevaluation.ts';
import { namedError } from './state-machines.ts';
import { VirtualClock } from './virtual-clock.ts';

/** A minute begins here. */
const START = Date.parse('2026-07-13T21:50:00.000Z');

interface Running {
  readonly clock: VirtualClock;
  readonly reevaluation: Reevaluation;
  /** When evaluations began, in milliseconds since 1970. */
  readonly begun: readonly number[];
}

interface ChangingAccountOptions {
  /** Parameters of the template besides the rule's name and Region. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly onAnswered?: EmbeddedAwsOptions['onAnswered'];
  readonly onStarted?: (ruleNames: readonly string[]) => void;
  /** Called when the function has reported; the clock stands still meanwhile. */
  readonly onEvaluated?: () => Promise<void>;
}

/** An account with the rule and `deploy/reevaluate-on-change.yml`. */
export async function changingAccount(
  deployed: Package,
  account: AwsAccount,
  { parameters = {}, onAnswered, onStarted, onEvaluated }: ChangingAccountOptions = {},
): Promise<Running & { readonly aws: EmbeddedAws }> {
  const clock = new VirtualClock(START);
  const begun: number[] = [];
  const aws = await EmbeddedAws.start(deployed, {
    clock: clock.now,
    keepWarm: true,
    ...(onAnswered && { onAnswered }),
    onEvaluation: (evaluation) => {
      begun.push(clock.now());
      void clock.real(() => evaluation.then(onEvaluated)).catch(() => {});
    },
  });
  aws.deploy(account, {});
  const reevaluation = new Reevaluation({
    clock,
    account,
    ruleName: aws.ruleNameIn(account),
    parameters,
    startEvaluation: async (role, ruleNames) => {
      onStarted?.(ruleNames);
      await startEvaluation(aws, role, ruleNames);
    },
  });
  return { aws, clock, reevaluation, begun };
}

/** Lets AWS Config evaluate rules, as the task of a state machine does: by the real SDK, in the state machine's role. */
async function startEvaluation(aws: EmbeddedAws, role: Principal, ruleNames: readonly string[]) {
  const config = clientConfigOf(aws.environmentOf(role), role.account.region);
  const client = new ConfigServiceClient({ ...config, maxAttempts: 1 });
  try {
    await client.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: [...ruleNames] }));
  } finally {
    client.destroy();
  }
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
      if (refusal !== undefined) throw namedError(refusal);
      const isTooSoon = refusedCallsCount && clock.now() - calledAt < 60_000;
      calledAt = clock.now();
      if (isTooSoon) throw namedError('LimitExceededException');
      limits.admit(ruleNames, clock.now());
      begun.push(clock.now());
      const evaluation = () => new Promise<void>((resolve) => setTimeout(resolve, evaluationMs));
      void limits.during(ruleNames[0] ?? '', evaluation);
    },
  });
  return { clock, reevaluation, begun };
}
