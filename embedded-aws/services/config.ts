import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import type { AwsAccount } from './accounts.ts';
import { AwsError } from './aws-error.ts';
import { type ConfigRule, scheduledNotification } from './config-rule.ts';
import { OnDemandEvaluations } from './on-demand-evaluations.ts';

interface StoredResult {
  readonly evaluation: Evaluation;
  readonly recordedTime: number;
  readonly invokedTime: number;
}

/** A rule with its results. */
interface RuleState {
  readonly rule: ConfigRule;
  readonly results: Map<string, StoredResult>;
}

interface Token {
  readonly state: RuleState;
  readonly region: string;
  readonly invokedTime: number;
}

type Operation = (input: unknown, region: string) => unknown;

const evaluation = v.object({
  ComplianceResourceType: v.pipe(v.string(), v.minLength(1), v.maxLength(256)),
  ComplianceResourceId: v.pipe(v.string(), v.minLength(1), v.maxLength(768)),
  ComplianceType: v.picklist(['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE']),
  Annotation: v.optional(v.pipe(v.string(), v.minLength(1), v.maxLength(256))),
  OrderingTimestamp: v.number(),
});

type Evaluation = v.InferOutput<typeof evaluation>;

const putEvaluations = v.object({
  Evaluations: v.optional(v.pipe(v.array(evaluation), v.maxLength(100)), []),
  ResultToken: v.pipe(v.string(), v.minLength(1)),
  TestMode: v.optional(v.boolean(), false),
});

const ruleNames = v.object({ ConfigRuleNames: v.optional(v.array(v.string())) });

const complianceTypes = v.optional(v.array(v.string()), []);

const complianceDetails = v.object({ ConfigRuleName: v.string(), ComplianceTypes: complianceTypes });

/**
 * AWS Config in one account and Region. https://docs.aws.amazon.com/config/latest/APIReference/
 *
 * @param invoke calls the function with the event
 * @param clock milliseconds since 1970
 */
export class ConfigService {
  readonly #account: AwsAccount;
  readonly #rules = new Map<string, RuleState>();
  readonly #tokens = new Map<string, Token>();
  readonly #onDemand = new OnDemandEvaluations();
  readonly #invoke: (event: object) => Promise<void>;
  readonly #clock: () => number;

  constructor(account: AwsAccount, invoke: (event: object) => Promise<void>, clock: () => number = Date.now) {
    this.#account = account;
    this.#invoke = invoke;
    this.#clock = clock;
  }

  readonly operations: Record<string, Operation> = {
    PutEvaluations: (input, region) => this.#putEvaluations(checked(putEvaluations, input), region),

    DescribeConfigRules: (input) => ({
      ConfigRules: this.#named(input).map(({ rule }) => ({
        ConfigRuleName: rule.name,
        ConfigRuleArn: rule.arn,
        ConfigRuleId: rule.id,
        Description: rule.description,
        Source: {
          Owner: 'CUSTOM_LAMBDA',
          SourceIdentifier: rule.functionArn,
          SourceDetails: [
            {
              EventSource: 'aws.config',
              MessageType: 'ScheduledNotification',
              MaximumExecutionFrequency: rule.frequency,
            },
          ],
        },
        InputParameters: JSON.stringify(rule.parameters),
        MaximumExecutionFrequency: rule.frequency,
        ConfigRuleState: 'ACTIVE',
        EvaluationModes: [{ Mode: 'DETECTIVE' }],
      })),
    }),

    StartConfigRulesEvaluation: (input) => {
      const states = this.#named(input);
      this.#onDemand.admit(
        states.map(({ rule }) => rule.name),
        this.#clock(),
      );
      for (const { rule } of states) {
        this.evaluate(rule).catch(() => {}); // The function logs why; AWS Config goes on showing the last verdict.
      }
      return {};
    },

    GetComplianceDetailsByConfigRule: (input) => {
      const { ConfigRuleName: name, ComplianceTypes: types } = checked(complianceDetails, input);
      return {
        EvaluationResults: this.#named({ ConfigRuleNames: [name] })
          .flatMap(({ results }) => [...results.values()])
          .filter((result) => types.length === 0 || types.includes(result.evaluation.ComplianceType))
          .map(({ evaluation, recordedTime, invokedTime }) => ({
            EvaluationResultIdentifier: {
              EvaluationResultQualifier: {
                ConfigRuleName: name,
                ResourceType: evaluation.ComplianceResourceType,
                ResourceId: evaluation.ComplianceResourceId,
                EvaluationMode: 'DETECTIVE',
              },
              OrderingTimestamp: evaluation.OrderingTimestamp,
            },
            ComplianceType: evaluation.ComplianceType,
            ResultRecordedTime: recordedTime,
            ConfigRuleInvokedTime: invokedTime,
            Annotation: evaluation.Annotation,
          })),
      };
    },

    DescribeComplianceByConfigRule: (input) => {
      const types = checked(v.object({ ComplianceTypes: complianceTypes }), input).ComplianceTypes;
      return {
        ComplianceByConfigRules: this.#named(input)
          .map(({ rule, results }) => ({ ConfigRuleName: rule.name, Compliance: rollUp(results) }))
          .filter(({ Compliance }) => types.length === 0 || types.includes(Compliance.ComplianceType)),
      };
    },
  };

  put(rule: ConfigRule): void {
    this.#rules.set(rule.name, { rule, results: new Map() });
  }

  remove(rule: ConfigRule): void {
    this.#rules.delete(rule.name);
  }

  /** The ARNs of the rules that a request names. A missing rule has its name in place of an id. */
  arnsOf(input: unknown): string[] {
    const { id, partition, region } = this.#account;
    const { ConfigRuleNames: names = [] } = checked(ruleNames, input);
    const prefix = `arn:${partition}:config:${region}:${id}:config-rule`;
    return names.map((name) => this.#rules.get(name)?.rule.arn ?? `${prefix}/${name}`);
  }

  /** Starts an evaluation and waits for the function. Rejects when the function fails. */
  async evaluate({ name }: ConfigRule): Promise<void> {
    const [state] = this.#named({ ConfigRuleNames: [name] }) as [RuleState];
    const invokedTime = this.#now();
    const resultToken = `result-token-${randomUUID()}`;
    this.#tokens.set(resultToken, { state, region: this.#account.region, invokedTime });
    const event = scheduledNotification(this.#account, state.rule, resultToken, new Date(invokedTime * 1000));
    await this.#onDemand.during(name, () => this.#invoke(event));
  }

  /** Seconds since 1970 with milliseconds, as AWS JSON writes times. */
  #now(): number {
    return this.#clock() / 1000;
  }

  #putEvaluations(
    { Evaluations, ResultToken, TestMode }: v.InferOutput<typeof putEvaluations>,
    region: string,
  ) {
    if (TestMode) return { FailedEvaluations: [] };
    const token = this.#tokens.get(ResultToken);
    if (token === undefined || token.region !== region) {
      throw new AwsError('InvalidResultTokenException', 'The specified ResultToken is invalid.');
    }
    const { results } = token.state;
    for (const evaluation of Evaluations) {
      const resource = `${evaluation.ComplianceResourceType}/${evaluation.ComplianceResourceId}`;
      const stored = results.get(resource);
      if (stored && stored.evaluation.OrderingTimestamp > evaluation.OrderingTimestamp) continue;
      results.set(resource, { evaluation, recordedTime: this.#now(), invokedTime: token.invokedTime });
    }
    return { FailedEvaluations: [] };
  }

  /** The rules that a request names, all of them if it names none. */
  #named(input: unknown): RuleState[] {
    const { ConfigRuleNames: names = [] } = checked(ruleNames, input);
    if (names.length === 0) return [...this.#rules.values()];
    return names.map((name) => {
      const state = this.#rules.get(name);
      if (state !== undefined) return state;
      throw new AwsError(
        'NoSuchConfigRuleException',
        `The ConfigRule '${name}' provided in the request is invalid.`,
      );
    });
  }
}

/** AWS Config's summary: a rule whose results are all NOT_APPLICABLE has INSUFFICIENT_DATA. */
function rollUp(results: RuleState['results']) {
  const types = [...results.values()].map(({ evaluation }) => evaluation.ComplianceType);
  const failed = types.filter((type) => type === 'NON_COMPLIANT').length;
  if (failed > 0) {
    return {
      ComplianceType: 'NON_COMPLIANT',
      ComplianceContributorCount: { CappedCount: failed, CapExceeded: false },
    };
  }
  return { ComplianceType: types.includes('COMPLIANT') ? 'COMPLIANT' : 'INSUFFICIENT_DATA' };
}

function checked<Schema extends v.GenericSchema>(schema: Schema, input: unknown): v.InferOutput<Schema> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new AwsError('InvalidParameterValueException', `${v.getDotPath(issue)}: ${issue.message}`);
}
