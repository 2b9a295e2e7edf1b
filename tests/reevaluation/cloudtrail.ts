import { randomUUID } from 'node:crypto';
import { isRootUser, ROOT_USER_NAME } from '../../embedded-aws/services/accounts.ts';
import type { ApiCall } from '../../embedded-aws/services/endpoint.ts';

/** An event on an event bus: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html */
export interface BusEvent {
  readonly account: string;
  readonly source: string;
  readonly 'detail-type': string;
  readonly time: string;
  readonly region: string;
  readonly detail: {
    readonly eventSource: string;
    readonly eventName: string;
    readonly userIdentity: Readonly<Record<string, unknown>>;
    readonly requestParameters: Readonly<Record<string, unknown>> | null;
  } & Readonly<Record<string, unknown>>;
}

/** CloudTrail leaves out what is secret. */
const LEFT_OUT = ['AuthenticationCode1', 'AuthenticationCode2'];

/**
 * A call of IAM as CloudTrail writes it and EventBridge delivers it.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 * has the root user's EnableMFADevice.
 *
 * @param homeRegion where the partition has IAM
 * @param now milliseconds since 1970
 */
export function cloudTrailEvent(call: ApiCall, homeRegion: string, now: number): BusEvent {
  const { account } = call.caller;
  const time = new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
  return {
    account: account.id,
    source: 'aws.iam',
    'detail-type': 'AWS API Call via CloudTrail',
    time,
    region: homeRegion,
    detail: {
      eventVersion: '1.11',
      userIdentity: {
        type: isRootUser(call.caller) ? 'Root' : 'AssumedRole',
        principalId: call.caller.id,
        arn: call.caller.arn,
        accountId: account.id,
      },
      eventTime: time,
      eventSource: 'iam.amazonaws.com',
      eventName: call.operation,
      awsRegion: homeRegion,
      requestParameters: requestParameters(call),
      responseElements: null,
      ...(call.errorCode !== undefined && { errorCode: call.errorCode, errorMessage: call.errorCode }),
      readOnly: /^(Get|List)/.test(call.operation),
      eventID: randomUUID(),
      eventType: 'AwsApiCall',
      recipientAccountId: account.id,
    },
  };
}

function requestParameters({ caller, operation, input }: ApiCall): Readonly<Record<string, unknown>> | null {
  const shown = Object.entries(input).filter(([name]) => !LEFT_OUT.includes(name));
  const isRootUsersDevice = isRootUser(caller) && /^(Enable|Deactivate|Resync)MFADevice$/.test(operation);
  const parameters = {
    ...(isRootUsersDevice && { userName: ROOT_USER_NAME }),
    ...Object.fromEntries(shown.map(([name, value]) => [`${name[0]?.toLowerCase()}${name.slice(1)}`, value])),
  };
  return Object.keys(parameters).length === 0 ? null : parameters;
}
