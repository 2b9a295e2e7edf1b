import { expect } from 'chai';
import { embeddedReport } from '../../../cli/report/embedded-report.ts';
import type { ReportedEvidence } from '../../../cli/report/model.ts';
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
const outcomeOf = (changes: AccountChanges) =>
  embeddedReport([shown], [file(changes)], 'anyhow', log).outcomes[0];

const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '999999999999' };

describe('cli/report/embedded-report', () => {
  it('takes verdict and annotation from AWS Config, and the reason from the log of the function', () => {
    expect(outcomeOf({ rootUser: null })).to.deep.equal({ ...shown, reason: 'mfa-enabled', evidence: {} });
  });

  const none = { password: false, accessKeys: false, signingCertificates: false };
  const evidence: Record<string, [changes: AccountChanges, evidence: ReportedEvidence]> = {
    'each kind of device': [
      { rootUser: { ...bareRootUser, password: true, mfaDevices: ['virtual', 'hardware', 'passkey'] } },
      {
        mfaEnabled: true,
        credentials: { ...none, password: true },
        mfaDevices: [{ kind: 'virtual' }, { kind: 'hardware token' }, { kind: 'passkey or security key' }],
      },
    ],
    'each kind of key, in an account in no organization': [
      { rootUser: { ...bareRootUser, accessKeys: 2, signingCertificates: 1 } },
      {
        mfaEnabled: false,
        credentials: { ...none, accessKeys: true, signingCertificates: true },
        organizationRole: 'none',
      },
    ],
    'a member account': [
      { organization },
      { mfaEnabled: false, credentials: none, organizationRole: 'member' },
    ],
    'an account that is not in the files': [{ id: '999999999999' }, {}],
  };
  for (const [name, [changes, expected]] of Object.entries(evidence)) {
    it(`takes the evidence from the organization file: ${name}`, () => {
      expect(outcomeOf(changes)).to.have.deep.property('evidence', expected);
    });
  }

  it("takes an account's own reason out of a log of several, with lines of other kinds between", () => {
    const objects = [null, 'text', { accountId: '1', error: 'x' }].map(logOf);
    const noise = ['(node:1) Warning', '{"a', '', ...objects];
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

  it('knows the member accounts of an organization', () => {
    const accounts = ['111122223333', '999999999999'].map((id) => anAccount({ id, organization }));
    const report = embeddedReport([], [{ ...file({ id: '444455556666' }), accounts }], 'anyhow', '');
    expect(report.members).to.deep.equal(new Set(['111122223333']));
  });

  it('reports a failure as it is', () => {
    const failure = { accountId: '111122223333', accountName: 'example', error: 'denied' };
    expect(embeddedReport([failure], [file({})], 'anyhow', '').outcomes).to.deep.equal([failure]);
  });

  it('names the files, and the parameters that they set', () => {
    const settings = { allowVirtualMfa: 'false' };
    const about = (...others: OrganizationFile[]) =>
      embeddedReport([], [file({}, settings), ...others], 'anyhow', '').about;
    expect(about()).to.deep.include({
      command: 'npm start',
      scope: 'Embedded accounts described in accounts.json',
      access: 'anyhow',
      parameters: ['allowVirtualMfa=false'],
    });
    expect(about({ ...file({}), path: 'b.json' })).to.deep.include({
      scope: 'Embedded accounts described in accounts.json, b.json',
      parameters: ['allowVirtualMfa=false (accounts.json)'],
    });
  });
});
