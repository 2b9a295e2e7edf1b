import { expect } from 'chai';
import { describeEvidence } from '../../../cli/report/describe-evidence.ts';
import type { ReportedEvidence } from '../../../cli/report/model.ts';

const none = { password: false, accessKeys: false, signingCertificates: false };
const all = { password: true, accessKeys: true, signingCertificates: true };
const unreported = { password: undefined, accessKeys: undefined, signingCertificates: undefined };
const key = { kind: 'passkey or security key' } as const;

describe('cli/report/describe-evidence', () => {
  const described: [ReportedEvidence, string][] = [
    [{}, ''],
    [{ mfaEnabled: true, credentials: { ...none, password: true } }, 'MFA on; password'],
    [{ mfaEnabled: false, credentials: none }, 'MFA off; no credentials'],
    [{ credentials: all }, 'password, access keys, signing certificates'],
    [
      { credentials: { ...none, password: undefined, accessKeys: true } },
      'access keys; not reported: password',
    ],
    [{ credentials: unreported }, 'not reported: password, access keys, signing certificates'],
    [
      { mfaEnabled: true, virtualMfaDevice: true, credentials: none },
      'MFA on; virtual device; no credentials',
    ],
    [{ virtualMfaDevice: false }, 'no virtual device'],
    [{ virtualMfaDevice: false, mfaDevices: [key] }, 'passkey or security key'],
    [
      { mfaDevices: [{ kind: 'virtual' }, key], organizationRole: 'none' },
      'virtual, passkey or security key; in no organization',
    ],
    [{ mfaEnabled: true, mfaDevicesError: 'denied' }, 'MFA on; devices not listed: denied'],
    [{ credentials: none, organizationRole: 'management' }, 'no credentials; management account'],
    [{ organizationRole: 'member' }, 'member account'],
  ];
  for (const [evidence, text] of described) {
    it(text || 'nothing', () => expect(describeEvidence(evidence)).to.equal(text));
  }
});
