import { expect } from 'chai';
import { embeddedReport } from '../../../cli/report/embedded-report.ts';
import type { OrganizationFile } from '../../../embedded-aws/organization-file.ts';
import type { AwsAccount } from '../../../embedded-aws/services/accounts.ts';
import { anAccount, bareRootUser } from '../../embedded-aws/fixtures.ts';

const shown = {
  accountId: '111122223333',
  accountName: 'example',
  complianceType: 'COMPLIANT',
  annotation: 'The root user has MFA enabled.',
  orderingTimestamp: '2026-07-13T21:50:00.373Z',
};
const file = (changes: Partial<AwsAccount>, parameters = {}): OrganizationFile => ({
  path: '/somewhere/accounts.json',
  organization: null,
  accounts: [anAccount(changes)],
  parameters,
});
const evidenceOf = async (changes: Partial<AwsAccount>) => {
  const { outcomes } = await embeddedReport([shown], [file(changes)], 'anyhow');
  return outcomes[0];
};

describe('cli/report/embedded-report', () => {
  it('takes verdict and annotation from AWS Config, and the reason that belongs to the annotation', async () => {
    const rootUser = {
      ...bareRootUser,
      password: true,
      mfaDevices: ['virtual', 'hardware', 'passkey'] as const,
    };
    expect(await evidenceOf({ rootUser })).to.deep.equal({
      accountId: '111122223333',
      accountName: 'example',
      complianceType: 'COMPLIANT',
      reason: 'mfa-enabled',
      annotation: 'The root user has MFA enabled.',
      evidence: {
        mfaEnabled: true,
        credentials: { password: true, accessKeys: false, signingCertificates: false },
        mfaDevices: [{ kind: 'virtual' }, { kind: 'hardware token' }, { kind: 'passkey or security key' }],
      },
    });
  });

  it('takes the evidence from the organization file', async () => {
    const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '999999999999' };
    const rootUser = { ...bareRootUser, accessKeys: 2, signingCertificates: 1 };
    const credentials = { password: false, accessKeys: true, signingCertificates: true };
    expect(await evidenceOf({ rootUser })).to.have.deep.property('evidence', {
      mfaEnabled: false,
      credentials,
      organizationRole: 'none',
    });
    expect(await evidenceOf({ organization })).to.have.nested.property('evidence.organizationRole', 'member');
    expect(await evidenceOf({ organization, id: '999999999999' })).to.have.deep.property('evidence', {});
    expect(await evidenceOf({ rootUser: null })).to.have.deep.property('evidence', {});
  });

  it('keeps a failure', async () => {
    const failure = { accountId: '111122223333', accountName: 'example', error: 'denied' };
    const { outcomes } = await embeddedReport([failure], [file({})], 'anyhow');
    expect(outcomes).to.deep.equal([failure]);
  });

  it('names the files, and the parameters that they set', async () => {
    const settings = { allowVirtualMfa: 'false' };
    const one = await embeddedReport([], [file({}, settings)], 'anyhow');
    expect(one.about).to.deep.include({
      command: 'npm start',
      scope: 'Embedded accounts described in accounts.json',
      access: 'anyhow',
      parameters: ['allowVirtualMfa=false'],
    });
    const two = await embeddedReport([], [file({}, settings), { ...file({}), path: 'b.json' }], 'anyhow');
    expect(two.about).to.deep.include({
      scope: 'Embedded accounts described in accounts.json, b.json',
      parameters: ['allowVirtualMfa=false (accounts.json)'],
    });
  });
});
