import { expect } from 'chai';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { stacksOf } from '../project-files.ts';
import {
  administrator,
  type Detail,
  iamEvent,
  iamUser,
  privilegedRootSession,
  signInEvent,
} from '../reevaluation/cloudtrail.ts';
import { type EventPattern, matchesPattern } from '../reevaluation/event-pattern.ts';

const patternIn = (account: AwsAccount, RuleRegion = account.region): EventPattern => {
  const stack = stacksOf(
    'reevaluate-on-change.yml',
    account,
  )({ RuleName: 'root-user-mfa-enabled', RuleRegion });
  return stack.one('AWS::Events::Rule', () => true).properties.EventPattern;
};
const pattern = patternIn(anAccount({ region: 'us-east-1' }));

const arn = 'arn:aws:iam::111122223333';
const userName = 'AWS ROOT USER';
const serialNumber = `${arn}:mfa/root-account-mfa-device`;

/** What changes the root user's credentials, with what CloudTrail has of the request. */
const changes: [eventName: string, requestParameters: Detail | null][] = [
  ['EnableMFADevice', { userName, serialNumber }],
  ['EnableMFADevice', { userName, serialNumber: `${arn}:u2f/root/key-EXAMPLE` }],
  ['EnableMFADevice', { userName, serialNumber: 'GAHT12345678' }],
  ['DeactivateMFADevice', { userName, serialNumber }],
  ['DeactivateMFADevice', { serialNumber }],
  // No public record shows the user name in such a call by CLI.
  ['DeactivateMFADevice', { userName: 'root', serialNumber }],
  ['DeleteVirtualMFADevice', { serialNumber }],
  ['ResyncMFADevice', { userName, serialNumber }],
  ['CreateAccessKey', null],
  ['UpdateAccessKey', { accessKeyId: 'AKIAEXAMPLE', status: 'Inactive' }],
  ['DeleteAccessKey', { accessKeyId: 'AKIAEXAMPLE' }],
  ['UploadSigningCertificate', { certificateBody: '-----BEGIN CERTIFICATE-----' }],
  ['UpdateSigningCertificate', { certificateId: 'EXAMPLE', status: 'Inactive' }],
  ['DeleteSigningCertificate', { certificateId: 'EXAMPLE' }],
  ['CreateLoginProfile', null],
  ['CreateLoginProfile', { userName }],
  ['UpdateLoginProfile', null],
  ['DeleteLoginProfile', null],
];
const signIns = ['PasswordRecoveryRequested', 'PasswordRecoveryCompleted', 'PasswordUpdated'];

describe('the event pattern of reevaluate-on-change', () => {
  const expectMatch = (isMatch: boolean, ...events: readonly unknown[]) => {
    for (const event of events) {
      expect(matchesPattern(pattern, event), JSON.stringify(event)).to.equal(isMatch);
    }
  };

  for (const [eventName, requestParameters] of changes) {
    it(`matches ${eventName} with ${JSON.stringify(requestParameters)} of the root user only`, () => {
      const event = (detail: Detail = {}) => iamEvent(eventName, { requestParameters, ...detail });
      expectMatch(true, event(), event({ userIdentity: privilegedRootSession }));
      const ofIamUser = { userName: 'alice' };
      expectMatch(eventName.endsWith('MFADevice'), event({ requestParameters: ofIamUser }));
      expectMatch(
        false,
        event({ userIdentity: iamUser }),
        event({ userIdentity: administrator, requestParameters: ofIamUser }),
        event({ errorCode: 'NoSuchEntityException' }),
        event({ errorMessage: 'is not authorized' }),
        event({ eventSource: 'cognito-idp.amazonaws.com' }),
        { ...event(), source: 'aws.cognito-idp' },
      );
    });
  }

  for (const eventName of signIns) {
    it(`matches ${eventName} of the root user only, in whatever way it comes`, () => {
      const event = (detail: Detail = {}) => signInEvent(eventName, detail);
      const as = (type: string) => ({ ...event(), 'detail-type': `AWS ${type} via CloudTrail` });
      expectMatch(true, event(), as('API Call'), as('Service Event'));
      expectMatch(
        false,
        event({ userIdentity: iamUser }),
        event({ responseElements: { [eventName]: 'Failure' } }),
        event({ errorMessage: 'Failed authentication' }),
      );
    });
  }

  const others: Record<string, unknown> = {
    'a sign-in of the root user': signInEvent('ConsoleLogin'),
    "a check of the root user's MFA at sign-in": signInEvent('CheckMfa'),
    'another e-mail address of the root user': signInEvent('EmailUpdated'),
    "a read of the root user's MFA devices": iamEvent('ListMFADevices'),
    'a read of the account summary': iamEvent('GetAccountSummary'),
    'a virtual MFA device that nobody has yet': iamEvent('CreateVirtualMFADevice'),
    'a password change of an IAM user': iamEvent('ChangePassword', { userIdentity: iamUser }),
    'a role made by the root user': iamEvent('CreateRole'),
    'a privileged root session, as its administrator asks for it': {
      ...iamEvent('AssumeRoot', { eventSource: 'sts.amazonaws.com', userIdentity: administrator }),
      source: 'aws.sts',
    },
    'an IAM user who has the name of the root user': iamEvent('DeactivateMFADevice', {
      userIdentity: { ...iamUser, userName: 'root' },
      requestParameters: { userName: 'root' },
    }),
    "a scheduled event of the account's own": {
      source: 'aws.events',
      'detail-type': 'Scheduled Event',
      detail: {},
    },
    'an event without a detail': { source: 'aws.iam', 'detail-type': 'AWS API Call via CloudTrail' },
  };
  for (const [name, other] of Object.entries(others)) {
    it(`does not match ${name}`, () => expectMatch(false, other));
  }

  for (const [partition, home, region] of [
    ['aws-cn', 'cn-north-1', 'cn-northwest-1'],
    ['aws-us-gov', 'us-gov-west-1', 'us-gov-east-1'],
    ['aws', 'us-east-1', 'eu-central-1'],
  ] as const) {
    it(`is the same in ${partition}, in the home Region and in that of the rule`, () => {
      expect(patternIn(anAccount({ partition, region: home }), region)).to.deep.equal(pattern);
      expect(patternIn(anAccount({ partition, region }))).to.deep.equal(pattern);
    });
  }
});
