import { expect } from 'chai';
import { readOrganizationFiles } from '../../embedded-aws/organization-file.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import { bareRootUser } from './fixtures.ts';
import {
  account,
  devices,
  file,
  folderOfFiles,
  organization,
  second,
  withAccount,
  withDelegatedAdministrator,
  withRootUser,
} from './organization-file-fixture.ts';

const partitions: Record<string, string> = {
  'us-east-1': 'aws',
  'ap-southeast-5': 'aws',
  'cn-northwest-1': 'aws-cn',
  'us-gov-east-1': 'aws-us-gov',
  'us-iso-east-1': 'aws-iso',
  'eusc-de-east-1': 'aws-eusc',
};

describe('embedded-aws/organization-file', () => {
  const { write, writeJson } = folderOfFiles();

  async function read(content: object): Promise<readonly AwsAccount[]> {
    const [read] = await readOrganizationFiles([await writeJson('read.json', content)]);
    return read?.accounts ?? [];
  }

  describe('reads', () => {
    it('a file without parameters, after a byte order mark', async () => {
      const path = await write('marked.json', `\uFEFF${JSON.stringify(file)}`);
      const [read] = await readOrganizationFiles([path]);
      expect(read?.accounts).to.have.length(file.accounts.length);
      expect(read?.parameters).to.deep.equal({});
    });

    it('each account with what the file says of all of them', async () => {
      const users = [{ name: 'rooter', virtualMfaDevice: 'root-account-mfa-device' }];
      const faults = [{ operation: 'iam:GetAccountSummary', fault: 'throttled', requests: [1, 2] }];
      const parameters = { allowVirtualMfa: 'false' };
      const accounts = [account, { ...second, users, faults }];
      const path = await writeJson('whole.json', { ...file, parameters, accounts });
      const rootUser = { password: false, accessKeys: [], signingCertificates: [], mfaDevices: [] };
      const shared = { region: 'us-east-1', partition: 'aws', organization, rootUser };
      expect(await readOrganizationFiles([path])).to.deep.equal([
        {
          path,
          organization,
          parameters,
          accounts: [
            { ...account, ...shared, users: [], faults: [] },
            { ...second, ...shared, users, faults },
          ],
        },
      ]);
    });

    for (const [region, partition] of Object.entries(partitions)) {
      it(`${region} as a Region of ${partition}`, async () => {
        expect((await read({ ...file, region }))[0]).to.include({ region, partition });
      });
    }

    it('accounts in no organization', async () => {
      expect((await read({ ...file, organization: null }))[0]).to.include({ organization: null });
    });

    const withSecond = (changes: object) => ({ ...file, accounts: [account, { ...second, ...changes }] });

    it('accounts outside of the organization beside those in it', async () => {
      const found = await read(withSecond({ organization: null }));
      expect(found.map((found) => found.organization)).to.deep.equal([organization, null]);
    });

    it('the organization of an account with its delegated administrator and centralized root access', async () => {
      const delegated = withDelegatedAdministrator(second.id);
      const whole = { ...delegated.organization, centralizedRootAccess: false };
      const found = await read({ ...delegated, organization: whole });
      expect(found.map((found) => found.organization)).to.deep.equal([whole, whole]);
    });

    const states: object[] = [
      { suspended: true },
      { suspended: false },
      { deniesRootSessions: true },
      { memberRole: 'missing' },
      { memberRole: 'trusts-another-role' },
      { faults: [{ operation: 'sts:AssumeRole', fault: 'throttled' }] },
    ];
    for (const state of states) {
      it(`the state of one account: ${JSON.stringify(state)}`, async () => {
        const [first, other] = await read(withSecond(state));
        expect(other).to.deep.include(state);
        expect(first).to.not.deep.include(state);
      });
    }

    it('access keys by number, and one by one with their last use', async () => {
      const lastUsed = { daysAgo: 2, service: 's3', region: 'eu-west-1' };
      const found = await read({
        ...file,
        accounts: [
          { ...account, rootUser: { ...bareRootUser, accessKeys: 2 } },
          { ...second, rootUser: { ...bareRootUser, accessKeys: [{}, { status: 'Inactive', lastUsed }] } },
        ],
      });
      const keys = found.flatMap(({ rootUser }) => rootUser?.accessKeys ?? []);
      expect(keys.map(({ status, lastUsed }) => `${status} ${lastUsed?.service}`)).to.deep.equal([
        ...['Active undefined', 'Active undefined', 'Active undefined'],
        'Inactive s3',
      ]);
      expect(new Set(keys.map(({ id }) => id))).to.have.property('size', 4);
      for (const { id } of keys) expect(id).to.match(/^AKIA\w{16}$/);
      const age = Date.now() - Date.parse(keys[3]?.lastUsed?.date ?? '');
      expect(age / 86_400_000).to.be.within(2, 2.001);
    });

    it('eight MFA devices', async () => {
      const [found] = await read(withRootUser({ mfaDevices: devices(8) }));
      expect(found?.rootUser?.mfaDevices).to.have.length(8);
    });

    it('an account in China that has no root user', async () => {
      const [found] = await read({ ...withAccount({ rootUser: null }), region: 'cn-north-1' });
      expect(found?.rootUser).to.equal(null);
    });

    it('files in their order', async () => {
      const last = await writeJson('b.json', file);
      const first = await writeJson('a.json', { ...file, organization: null, accounts: [second] });
      const files = await readOrganizationFiles([last, first]);
      expect(files.map(({ accounts: [found] }) => found?.name)).to.deep.equal(['first', 'second']);
    });
  });
});
