import { ExpectationError } from '../../aws/expect.ts';
import type { Template } from '../../embedded-aws/cloudformation/template.ts';
import {
  EVALUATION_LOG_BYTES,
  METRICS_OF_AN_ACCOUNT,
  secondsOfEvaluation,
  secondsOfWatch,
  WATCH_LOG_BYTES,
} from './assumptions.ts';
import { sumOf, times } from './bill.ts';
import { type Frequency, type Load, runsAMonth, scheduledRunsAMonth } from './load.ts';
import type { Usage } from './prices.ts';
import { type Parameters, readResources, usageOfStack } from './stack-usage.ts';
import type { Templates } from './templates.ts';

export interface Demand {
  /** The management account included. */
  readonly accounts: number;
  readonly frequency: Frequency;
  /** Changes of the root user a month and account that set off an evaluation; 0 without re-evaluation on change. */
  readonly changes: number;
}

export interface Way {
  readonly title: string;
  readonly isOffered: (templates: Templates, demand: Demand) => boolean;
  readonly usage: (templates: Templates, demand: Demand) => Usage;
}

const always = () => true;

export const WAYS = {
  'managed-rule': {
    title: "AWS's managed rule",
    isOffered: (_, { changes }) => changes === 0,
    usage: (_, { accounts, frequency }) => ({ configEvaluations: accounts * runsAMonth(frequency) }),
  },
  'one-account': {
    title: 'One account, two alarms',
    isOffered: (_, { accounts }) => accounts === 1,
    usage: (templates, demand) => inEachAccount(templates, templates.account, {}, demand),
  },
  stacksets: {
    title: 'StackSets, alarms in each account',
    isOffered: always,
    usage: (templates, demand) => withStackSets(templates, {}, demand),
  },
  'stacksets-watch': {
    title: 'StackSets without alarms, organization watch',
    isOffered: ({ stackSet, watch }) => watch !== undefined && stackSet.Parameters?.['Alarms'] !== undefined,
    usage: (templates, demand) =>
      sumOf([withStackSets(templates, { Alarms: 'false' }, demand), watchUsage(templates, demand)]),
  },
  central: {
    title: 'One central function',
    isOffered: always,
    usage: centralUsage,
  },
} satisfies Record<string, Way>;

export type WayName = keyof typeof WAYS;

export const WAY_NAMES = Object.keys(WAYS) as readonly WayName[];

/** @throws {ExpectationError} on a way that is not offered for so many accounts or by this version */
export function usageOf(way: WayName, templates: Templates, demand: Demand): Usage {
  if (demand.changes > 0 && templates.reevaluation === undefined) {
    throw new ExpectationError('--changes: expected 0, deploy/ has no reevaluate-on-change.yml');
  }
  const { isOffered, usage }: Way = WAYS[way];
  if (!isOffered(templates, demand)) throw new ExpectationError(`${way} is not offered for this: see --help`);
  return usage(templates, demand);
}

function withStackSets(templates: Templates, parameters: Parameters, demand: Demand): Usage {
  return sumOf([
    inEachAccount(templates, templates.stackSet, parameters, demand),
    usageOfStack(templates.codeBucket, {}, loadOf(templates, {})),
  ]);
}

/** A function and a rule in each account. */
function inEachAccount(templates: Templates, template: Template, chosen: Parameters, demand: Demand): Usage {
  const parameters = { ...frequencyOf(template, demand), ...chosen };
  const load = loadOf(templates, {
    invocations: ruleRuns(template, parameters) + demand.changes,
    changes: demand.changes,
  });
  const stack = usageOfStack(template, parameters, load);
  return times(demand.accounts, sumOf([stack, changesUsage(templates, load)]));
}

function centralUsage(templates: Templates, demand: Demand): Usage {
  const { account, organizationRule, memberRole } = templates;
  const members = demand.accounts - 1;
  const home = frequencyOf(account, demand);
  const load = loadOf(templates, {
    invocations:
      ruleRuns(account, home) + members * runsAMonth(demand.frequency) + demand.accounts * demand.changes,
    secondsOf: (shape) => secondsOfEvaluation(shape, 1),
    coveredAccounts: members,
    changes: demand.changes,
  });
  return sumOf([
    usageOfStack(account, home, load),
    usageOfStack(organizationRule, frequencyOf(organizationRule, demand), load),
    times(members, usageOfStack(memberRole, {}, load)),
    times(demand.accounts, changesUsage(templates, load)),
  ]);
}

function watchUsage({ watch, ...templates }: Templates, demand: Demand): Usage {
  const [template, role] = watch as NonNullable<Templates['watch']>;
  const parameters = frequencyOf(template, demand);
  const schedules = readResources(template, parameters, 'AWS::Events::Rule', ({ ScheduleExpression }) => ({
    ScheduleExpression,
  }));
  const runs = schedules.reduce(
    (sum, { ScheduleExpression }) => sum + scheduledRunsAMonth(ScheduleExpression),
    0,
  );
  const load = loadOf(templates, {
    invocations: runs,
    secondsOf: (shape) => secondsOfWatch(shape, demand.accounts),
    logBytesPerInvocation: WATCH_LOG_BYTES,
    messages: runs,
  });
  return sumOf([
    usageOfStack(template, parameters, load),
    times(demand.accounts, usageOfStack(role, {}, load)),
    { metricDataMetrics: runs * demand.accounts * METRICS_OF_AN_ACCOUNT },
  ]);
}

/** In one account: each change runs the state machines and one evaluation. */
function changesUsage({ reevaluation }: Pick<Templates, 'reevaluation'>, load: Load): Usage {
  if (load.changes === 0 || reevaluation === undefined) return {};
  return sumOf([usageOfStack(reevaluation, {}, load), { configEvaluations: load.changes }]);
}

function ruleRuns(template: Template, parameters: Parameters): number {
  const rules = readResources(
    template,
    parameters,
    'AWS::Config::ConfigRule',
    ({ MaximumExecutionFrequency: frequency }) => ({ frequency }),
  );
  return rules.reduce((sum, { frequency }) => sum + runsAMonth(frequency), 0);
}

/** Where the template has no such parameter, it was packaged with its frequency. */
function frequencyOf({ Parameters: parameters = {} }: Template, { frequency }: Demand): Parameters {
  const name = ['Frequency', 'frequency'].find((name) => parameters[name] !== undefined);
  return name === undefined ? {} : { [name]: frequency };
}

function loadOf({ zipBytes }: Pick<Templates, 'zipBytes'>, load: Partial<Load>): Load {
  return {
    invocations: 0,
    secondsOf: secondsOfEvaluation,
    logBytesPerInvocation: EVALUATION_LOG_BYTES,
    messages: 0,
    coveredAccounts: 0,
    changes: 0,
    zipBytes,
    ...load,
  };
}
