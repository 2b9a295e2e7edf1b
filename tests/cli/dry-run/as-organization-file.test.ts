import { expect } from 'chai';
import { asOrganizationFile } from '../../../cli/dry-run/as-organization-file.ts';
import type { Outcome, ReportedEvidence } from '../../../cli/report/model.ts';
import { ReportFileError } from '../../../cli/report/report-files.ts';
import { aReport, compliant, excluded, failed, suspended } from '../report/report-fixture.ts';

const credentials = { password: true, accessKeys: true, signingCertificates: true };
const none = { password: false, accessKeys: false, signingCertificates: false };
const held = { password: true, accessKeys: 1, signingCertificates: 1 };
const nothing = { password: false, accessKeys: 0, signingCertificates: 0, mfaDevices: [] };
const unlisted = { operation: 'iam:ListVirtualMFADevices', fault: 'denied-by-role' };
const unread = { operation: 'iam:GetAccountSummary', fault: 'denied-by-role' };
const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '111122223333' };

const fileOf = (outcomes: readonly Outcome[], region = 'eu-central-1') =>
  JSON.parse(asOrganizationFile(aReport(outcomes, { organization: { ...organization, region } })));

describe('cli/dry-run/as-organization-file', () => {
  it('describes the organization, and the accounts that were not read with a fault', () => {
    expect(fileOf([suspended, failed(), excluded])).to.deep.equal({
      region: 'eu-central-1',
      organization,
      parameters: { allowVirtualMfa: 'true' },
      accounts: [
        { id: '888899990000', name: 'old', suspended: true, rootUser: nothing, faults: [unread] },
        { id: '999900001111', name: 'new', rootUser: nothing, faults: [unread] },
        { id: '555500006666', name: 'left out', rootUser: nothing, faults: [unread] },
      ],
    });
  });

  const kinds = ['virtual', 'hardware token', 'passkey or security key'] as const;
  const cases: Record<string, [evidence: ReportedEvidence, account: object, region?: string]> = {
    'devices of every kind': [
      { mfaEnabled: true, credentials, mfaDevices: kinds.map((kind) => ({ kind })) },
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
        credentials: { ...credentials, password: undefined, signingCertificates: undefined },
      },
      {
        rootUser: { ...nothing, accessKeys: 1 },
        faults: ['AccountPasswordPresent', 'AccountSigningCertificatesPresent'].map((field) => ({
          operation: 'iam:GetAccountSummary',
          fault: 'field',
          field,
        })),
      },
    ],
    'no root user, in China': [{ mfaEnabled: false, credentials: none }, { rootUser: null }, 'cn-north-1'],
  };
  for (const [name, [evidence, expected, region]] of Object.entries(cases)) {
    it(`describes ${name}`, () => {
      const { id, name, ...account } = fileOf([compliant({ evidence })], region).accounts[0];
      expect(account).to.deep.equal(expected);
    });
  }

  const region = 'us-east-1';
  for (const [name, changes] of Object.entries({
    'accounts are missing': { organization: { ...organization, region }, incomplete: 'No.' },
    'the ID of the organization is unknown': { organization: { ...organization, id: undefined, region } },
  })) {
    it(`is refused where ${name}`, () => {
      expect(() => asOrganizationFile(aReport([], changes))).to.throw(
        ReportFileError,
        '--write-organization: nothing was written, because the organization is not complete',
      );
    });
  }
});
