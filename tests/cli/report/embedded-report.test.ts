import { expect } from 'chai';
import { embeddedReport } from '../../../cli/report/embedded-report.ts';
import type { OrganizationFile } from '../../../embedded-aws/organization-file.ts';
import { type AccountChanges, anAccount, bareRootUser } from '../../embedded-aws/fixtures.ts';

const shown = {
  accountId: '111122223333',
  accountName: 'example',
  complianceType: 'COMPLIANT',
  annotation: 'The root user has MFA enabled.',
  orderingTimestamp: '2026-07-13T21:50:00.373Z',
};
const file = (changes: AccountChanges, parameters = {}): OrganizationFile => ({
  path: '/somewhere/accounts.json',
  organization: null,
  accounts: [anAccount(changes)],
  parameters,
});
const logOf = (message: unknown) =>
  `${JSON.stringify({ timestamp: '', level: 'INFO', requestId: '', message })}\n`;
const log = logOf({ rule: 'r', accountId: '111122223333', reason: 'mfa-enabled' });
const evidenceOf = (changes: AccountChanges) =>
  embeddedReport([shown], [file(changes)], 'anyhow', log).outcomes[0];

describe('cli/report/embedded-report', () => {
  it('takes verdict and annotation from AWS Config, and the reason from the log of the function', () => {
    const rootUser = {
      ...bareRootUser,
      password: true,
      mfaDevices: ['virtual', 'hardware', 'passkey'] as const,
    };
    expect(evidenceOf({ rootUser })).to.deep.equal({
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
      orderingTimestamp: '2026-07-13T21:50:00.373Z',
    });
  });

  it("takes an account's own reason out of a log of several, with lines of other kinds between", () => {
    const noise = [
      '(node:1) Warning',
      '{"a',
      '',
      logOf(null),
      logOf('text'),
      logOf({ accountId: '1', error: 'x' }),
    ];
    const other = logOf({ accountId: '444455556666', reason: 'no-virtual-mfa' });
    const lines = [...noise.map((line) => `${line}\n`), other, log, other].join('');
    const { outcomes } = embeddedReport([shown], [file({})], 'anyhow', lines);
    expect(outcomes[0]).to.have.property('reason', 'mfa-enabled');
  });

  it('throws if the log has no reason for an account', () => {
    const other = logOf({ accountId: '444455556666', reason: 'mfa-enabled' });
    expect(() => embeddedReport([shown], [file({})], 'anyhow', other)).to.throw(
      'Expected a reason for 111122223333 in the log of the function, got none',
    );
  });

  it('takes the evidence from the organization file', () => {
    const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '999999999999' };
    const rootUser = { ...bareRootUser, accessKeys: 2, signingCertificates: 1 };
    const credentials = { password: false, accessKeys: true, signingCertificates: true };
    expect(evidenceOf({ rootUser })).to.have.deep.property('evidence', {
      mfaEnabled: false,
      credentials,
      organizationRole: 'none',
    });
    expect(evidenceOf({ organization })).to.have.nested.property('evidence.organizationRole', 'member');
    expect(evidenceOf({ organization, id: '999999999999' })).to.have.deep.property('evidence', {});
    expect(evidenceOf({ rootUser: null })).to.have.deep.property('evidence', {});
  });

  it('knows the member accounts of an organization', () => {
    const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '999999999999' };
    const accounts = ['111122223333', '999999999999'].map((id) => anAccount({ id, organization }));
    const report = embeddedReport([], [{ ...file({ id: '444455556666' }), accounts }], 'anyhow', '');
    expect(report.members).to.deep.equal(new Set(['111122223333']));
  });

  it('reports a failure as it is', () => {
    const failure = { accountId: '111122223333', accountName: 'example', error: 'denied' };
    const { outcomes } = embeddedReport([failure], [file({})], 'anyhow', '');
    expect(outcomes).to.deep.equal([failure]);
  });

  it('names the files, and the parameters that they set', () => {
    const settings = { allowVirtualMfa: 'false' };
    const one = embeddedReport([], [file({}, settings)], 'anyhow', '');
    expect(one.about).to.deep.include({
      command: 'npm start',
      scope: 'Embedded accounts described in accounts.json',
      access: 'anyhow',
      parameters: ['allowVirtualMfa=false'],
    });
    const two = embeddedReport([], [file({}, settings), { ...file({}), path: 'b.json' }], 'anyhow', '');
    expect(two.about).to.deep.include({
      scope: 'Embedded accounts described in accounts.json, b.json',
      parameters: ['allowVirtualMfa=false (accounts.json)'],
    });
  });
});
