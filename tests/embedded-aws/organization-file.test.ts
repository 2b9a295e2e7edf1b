import { expect } from 'chai';
import { readOrganizationFiles } from '../../embedded-aws/organization-file.ts';
import { bareRootUser } from './fixtures.ts';
import {
  account,
  devices,
  file,
  folderOfFiles,
  organization,
  second,
  third,
  withAccount,
  withDelegatedAdministrator,
  withRootUser,
} from './organization-file-fixture.ts';

describe('embedded-aws/organization-file', () => {
  const { write, writeJson } = folderOfFiles();

  describe('reads', () => {
    it('a file with a byte order mark', async () => {
      const [read] = await readOrganizationFiles([
        await write('marked.json', `\uFEFF${JSON.stringify(file)}`),
      ]);
      expect(read?.accounts).to.have.length(file.accounts.length);
    });

    it('each account with what the file says of all of them', async () => {
      const users = [{ name: 'rooter', virtualMfaDevice: 'root-account-mfa-device' }];
      const faults = [{ operation: 'iam:GetAccountSummary', fault: 'throttled', requests: [1, 2] }];
      const path = await writeJson('whole.json', {
        ...file,
        parameters: { allowVirtualMfa: 'false' },
        accounts: [account, { ...second, users, faults }],
      });
      const noCredentials = { password: false, accessKeys: [], signingCertificates: [], mfaDevices: [] };
      const shared = { region: 'us-east-1', partition: 'aws', organization };
      expect(await readOrganizationFiles([path])).to.deep.equal([
        {
          path,
          organization,
          parameters: { allowVirtualMfa: 'false' },
          accounts: [
            { ...account, ...shared, rootUser: noCredentials, users: [], faults: [] },
            { ...second, ...shared, rootUser: noCredentials, users, faults },
          ],
        },
      ]);
    });

    it('a file without parameters', async () => {
      const [read] = await readOrganizationFiles([await writeJson('plain.json', file)]);
      expect(read?.parameters).to.deep.equal({});
    });

    it('accounts in no organization', async () => {
      const path = await writeJson('alone.json', { ...file, organization: null });
      const [read] = await readOrganizationFiles([path]);
      expect(read?.accounts.map((alone) => alone.organization)).to.deep.equal([null]);
    });

    it('accounts outside of the organization beside those in it', async () => {
      const accounts = [account, { ...second, organization: null }];
      const [read] = await readOrganizationFiles([await writeJson('outside.json', { ...file, accounts })]);
      expect(read?.organization).to.deep.equal(organization);
      expect(read?.accounts.map((found) => found.organization)).to.deep.equal([organization, null]);
    });

    it('a delegated administrator, which is in the organization of every account', async () => {
      const path = await writeJson('delegated.json', withDelegatedAdministrator(second.id));
      const [read] = await readOrganizationFiles([path]);
      const expected = { ...organization, delegatedAdministratorId: '444455556666' };
      expect(read?.organization).to.deep.equal(expected);
      expect(read?.accounts.map((found) => found.organization)).to.deep.equal([expected, expected]);
    });

    it('accounts that are suspended and accounts that are not', async () => {
      const accounts = [account, { ...second, suspended: true }, { ...third, suspended: false }];
      const [read] = await readOrganizationFiles([await writeJson('closed.json', { ...file, accounts })]);
      expect(read?.accounts.map(({ suspended }) => suspended)).to.deep.equal([undefined, true, false]);
    });

    it('what is wrong with member roles', async () => {
      const accounts = [
        account,
        { ...second, memberRole: 'missing' },
        { ...third, memberRole: 'trusts-another-role' },
      ];
      const [read] = await readOrganizationFiles([await writeJson('roles.json', { ...file, accounts })]);
      expect(read?.accounts.map(({ memberRole }) => memberRole)).to.deep.equal([
        undefined,
        'missing',
        'trusts-another-role',
      ]);
    });

    it('a fault of assuming the member role', async () => {
      const faults = [{ operation: 'sts:AssumeRole', fault: 'throttled' }];
      const [read] = await readOrganizationFiles([
        await writeJson('throttled.json', withAccount({ faults })),
      ]);
      expect(read?.accounts[0]?.faults).to.deep.equal(faults);
    });

    it('access keys by number, and one by one with their last use', async () => {
      const lastUsed = { daysAgo: 2, service: 's3', region: 'eu-west-1' };
      const accounts = [
        { ...account, rootUser: { ...bareRootUser, accessKeys: 2 } },
        { ...second, rootUser: { ...bareRootUser, accessKeys: [{}, { status: 'Inactive', lastUsed }] } },
      ];
      const path = await writeJson('keys.json', { ...file, accounts });
      const [read] = await readOrganizationFiles([path]);
      const [counted = [], listed = []] = read?.accounts.map(({ rootUser }) => rootUser?.accessKeys) ?? [];
      expect(
        [...counted, ...listed].map(({ status, lastUsed }) => [status, lastUsed?.service]),
      ).to.deep.equal([
        ['Active', undefined],
        ['Active', undefined],
        ['Active', undefined],
        ['Inactive', 's3'],
      ]);
      const ids = [...counted, ...listed].map(({ id }) => id);
      expect(new Set(ids)).to.have.property('size', 4);
      for (const id of ids) expect(id).to.match(/^AKIA\w{16}$/);
      const age = Date.now() - Date.parse(listed[1]?.lastUsed?.date ?? '');
      expect(age / 86_400_000).to.be.within(2, 2.001);
    });

    it('whether centralized root access is on, and where root sessions are denied', async () => {
      const path = await writeJson('root-sessions.json', {
        ...file,
        organization: { ...organization, centralizedRootAccess: false },
        accounts: [account, { ...second, deniesRootSessions: true }],
      });
      const [read] = await readOrganizationFiles([path]);
      expect(read?.accounts.map((found) => found.organization?.centralizedRootAccess)).to.deep.equal([
        false,
        false,
      ]);
      expect(read?.accounts.map(({ deniesRootSessions }) => deniesRootSessions)).to.deep.equal([
        undefined,
        true,
      ]);
    });

    it('eight MFA devices', async () => {
      const path = await writeJson('eight.json', withRootUser({ mfaDevices: devices(8) }));
      const [read] = await readOrganizationFiles([path]);
      expect(read?.accounts[0]?.rootUser?.mfaDevices).to.have.length(8);
    });

    it('an account in China that has no root user', async () => {
      const path = await writeJson('china.json', {
        ...withAccount({ rootUser: null }),
        region: 'cn-north-1',
      });
      const [read] = await readOrganizationFiles([path]);
      expect(read?.accounts[0]?.rootUser).to.equal(null);
    });

    it('files in their order', async () => {
      const last = await writeJson('b.json', { ...file, accounts: [account] });
      const first = await writeJson('a.json', { ...file, organization: null, accounts: [second] });
      const files = await readOrganizationFiles([last, first]);
      expect(files.map(({ accounts }) => accounts.map(({ name }) => name))).to.deep.equal([
        ['first'],
        ['second'],
      ]);
    });
  });
});
