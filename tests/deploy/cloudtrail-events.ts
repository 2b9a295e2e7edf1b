/**
 * Events as CloudTrail writes them and EventBridge delivers them.
 *
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 * has the root user's EnableMFADevice and PasswordUpdated, and what failed sign-ins look like;
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html has a privileged root session.
 */
export type Detail = Readonly<Record<string, unknown>>;

const ACCOUNT = '111122223333';

export const rootUser = {
  type: 'Root',
  principalId: ACCOUNT,
  arn: `arn:aws:iam::${ACCOUNT}:root`,
  accountId: ACCOUNT,
  accessKeyId: 'ASIAEXAMPLE',
  sessionContext: {
    sessionIssuer: {},
    webIdFederationData: {},
    attributes: { mfaAuthenticated: 'false', creationDate: '2026-07-13T21:40:00Z' },
  },
};

/** A session of sts:AssumeRoot in the member account. */
export const privilegedRootSession = {
  ...rootUser,
  sessionContext: { ...rootUser.sessionContext, assumedRoot: 'true' },
};

export const iamUser = {
  type: 'IAMUser',
  principalId: 'AIDAEXAMPLE',
  arn: `arn:aws:iam::${ACCOUNT}:user/alice`,
  accountId: ACCOUNT,
  accessKeyId: 'ASIAEXAMPLE',
  userName: 'alice',
};

export const administrator = {
  type: 'AssumedRole',
  principalId: 'AROAEXAMPLE:bob',
  arn: `arn:aws:sts::${ACCOUNT}:assumed-role/Administrator/bob`,
  accountId: ACCOUNT,
  sessionContext: { sessionIssuer: { type: 'Role', userName: 'Administrator' } },
};

function event(source: string, detailType: string, detail: Detail) {
  return {
    version: '0',
    id: '6a7e8feb-b491-4cf7-a9f1-bf3703467718',
    'detail-type': detailType,
    source,
    account: ACCOUNT,
    time: '2026-07-13T21:50:00Z',
    region: 'us-east-1',
    resources: [],
    detail,
  };
}

/** A call of IAM by the root user, with what is given in place of what it has. */
export function iamEvent(eventName: string, detail: Detail = {}) {
  return event('aws.iam', 'AWS API Call via CloudTrail', {
    eventVersion: '1.11',
    userIdentity: rootUser,
    eventTime: '2026-07-13T21:49:58Z',
    eventSource: 'iam.amazonaws.com',
    eventName,
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.0',
    userAgent: 'Coral/Netty4',
    requestParameters: null,
    responseElements: null,
    requestID: 'EXAMPLE4-2cf7-4a44-af00-f61f0EXAMPLE',
    eventID: 'EXAMPLEb-7dae-48cb-895f-20e86EXAMPLE',
    readOnly: false,
    eventType: 'AwsApiCall',
    managementEvent: true,
    recipientAccountId: ACCOUNT,
    eventCategory: 'Management',
    ...detail,
  });
}

/** A sign-in event of the root user, with what is given in place of what it has. */
export function signInEvent(eventName: string, detail: Detail = {}) {
  return event('aws.signin', 'AWS Console Sign In via CloudTrail', {
    eventVersion: '1.08',
    userIdentity: { ...rootUser, accessKeyId: '', sessionContext: undefined },
    eventTime: '2026-07-13T21:49:58Z',
    eventSource: 'signin.amazonaws.com',
    eventName,
    awsRegion: 'us-east-1',
    sourceIPAddress: '192.0.2.0',
    userAgent: 'Mozilla/5.0',
    requestParameters: null,
    responseElements: { [eventName]: 'Success' },
    eventID: 'EXAMPLEd-244c-4044-abbf-21c64EXAMPLE',
    eventType: 'AwsConsoleSignIn',
    recipientAccountId: ACCOUNT,
    ...detail,
  });
}
