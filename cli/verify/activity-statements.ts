import { CloudTrail } from '@aws-sdk/client-cloudtrail';
import type { Aws } from '../../aws/call.ts';
import { readActivity } from '../../watch/activity.ts';
import { FIND_RULES, findRules, NOT_DEPLOYED } from './config-statements.ts';
import { cannotTell, confirmed, differs, type Statement } from './statement.ts';

/** The Region in which CloudTrail keeps the events of IAM. https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-integration.html */
const IAM_REGIONS: Readonly<Record<string, string>> = {
  aws: 'us-east-1',
  'aws-cn': 'cn-north-1',
  'aws-us-gov': 'us-gov-west-1',
};

export const activityStatements: readonly Statement[] = [
  {
    id: 'root-user-name',
    says: 'In CloudTrail, EnableMFADevice and DeactivateMFADevice by the root user name the user "AWS ROOT USER"',
    actions: ['cloudtrail:LookupEvents'],
    async check(aws) {
      const events = [
        ...(await lookUp(aws, 'EnableMFADevice')),
        ...(await lookUp(aws, 'DeactivateMFADevice')),
      ];
      const names = events
        .filter(({ userIdentity }) => userIdentity?.type === 'Root')
        .map(({ requestParameters }) => requestParameters?.userName);
      if (names.length === 0) return cannotTell('no such event of the root user in the last 90 days');
      const other = names.filter((name) => name !== 'AWS ROOT USER');
      if (other.length === 0) return confirmed(`${names.length} events`);
      const without = other.filter((name) => name === undefined).length;
      const another = other.length - without;
      return differs(`of ${names.length} events, ${without} name no user and ${another} another one`);
    },
  },
  {
    id: 'errors-with-zero',
    says: 'Lambda sends the metric Errors with the value 0 for an invocation that succeeds',
    actions: [FIND_RULES, 'cloudwatch:GetMetricData'],
    async check(aws, now) {
      const [rule] = await findRules(aws);
      const functionName = rule?.Source?.SourceIdentifier?.split(':')[6];
      if (functionName === undefined) return cannotTell(NOT_DEPLOYED);
      const hours = await readActivity(aws, functionName, now);
      if (hours.length === 0) return cannotTell('the function was not invoked in the last 14 days');
      const silent = hours.filter(({ errors }) => errors === undefined).length;
      if (silent === 0) return confirmed(`${hours.length} hours with invocations`);
      return differs(`${silent} of ${hours.length} hours with invocations have no data point of Errors`);
    },
  },
];

/** What CloudTrail has in an event of IAM, as far as it is read here. */
interface IamEvent {
  readonly userIdentity?: { readonly type?: string };
  readonly requestParameters?: { readonly userName?: string } | null;
}

/** The newest 50 events of that name. https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_LookupEvents.html */
function lookUp({ account, call, clientConfig }: Aws, eventName: string): Promise<IamEvent[]> {
  const region = IAM_REGIONS[account.partition];
  const cloudTrail = new CloudTrail({ ...clientConfig, ...(region !== undefined && { region }) });
  const LookupAttributes = [{ AttributeKey: 'EventName' as const, AttributeValue: eventName }];
  return call('cloudtrail:LookupEvents', async (options) => {
    const { Events = [] } = await cloudTrail.lookupEvents({ LookupAttributes, MaxResults: 50 }, options);
    return Events.map(({ CloudTrailEvent = '{}' }) => JSON.parse(CloudTrailEvent));
  });
}
