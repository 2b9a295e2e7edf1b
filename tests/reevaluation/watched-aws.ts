import { readCompliance } from '../../embedded-aws/compliance.ts';
import { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { type AwsAccount, administratorOf, isRootUser } from '../../embedded-aws/services/accounts.ts';
import type { ApiCall } from '../../embedded-aws/services/endpoint.ts';
import { cloudTrailEvent } from './cloudtrail.ts';
import { homeRegionOf, Reevaluation } from './reevaluation.ts';
import { startEvaluation } from './start-evaluation.ts';
import { VirtualClock } from './virtual-clock.ts';

/** One thing that happens between a change and the verdict. */
export interface TimelineEntry {
  /** ISO 8601, UTC, on the virtual clock */
  readonly at: string;
  readonly accountId: string;
  readonly who: 'root user' | 'administrator' | 'EventBridge' | 'Step Functions' | 'AWS Config';
  readonly what: string;
  /** What AWS Config shows now, where it has changed. */
  readonly complianceType?: string;
}

type Report = (account: AwsAccount, who: TimelineEntry['who'], what: string, complianceType?: string) => void;

/** The embedded AWS with `deploy/reevaluate-on-change.yml` beside the rule in some accounts, on a virtual clock. */
export class WatchedAws {
  readonly aws: EmbeddedAws;
  readonly clock: VirtualClock;
  readonly #report: Report;
  readonly #reevaluations = new Map<string, Reevaluation>();
  #onChange = () => {};

  private constructor(aws: EmbeddedAws, clock: VirtualClock, report: Report) {
    this.aws = aws;
    this.clock = clock;
    this.#report = report;
  }

  /**
   * @param start of the virtual clock, in milliseconds since 1970
   * @param onEntry called with each entry, in order
   */
  static async start(
    deployed: Package,
    start: number,
    onEntry: (entry: TimelineEntry) => void,
  ): Promise<WatchedAws> {
    const clock = new VirtualClock(start);
    const report: Report = (account, who, what, complianceType) =>
      onEntry({
        at: new Date(clock.now()).toISOString(),
        accountId: account.id,
        who,
        what,
        ...(complianceType !== undefined && { complianceType }),
      });
    const aws = await EmbeddedAws.start(deployed, {
      keepWarm: true,
      clock: clock.now,
      onAnswered: (call) => watched.#onAnswered(call),
      // AWS Config does not wait for the verdict, and shows it when it comes.
      onEvaluation: (evaluation, account) => void clock.real(() => watched.#show(evaluation, account)),
    });
    const watched = new WatchedAws(aws, clock, report);
    return watched;
  }

  /** Deploys the template beside the rule that is deployed already. */
  watch(account: AwsAccount): void {
    const { aws, clock } = this;
    const reevaluation = new Reevaluation({
      clock,
      account,
      ruleName: aws.ruleNameIn(account),
      startEvaluation: async (role, ruleNames) => {
        this.#report(account, 'Step Functions', `starts an evaluation of ${ruleNames.join()}`);
        await startEvaluation(aws, role, ruleNames).catch((error: Error) => {
          this.#report(account, 'AWS Config', `refuses: ${error.name}; Step Functions tries again`);
          throw error;
        });
      },
    });
    this.#reevaluations.set(account.id, reevaluation);
  }

  /** Lets something be called after each change that an evaluation is to follow. */
  onChange(listener: () => void): void {
    this.#onChange = listener;
  }

  /** Executions that failed for good, in all accounts. */
  failedExecutions(): number {
    const executions = [...this.#reevaluations.values()].flatMap(
      ({ stepFunctions }) => stepFunctions.executions,
    );
    return executions.filter(({ status }) => status === 'FAILED').length;
  }

  #onAnswered(call: ApiCall): void {
    const { account, arn } = call.caller;
    const reevaluation = this.#reevaluations.get(account.id);
    if (call.service !== 'iam' || reevaluation === undefined) return;
    const who = isRootUser(call.caller) ? 'root user' : 'administrator';
    const isShown = who === 'root user' || arn === administratorOf(account).arn;
    const error = call.errorCode === undefined ? '' : `, refused with ${call.errorCode}`;
    if (isShown) this.#report(account, who, `calls iam:${call.operation}${subjectOf(call)}${error}`);
    const event = cloudTrailEvent(call, homeRegionOf(account), this.clock.now());
    // https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html: not without being asked.
    if (event.detail['readOnly'] === true) return;
    const before = reevaluation.stepFunctions.executions.length;
    const isMatch = reevaluation.put(event);
    if (isShown) this.#report(account, 'EventBridge', this.#reaction(isMatch));
    void this.clock.real(async () => {
      await new Promise((resolve) => setImmediate(resolve));
      if (isMatch) this.#reportWait(account, reevaluation, before);
    });
    if (isMatch) this.#onChange();
  }

  #reaction(isMatch: boolean): string {
    return isMatch
      ? "gets CloudTrail's event, which matches, and starts the state machine Collect"
      : "gets CloudTrail's event, which does not match: nothing follows";
  }

  /** Collect has started Evaluate, or joined one that waits. */
  #reportWait(account: AwsAccount, { stepFunctions }: Reevaluation, before: number): void {
    const isNew = stepFunctions.executions
      .slice(before)
      .some(({ machineArn }) => machineArn.endsWith(':Evaluate'));
    this.#report(
      account,
      'Step Functions',
      isNew
        ? 'Evaluate waits 90 seconds, for more changes and for IAM to settle'
        : 'Evaluate waits already: this change shares its evaluation',
    );
  }

  async #show(evaluation: Promise<void>, account: AwsAccount): Promise<void> {
    try {
      await evaluation;
    } catch (error) {
      this.#report(account, 'AWS Config', `goes on showing its last verdict: ${(error as Error).message}`);
      return;
    }
    const compliance = await readCompliance(this.aws, account);
    if (compliance === undefined) throw new Error(`AWS Config shows no evaluation of account ${account.id}`);
    const { complianceType, annotation } = compliance;
    this.#report(account, 'AWS Config', `shows ${complianceType}: ${annotation}`, complianceType);
  }
}

function subjectOf({ input }: ApiCall): string {
  const subject = input['SerialNumber'] ?? input['AccessKeyId'] ?? input['VirtualMFADeviceName'];
  return subject === undefined ? '' : ` for ${subject}`;
}
