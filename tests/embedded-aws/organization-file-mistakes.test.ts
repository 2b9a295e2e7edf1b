import { writeFile } from 'node:fs/promises';
import { expect } from 'chai';
import {
  account,
  file,
  folderOfFiles,
  organization,
  refusal,
  withAccount,
} from './organization-file-fixture.ts';

const text = JSON.stringify({ ...file, accounts: [{ ...account, name: 'Zürich' }] });
const utf16 = Buffer.from(text, 'utf16le');
const UTF_16 = 'UTF-16. Save the file as UTF-8';

const encodings: Record<string, [bytes: Buffer, got: string]> = {
  'UTF-16, with the low byte first': [utf16, UTF_16],
  'UTF-16 with a byte order mark': [Buffer.concat([Buffer.from([0xff, 0xfe]), utf16]), UTF_16],
  'UTF-16, with the high byte first': [Buffer.from(utf16).swap16(), UTF_16],
  'UTF-16, with the high byte first and a byte order mark': [
    Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(utf16).swap16()]),
    UTF_16,
  ],
  'Latin-1': [Buffer.from(text, 'latin1'), 'text that is not UTF-8, such as Latin-1. Save the file as UTF-8'],
};

describe('embedded-aws/organization-file', () => {
  const { write, writeJson } = folderOfFiles();

  describe('refuses', () => {
    for (const [name, [bytes, got]] of Object.entries(encodings)) {
      it(name, async () => {
        const path = await write('encoded.json', '');
        await writeFile(path, bytes);
        expect(await refusal(path)).to.equal(`${path}: expected a JSON file, got: ${got}`);
      });
    }

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
      const path = await writeJson('three.json', {
        ...file,
        region: 'us-east-9',
        accounts: [{ ...account, id: 111122223333, name: true }],
      });
      expect((await refusal(path)).split('\n')).to.have.members([
        `${path}.region: expected an AWS Region such as eu-central-1, got "us-east-9"`,
        `${path}.accounts[0].id: expected string, got 111122223333: put it in quotes`,
        `${path}.accounts[0].name: expected string, got true: put it in quotes`,
      ]);
    });

    it('all fields that contradict another', async () => {
      const path = await writeJson('contradictions.json', {
        ...withAccount({ rootUser: null }),
        organization: {
          ...organization,
          managementAccountId: '1'.repeat(12),
          delegatedAdministratorId: '2'.repeat(12),
        },
      });
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
