import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import type { Context } from 'aws-lambda';
import * as v from 'valibot';
import { awsCalls } from '../../aws/call.ts';
import { ATTEMPT_MS, type ClientConfig, httpHandler, NO_SDK_RETRIES } from '../../aws/client-settings.ts';
import { expectShape } from '../../aws/expect.ts';
import { Pacer } from '../../aws/pacer.ts';
import type { Status } from '../../watch/freshness.ts';
import { isFinding, surveyOrganization, type Watched } from '../../watch/survey.ts';
import { countStatuses, toText } from '../../watch/survey-report.ts';
import { startStopwatch } from '../stopwatch.ts';
import { memberAccess } from './member-access.ts';
import { adviceOnWatch } from './watch-advice.ts';
import { readWatchSettings, type WatchSettings } from './watch-settings.ts';

/** How many accounts are read at the same time. Each takes two calls, AssumeRole and GetMetricData. */
const CONCURRENCY = 40;

/** The end of the function's time, which is kept for the report: half of the time where there is less than a minute. */
const REPORT_MS = 30_000;

const REPORT_ATTEMPTS = 5;

/** The watch could not look at all accounts in its time. What it saw is reported. */
class IncompleteWatchError extends Error {
  override readonly name = 'IncompleteWatchError';
}

/**
 * Looks at every account of the organization, writes each finding to the log, and sends a report if there is one.
 *
 * @returns accounts by status
 * @throws when the list of accounts is incomplete, the report is not sent, or the time is too short for all accounts:
 *   Lambda counts an error, and the alarm tells
 */
export async function runWatch(context: Context) {
  const durationMs = startStopwatch();
  const agent = { keepAlive: true, maxSockets: CONCURRENCY };
  const requestHandler = httpHandler(ATTEMPT_MS.watch, { httpAgent: agent, httpsAgent: agent });
  const clientConfig = { ...NO_SDK_RETRIES, requestHandler };
  let accounts: Partial<Record<Status, number>>;
  try {
    const settings = readWatchSettings(process.env, context.invokedFunctionArn);
    const { account, functionName, memberRoleName } = settings;
    const milliseconds = context.getRemainingTimeInMillis();
    const deadline = AbortSignal.timeout(Math.floor(Math.max(milliseconds - REPORT_MS, milliseconds / 2)));

    const pacer = new Pacer();
    const callsFor = () => watchCalls(deadline, pacer.forAccount());
    const own = { account, call: callsFor().call, clientConfig };
    const watched = await surveyOrganization(own, memberAccess(own, memberRoleName, callsFor), {
      ...settings,
      now: new Date(),
      concurrency: CONCURRENCY,
      deadline,
    });
    const isLate = deadline.aborted;

    const findings = watched.filter(isFinding);
    for (const finding of findings) console.warn({ watch: functionName, ...finding });
    if (findings.length > 0) await report(watched, findings.length, settings, clientConfig);
    accounts = countStatuses(watched);
    console.info({ watch: functionName, accounts, durationMs: durationMs() });
    if (isLate) throw new IncompleteWatchError(`No time for all accounts in ${milliseconds} ms`);
  } catch (error) {
    console.error({ error: String(error), durationMs: durationMs() });
    throw error;
  } finally {
    requestHandler.destroy();
  }
  return accounts;
}

const published = v.object({ MessageId: v.pipe(v.string(), v.nonEmpty('an id')) });

/**
 * Sends the findings to the topic. SNS takes a subject of up to 99 ASCII characters, and a message of up to 256 KB.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
async function report(
  watched: readonly Watched[],
  findings: number,
  { topicArn, functionName, frequency }: WatchSettings,
  clientConfig: ClientConfig,
): Promise<void> {
  const { call } = watchCalls(AbortSignal.timeout(REPORT_ATTEMPTS * ATTEMPT_MS.watch), new Pacer());
  const sns = new SNSClient(clientConfig);
  const command = new PublishCommand({
    TopicArn: topicArn,
    Subject: `${functionName}: ${findings} accounts without a fresh verdict`,
    Message: toText(watched, functionName, frequency),
  });
  await call('sns:Publish', async (options) =>
    expectShape('answer', published, await sns.send(command, options)),
  );
}

function watchCalls(deadline: AbortSignal, pacer: Pacer) {
  const calls = awsCalls({ deadline, advise: adviceOnWatch, pacer });
  calls.conceal(process.env['AWS_SECRET_ACCESS_KEY'], process.env['AWS_SESSION_TOKEN']);
  return calls;
}
