import { join } from 'node:path';
import { expect } from 'chai';
import { account, file, folderOfFiles, refusal, second } from './organization-file-fixture.ts';
import { refused } from './organization-file-refusals.ts';

const notJson: Record<string, string> = {
  'an empty file': '',
  'a file that breaks off': '{ "region": "us-east-1", ',
  'a file with a comment': '// sample\n{}',
};

/** Places and Regions of the future, global endpoints, and texts that are not the code of a Region. */
const notRegions = [
  ...['us-east-9', 'cn-north-9', 'us-gov-north-1', 'aws-global', 'aws-cn-global'],
  ...['US-EAST-1', 'Oregon', ''],
];

describe('embedded-aws/organization-file', () => {
  const { folder, write, writeJson } = folderOfFiles();

  describe('refuses', () => {
    for (const [content, message] of refused) {
      it(`a file with ${message}`, async () => {
        const path = await writeJson('refused.json', content);
        const got = await refusal(path);
        expect(message.endsWith('expected ') ? got.slice(0, `${path}${message}`.length) : got).to.equal(
          `${path}${message}`,
        );
      });
    }

    for (const region of notRegions) {
      it(`the Region "${region}"`, async () => {
        const path = await writeJson('region.json', { ...file, region });
        const expected = `.region: expected an AWS Region such as eu-central-1, got "${region}"`;
        expect(await refusal(path)).to.equal(`${path}${expected}`);
      });
    }

    for (const [name, text] of Object.entries(notJson)) {
      it(name, async () => {
        const path = await write('not.json', text);
        expect(await refusal(path)).to.match(/^.+\/not\.json: expected a JSON file, got: ./);
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
  });
});
