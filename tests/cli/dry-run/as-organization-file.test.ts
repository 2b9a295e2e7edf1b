import { expect } from 'chai';
import { asOrganizationFile } from '../../../cli/dry-run/as-organization-file.ts';
import type { ReportedEvidence } from '../../../cli/report/model.ts';

const credentials = { password: true, accessKeys: true, signingCertificates: true };
const none = { password: false, accessKeys: false, signingCertificates: false };
const held = { password: true, accessKeys: 1, signingCertificates: 1 };

/** The account that becomes of this evidence. */
function accountOf(evidence: ReportedEvidence, region = 'eu-central-1') {
  const verdict = { complianceType: 'COMPLIANT', reason: 'mfa-enabled', annotation: '' } as const;
  const text = asOrganizationFile({
    about: { command: '', evaluatedAt: new Date(), scope: '', access: '', parameters: [] },
    outcomes: [{ accountId: '111122223333', accountName: 'a', ...verdict, evidence }],
    organization: { id: 'o-a1b2c3d4e5', managementAccountId: '111122223333', region },
  });
  const { id, name, ...account } = JSON.parse(text).accounts[0];
  return account;
}

describe('cli/dry-run/as-organization-file', () => {
  const unlisted = { operation: 'iam:ListVirtualMFADevices', fault: 'denied-by-role' };
  const cases: Record<string, [evidence: ReportedEvidence, account: object]> = {
    'devices of every kind': [
      {
        mfaEnabled: true,
        credentials,
        mfaDevices: [{ kind: 'virtual' }, { kind: 'hardware token' }, { kind: 'passkey or security key' }],
      },
      { rootUser: { ...held, mfaDevices: ['virtual', 'hardware', 'passkey'] } },
    ],
    'a virtual device': [
      { mfaEnabled: true, credentials, virtualMfaDevice: true },
      { rootUser: { ...held, mfaDevices: ['virtual'] } },
    ],
    'no virtual device': [
      { mfaEnabled: true, credentials, virtualMfaDevice: false },
      { rootUser: { ...held, mfaDevices: ['passkey'] } },
    ],
    'devices that nobody read': [
      { mfaEnabled: true, credentials, mfaDevicesError: 'No.' },
      { rootUser: { ...held, mfaDevices: ['passkey'] }, faults: [unlisted] },
    ],
    'no MFA': [{ mfaEnabled: false, credentials }, { rootUser: { ...held, mfaDevices: [] } }],
    'credentials that IAM did not report': [
      {
        mfaEnabled: false,
        credentials: { password: undefined, accessKeys: true, signingCertificates: undefined },
      },
      {
        rootUser: { password: false, accessKeys: 1, signingCertificates: 0, mfaDevices: [] },
        faults: ['AccountPasswordPresent', 'AccountSigningCertificatesPresent'].map((field) => ({
          operation: 'iam:GetAccountSummary',
          fault: 'field',
          field,
        })),
      },
    ],
  };
  for (const [name, [evidence, account]] of Object.entries(cases)) {
    it(`describes ${name}`, () => expect(accountOf(evidence)).to.deep.equal(account));
  }

  it('describes an account in China that has no root user', () => {
    expect(accountOf({ mfaEnabled: false, credentials: none }, 'cn-north-1')).to.deep.equal({
      rootUser: null,
    });
  });
});
