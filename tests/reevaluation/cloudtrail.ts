/**
 * Events as CloudTrail writes them and EventBridge delivers them.
 *
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 * has the root user's EnableMFADevice and PasswordUpdated, and what failed sign-ins look like;
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/cloudtrail-track-privileged-tasks.html has a privileged root session.
 */
export type Detail = Readonly<Record<string, unknown>>;

export interface BusEvent {
  readonly source: string;
  readonly 'detail-type': string;
  readonly detail: Detail & { readonly eventID: string };
}

const ACCOUNT = '111122223333';

const rootUser = {
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

/** What every event of the root user has. */
const eventOf = (source: string, detailType: string, detail: Detail): BusEvent => ({
  'detail-type': detailType,
  source,
  detail: {
    userIdentity: rootUser,
    eventTime: '2026-07-13T21:49:58Z',
    awsRegion: 'us-east-1',
    requestParameters: null,
    responseElements: null,
    eventID: 'EXAMPLEb-7dae-48cb-895f-20e86EXAMPLE',
    recipientAccountId: ACCOUNT,
    ...detail,
  },
});

/** A call of IAM by the root user, with what is given in place of what it has. */
export function iamEvent(eventName: string, detail: Detail = {}) {
  const eventSource = 'iam.amazonaws.com';
  return eventOf('aws.iam', 'AWS API Call via CloudTrail', { eventName, eventSource, ...detail });
}

/** A sign-in event of the root user, with what is given in place of what it has. */
export function signInEvent(eventName: string, detail: Detail = {}) {
  return eventOf('aws.signin', 'AWS Console Sign In via CloudTrail', {
    userIdentity: { ...rootUser, accessKeyId: '', sessionContext: undefined },
    eventSource: 'signin.amazonaws.com',
    eventName,
    responseElements: { [eventName]: 'Success' },
    ...detail,
  });
}
