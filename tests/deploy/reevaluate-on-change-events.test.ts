import { expect } from 'chai';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { matchesPattern } from '../reevaluation/event-pattern.ts';
import { reevaluationStack } from '../reevaluation/reevaluation-stack.ts';
import {
  administrator,
  type Detail,
  iamEvent,
  iamUser,
  privilegedRootSession,
  signInEvent,
} from './cloudtrail-events.ts';

const { pattern } = reevaluationStack(anAccount({ region: 'us-east-1' }), {
  RuleName: 'root-user-mfa-enabled',
});
const isMatch = (event: unknown) => matchesPattern(pattern, event);

const arn = 'arn:aws:iam::111122223333';
const rootDevice = { userName: 'AWS ROOT USER', serialNumber: `${arn}:mfa/root-account-mfa-device` };

/** What changes the root user's credentials, with what CloudTrail has of the request. */
const changes: [eventName: string, requestParameters: Detail | null][] = [
  ['EnableMFADevice', rootDevice],
  ['EnableMFADevice', { userName: 'AWS ROOT USER', serialNumber: `${arn}:u2f/root/key-EXAMPLE` }],
  ['EnableMFADevice', { userName: 'AWS ROOT USER', serialNumber: 'GAHT12345678' }],
  ['DeactivateMFADevice', rootDevice],
  ['DeactivateMFADevice', { serialNumber: `${arn}:mfa/phone` }],
  // No public record shows the user name in such a call by CLI.
  ['DeactivateMFADevice', { ...rootDevice, userName: 'root' }],
  ['DeleteVirtualMFADevice', { serialNumber: `${arn}:mfa/root-account-mfa-device` }],
  ['ResyncMFADevice', rootDevice],
  ['CreateAccessKey', null],
  ['UpdateAccessKey', { accessKeyId: 'AKIAEXAMPLE', status: 'Inactive' }],
  ['DeleteAccessKey', { accessKeyId: 'AKIAEXAMPLE' }],
  ['UploadSigningCertificate', { certificateBody: '-----BEGIN CERTIFICATE-----' }],
  ['UpdateSigningCertificate', { certificateId: 'EXAMPLE', status: 'Inactive' }],
  ['DeleteSigningCertificate', { certificateId: 'EXAMPLE' }],
  ['CreateLoginProfile', null],
  ['UpdateLoginProfile', null],
  ['DeleteLoginProfile', null],
];
const signIns = ['PasswordRecoveryRequested', 'PasswordRecoveryCompleted', 'PasswordUpdated'];

describe('the event pattern of reevaluate-on-change', () => {
  for (const [eventName, requestParameters] of changes) {
    describe(`${eventName} with ${JSON.stringify(requestParameters)}`, () => {
      it('matches, of the root user', () => {
        expect(isMatch(iamEvent(eventName, { requestParameters }))).to.equal(true);
      });
      it('matches, in a privileged root session', () => {
        const detail = { requestParameters, userIdentity: privilegedRootSession };
        expect(isMatch(iamEvent(eventName, detail))).to.equal(true);
      });
      it('does not match, of an IAM user', () => {
        const detail = { requestParameters, userIdentity: iamUser };
        expect(isMatch(iamEvent(eventName, detail))).to.equal(false);
      });
      it('does not match, of an administrator', () => {
        const detail = { requestParameters: { userName: 'alice' }, userIdentity: administrator };
        expect(isMatch(iamEvent(eventName, detail))).to.equal(false);
      });
      const isDevice = eventName.endsWith('MFADevice');
      it(`${isDevice ? 'matches' : 'does not match'}, of the root user with an IAM user's name`, () => {
        const detail = { requestParameters: { ...requestParameters, userName: 'alice' } };
        expect(isMatch(iamEvent(eventName, detail))).to.equal(isDevice);
      });
      it('does not match, failed', () => {
        const detail = { requestParameters, errorCode: 'AccessDenied', errorMessage: 'is not authorized' };
        expect(isMatch(iamEvent(eventName, detail))).to.equal(false);
        expect(
          isMatch(iamEvent(eventName, { requestParameters, errorCode: 'NoSuchEntityException' })),
        ).to.equal(false);
      });
      it('does not match, of another service', () => {
        const detail = { requestParameters, eventSource: 'cognito-idp.amazonaws.com' };
        expect(isMatch(iamEvent(eventName, detail))).to.equal(false);
        expect(
          isMatch({ ...iamEvent(eventName, { requestParameters }), source: 'aws.cognito-idp' }),
        ).to.equal(false);
      });
    });
  }

  for (const eventName of signIns) {
    describe(eventName, () => {
      it('matches, of the root user', () => expect(isMatch(signInEvent(eventName))).to.equal(true));
      for (const detailType of ['AWS API Call via CloudTrail', 'AWS Service Event via CloudTrail']) {
        it(`matches, if it comes as ${detailType}`, () => {
          expect(isMatch({ ...signInEvent(eventName), 'detail-type': detailType })).to.equal(true);
        });
      }
      it('does not match, of an IAM user', () => {
        expect(isMatch(signInEvent(eventName, { userIdentity: iamUser }))).to.equal(false);
      });
      it('does not match, failed', () => {
        const responseElements = { [eventName]: 'Failure' };
        expect(isMatch(signInEvent(eventName, { responseElements }))).to.equal(false);
        expect(isMatch(signInEvent(eventName, { errorMessage: 'Failed authentication' }))).to.equal(false);
      });
    });
  }

  const others: Record<string, unknown> = {
    'a sign-in of the root user': signInEvent('ConsoleLogin'),
    "a check of the root user's MFA at sign-in": signInEvent('CheckMfa'),
    'another e-mail address of the root user': signInEvent('EmailUpdated'),
    "a read of the root user's MFA devices": iamEvent('ListMFADevices', { readOnly: true }),
    'a read of the account summary': iamEvent('GetAccountSummary', { readOnly: true }),
    'a virtual MFA device that nobody has yet': iamEvent('CreateVirtualMFADevice', {
      requestParameters: { virtualMFADeviceName: 'phone' },
    }),
    'a password change of an IAM user': iamEvent('ChangePassword', { userIdentity: iamUser }),
    'a role made by the root user': iamEvent('CreateRole', {
      requestParameters: { roleName: 'Administrator' },
    }),
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
    it(`does not match ${name}`, () => expect(isMatch(other)).to.equal(false));
  }

  it('is the same in each partition, in the home Region and in that of the rule', () => {
    for (const [partition, home, region] of [
      ['aws-cn', 'cn-north-1', 'cn-northwest-1'],
      ['aws-us-gov', 'us-gov-west-1', 'us-gov-east-1'],
      ['aws', 'us-east-1', 'eu-central-1'],
    ] as const) {
      for (const stackRegion of [home, region]) {
        const account = anAccount({ partition, region: stackRegion });
        const parameters = { RuleName: 'root-user-mfa-enabled', RuleRegion: region };
        expect(reevaluationStack(account, parameters).pattern).to.deep.equal(pattern);
      }
    }
  });
});
