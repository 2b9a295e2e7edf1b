import { join } from 'node:path';
import { expect } from 'chai';
import { account, file, folderOfFiles, refusal, second } from './organization-file-fixture.ts';
import { refused } from './organization-file-refusals.ts';

const notJson: Record<string, string> = {
  'an empty file': '',
  'a file that breaks off': '{ "region": "us-east-1", ',
  'a file with a comment': '// sample\n{}',
};

describe('embedded-aws/organization-file', () => {
  const { folder, write, writeJson } = folderOfFiles();

  describe('refuses', () => {
    for (const [name, [content, message]] of Object.entries(refused)) {
      it(name, async () => {
        const path = await writeJson('refused.json', content);
        const got = await refusal(path);
        // A list of what is known is not repeated here: the message is compared as far as it goes.
        expect(message.endsWith('expected ') ? got.slice(0, `${path}${message}`.length) : got).to.equal(
          `${path}${message}`,
        );
      });
    }

    for (const [name, text] of Object.entries(notJson)) {
      it(name, async () => {
        const path = await write('not.json', text);
        expect(await refusal(path)).to.match(/^.+\/not\.json: expected a JSON file, got: ./);
      });
    }

    it('a file that is not there', async () => {
      const path = join(folder(), 'missing.json');
      const message = await refusal(path);
      expect(message).to.include(`${path}: expected a JSON file, got: `).and.include('ENOENT');
    });

    it('a folder', async () => {
      expect(await refusal(folder())).to.include(`${folder()}: expected a JSON file, got: `);
    });

    it('an account twice in a file', async () => {
      const path = await writeJson('twice.json', { ...file, accounts: [account, second, account] });
      expect(await refusal(path)).to.equal(
        `${path}.accounts[2].id: expected each account once, got 111122223333 again; first at ${path}.accounts[0]`,
      );
    });

    it('an account in two files', async () => {
      const alone = { ...file, organization: null };
      const first = await writeJson('first.json', { ...alone, accounts: [second, account] });
      const other = await writeJson('other.json', { ...alone, accounts: [account] });
      expect(await refusal(first, other)).to.equal(
        `${other}.accounts[0].id: expected each account once, got 111122223333 again; first at ${first}.accounts[1]`,
      );
    });

    it('a file twice', async () => {
      const path = await writeJson('same.json', file);
      expect(await refusal(path, path)).to.equal(
        `${path}.accounts[0].id: expected each account once, got 111122223333 again; first at ${path}.accounts[0]`,
      );
    });

    it('the bad one of two files', async () => {
      const good = await writeJson('good.json', file);
      const bad = await writeJson('bad.json', { ...file, region: 'us-east-9' });
      expect(await refusal(good, bad)).to.include(`${bad}.region: `);
    });
  });
});
