import { expect } from 'chai';
import { describeEvidence } from '../../../cli/report/describe-evidence.ts';
import type { ReportedEvidence } from '../../../cli/report/model.ts';

const none = { password: false, accessKeys: false, signingCertificates: false };
const on = { mfaEnabled: true, credentials: { ...none, password: true } };
const key = { kind: 'passkey or security key', serialNumber: 'k' } as const;

describe('cli/report/describe-evidence', () => {
  const described: [ReportedEvidence, string][] = [
    [{}, ''],
    [on, 'MFA on; password'],
    [{ mfaEnabled: false, credentials: none }, 'MFA off; no credentials'],
    [
      { mfaEnabled: false, credentials: { password: true, accessKeys: true, signingCertificates: true } },
      'MFA off; password, access keys, signing certificates',
    ],
    [
      { mfaEnabled: false, credentials: { ...none, password: undefined, accessKeys: true } },
      'MFA off; access keys; not reported: password',
    ],
    [
      {
        mfaEnabled: false,
        credentials: { password: undefined, accessKeys: undefined, signingCertificates: undefined },
      },
      'MFA off; not reported: password, access keys, signing certificates',
    ],
    [{ ...on, virtualMfaDevice: true }, 'MFA on; virtual device; password'],
    [{ ...on, virtualMfaDevice: false }, 'MFA on; no virtual device; password'],
    [{ ...on, virtualMfaDevice: false, mfaDevices: [key] }, 'MFA on; passkey or security key; password'],
    [
      { ...on, mfaDevices: [{ kind: 'virtual' }, { kind: 'hardware token' }] },
      'MFA on; virtual, hardware token; password',
    ],
    [{ ...on, mfaDevicesError: 'denied' }, 'MFA on; password; devices not listed: denied'],
    [{ ...on, organizationRole: 'management' }, 'MFA on; password; management account'],
    [{ ...on, organizationRole: 'member' }, 'MFA on; password; member account'],
    [{ ...on, organizationRole: 'none' }, 'MFA on; password; in no organization'],
  ];
  for (const [evidence, text] of described) {
    it(text || 'nothing', () => expect(describeEvidence(evidence)).to.equal(text));
  }
});
