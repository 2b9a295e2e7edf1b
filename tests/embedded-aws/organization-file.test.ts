import { join } from 'node:path';
import { expect } from 'chai';
import { readOrganizationFiles } from '../../embedded-aws/organization-file.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import { bareRootUser, folderOfFiles } from './fixtures.ts';
import { account, file, organization, refusal, second, withAccount } from './organization-file-fixture.ts';

const partitions: Record<string, string> = {
  'us-east-1': 'aws',
  'ap-southeast-5': 'aws',
  'cn-northwest-1': 'aws-cn',
  'us-gov-east-1': 'aws-us-gov',
  'us-iso-east-1': 'aws-iso',
  'eusc-de-east-1': 'aws-eusc',
};

const text = JSON.stringify({ ...file, accounts: [{ ...account, name: 'Zürich' }] });
const utf16 = Buffer.from(text, 'utf16le');
const UTF_16 = /^UTF-16\. Save the file as UTF-8$/;

const big = Buffer.from(utf16).swap16();
const notJson: Record<string, [content: string | Buffer, got: RegExp]> = {
  'an empty file': ['', /./],
  'a file that ends in the middle': ['{ "region": "us-east-1", ', /./],
  'a file with a comment': ['// sample\n{}', /./],
  'UTF-16, with the low byte first': [utf16, UTF_16],
  'UTF-16 with a byte order mark': [Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), UTF_16],
  'UTF-16, with the high byte first': [big, UTF_16],
  'UTF-16, with the high byte first and a byte order mark': [
    Buffer.concat([Buffer.from([0xfe, 0xff]), big]),
    UTF_16,
  ],
  'Latin-1': [
    Buffer.from(text, 'latin1'),
    /^text that is not UTF-8, such as Latin-1\. Save the file as UTF-8$/,
  ],
};

/** Places and Regions of the future, global endpoints, and texts that are not the code of a Region. */
const notRegions = [
  ...['us-east-9', 'cn-north-9', 'us-gov-north-1', 'aws-global', 'aws-cn-global'],
  ...['US-EAST-1', 'Oregon', ''],
];

describe('embedded-aws/organization-file', () => {
  const { folder, write, writeJson } = folderOfFiles();

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

    it('each account with what the file says of it, and of all of them', async () => {
      const stated = {
        users: [{ name: 'rooter', virtualMfaDevice: 'root-account-mfa-device' }],
        suspended: true,
        deniesRootSessions: false,
        memberRole: 'missing',
        faults: [{ operation: 'sts:AssumeRole', fault: 'throttled', requests: [1, 2] }],
      };
      const outside = { ...account, id: '777788889999', organization: null };
      const administrators = {
        ...organization,
        delegatedAdministratorId: second.id,
        centralizedRootAccess: false,
      };
      const parameters = { allowVirtualMfa: 'false' };
      const accounts = [account, { ...second, ...stated }, outside];
      const path = await writeJson('whole.json', {
        ...file,
        organization: administrators,
        parameters,
        accounts,
      });
      const rootUser = { password: false, accessKeys: [], signingCertificates: [], mfaDevices: [] };
      const shared = { region: 'us-east-1', partition: 'aws', rootUser };
      const unstated = { users: [], faults: [] };
      expect(await readOrganizationFiles([path])).to.deep.equal([
        {
          path,
          organization: administrators,
          parameters,
          accounts: [
            { ...account, ...shared, ...unstated, organization: administrators },
            { ...second, ...shared, ...stated, organization: administrators },
            { ...outside, ...shared, ...unstated },
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

  describe('refuses', () => {
    for (const region of notRegions) {
      it(`the Region "${region}"`, async () => {
        const path = await writeJson('region.json', { ...file, region });
        const expected = `.region: expected an AWS Region such as eu-central-1, got "${region}"`;
        expect(await refusal(path)).to.equal(`${path}${expected}`);
      });
    }

    for (const [name, [content, got]] of Object.entries(notJson)) {
      it(name, async () => {
        const path = await write('not.json', content);
        const [before, after = ''] = (await refusal(path)).split(': expected a JSON file, got: ');
        expect(before).to.equal(path);
        expect(after).to.match(got);
      });
    }

    it('a file that does not exist, and a folder', async () => {
      const path = join(folder(), 'missing.json');
      expect(await refusal(path)).to.match(/: expected a JSON file, got: .*ENOENT/);
      expect(await refusal(folder())).to.include(`${folder()}: expected a JSON file, got: `);
    });

    const again = 'expected each account once, got 111122223333 again; first at';

    it('an account twice in a file', async () => {
      const path = await writeJson('twice.json', { ...file, accounts: [account, second, account] });
      expect(await refusal(path)).to.equal(`${path}.accounts[2].id: ${again} ${path}.accounts[0]`);
    });

    it('an account in two files, and a file twice', async () => {
      const alone = { ...file, organization: null };
      const first = await writeJson('first.json', { ...alone, accounts: [second, account] });
      const other = await writeJson('other.json', { ...alone, accounts: [account] });
      expect(await refusal(first, other)).to.equal(`${other}.accounts[0].id: ${again} ${first}.accounts[1]`);
      expect(await refusal(other, other)).to.equal(`${other}.accounts[0].id: ${again} ${other}.accounts[0]`);
    });

    it('the second file where only the first is valid', async () => {
      const good = await writeJson('good.json', file);
      const bad = await writeJson('bad.json', { ...file, region: 'us-east-9' });
      expect(await refusal(good, bad)).to.include(`${bad}.region: `);
    });

    for (const name of ['__proto__', 'constructor', 'prototype', 'toString']) {
      const text = JSON.stringify({ ...file, parameters: {} });
      for (const [what, refused] of Object.entries({
        field: text.replace(/\}$/, `,"${name}":"x"}`),
        parameter: text.replace('"parameters":{}', `"parameters":{"${name}":"x"}`),
      })) {
        it(`the ${what} ${name}`, async () => {
          const path = await write('names.json', refused);
          expect(await refusal(path)).to.equal(
            `${path}: expected a JSON file, got: the name "${name}", which no field or parameter has`,
          );
        });
      }
    }
  });

  describe('lists', () => {
    it('all mistakes of a file at once', async () => {
      const accounts = [{ ...account, id: 111122223333, name: true }];
      const path = await writeJson('three.json', { ...file, region: 'us-east-9', accounts });
      expect((await refusal(path)).split('\n')).to.have.members([
        `${path}.region: expected an AWS Region such as eu-central-1, got "us-east-9"`,
        `${path}.accounts[0].id: expected string, got 111122223333: put it in quotes`,
        `${path}.accounts[0].name: expected string, got true: put it in quotes`,
      ]);
    });

    it('all fields that contradict another', async () => {
      const roles = { managementAccountId: '1'.repeat(12), delegatedAdministratorId: '2'.repeat(12) };
      const changed = { ...withAccount({ rootUser: null }), organization: { ...organization, ...roles } };
      const path = await writeJson('contradictions.json', changed);
      const places = (await refusal(path)).split('\n').map((line) => line.slice(path.length).split(':')[0]);
      expect(places).to.deep.equal([
        '.organization.managementAccountId',
        '.organization.delegatedAdministratorId',
        '.accounts[0].rootUser',
      ]);
    });

    for (const [count, last] of [
      [10, '.accounts[9].name: expected string, got 9: put it in quotes'],
      [12, '… and 2 more'],
    ] as const) {
      it(`at most ten mistakes of ${count}`, async () => {
        const accounts = Array.from({ length: count }, (_, name) => ({ ...account, name }));
        const path = await writeJson('many.json', { ...file, accounts });
        const lines = (await refusal(path)).split('\n');
        expect(lines).to.have.length(Math.min(count, 11));
        expect(lines.at(-1)?.replace(path, '')).to.equal(last);
      });
    }
  });
});
