import { CloudTrailClient, LookupEventsCommand } from '@aws-sdk/client-cloudtrail';
import type { Aws } from '../../aws/call.ts';
import { readActivity } from '../../watch/activity.ts';
import { findRules } from './deployed-rules.ts';
import { cannotTell, confirmed, differs, type Statement } from './statement.ts';

/** The Region in which CloudTrail keeps the events of IAM. https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html */
const IAM_REGIONS: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

/** What CloudTrail has in an event of IAM, as far as it is read here. */
interface IamEvent {
  readonly userIdentity?: { readonly type?: string };
  readonly requestParameters?: { readonly userName?: string } | null;
}

const rootUserName: Statement = {
  id: 'root-user-name',
  says: 'In CloudTrail, EnableMFADevice and DeactivateMFADevice by the root user name the user "AWS ROOT USER"',
  actions: ['cloudtrail:LookupEvents'],
  async check(aws) {
    const events = [
      ...(await lookUp(aws, 'EnableMFADevice')),
      ...(await lookUp(aws, 'DeactivateMFADevice')),
    ].filter(({ userIdentity }) => userIdentity?.type === 'Root');
    if (events.length === 0) return cannotTell('no such event of the root user in the last 90 days');
    const names = events.map(({ requestParameters }) => requestParameters?.userName);
    const other = names.filter((name) => name !== 'AWS ROOT USER');
    const without = other.filter((name) => name === undefined).length;
    if (other.length === 0) return confirmed(`${names.length} events`);
    return differs(
      `of ${names.length} events, ${without} name no user and ${other.length - without} another one`,
    );
  },
};

/** The newest 50 events of that name. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
async function lookUp({ account, call, clientConfig }: Aws, eventName: string): Promise<IamEvent[]> {
  const region = IAM_REGIONS[account.partition];
  const cloudTrail = new CloudTrailClient({ ...clientConfig, ...(region !== undefined && { region }) });
  const command = new LookupEventsCommand({
    LookupAttributes: [{ AttributeKey: 'EventName', AttributeValue: eventName }],
    MaxResults: 50,
  });
  return call('cloudtrail:LookupEvents', async (options) => {
    const { Events = [] } = await cloudTrail.send(command, options);
    return Events.map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent));
  });
}

const errorsWithZero: Statement = {
  id: 'errors-with-zero',
  says: 'Lambda sends the metric Errors with the value 0 for an invocation that succeeds',
  actions: ['config:DescribeConfigRules', 'cloudwatch:GetMetricData'],
  async check(aws, now) {
    const [rule] = await findRules(aws);
    const functionName = rule?.functionArn.split(':')[6];
    if (functionName === undefined) return cannotTell('the rule is not deployed in this account and Region');
    const hours = await readActivity(aws, functionName, now);
    if (hours.length === 0) return cannotTell('the function was not invoked in the last 14 days');
    const silent = hours.filter(({ errors }) => errors === undefined).length;
    return silent === 0
      ? confirmed(`${hours.length} hours with invocations`)
      : differs(`${silent} of ${hours.length} hours with invocations have no data point of Errors`);
  },
};

export const activityStatements = [rootUserName, errorsWithZero];
