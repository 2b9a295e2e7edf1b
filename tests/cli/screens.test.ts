import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import stringWidth from 'string-width';
import { bareRootUser } from '../embedded-aws/fixtures.ts';
import { pseudoTerminal } from '../pseudo-terminal.ts';
import { skipped } from '../skipped.ts';
import {
  type EmbeddedOrganization,
  embeddedOrganization,
  managementId,
} from './dry-run/organization-fixture.ts';

const command = fileURLToPath(new URL('../../cli/evaluate.ts', import.meta.url));
const start = await pseudoTerminal();

describe('cli/evaluate on a terminal', () => {
  if (start === undefined) {
    skipped(`there is no pseudo-terminal for ${process.platform} ${process.arch}`);
    return;
  }

  let aws: EmbeddedOrganization;
  before(async () => {
    aws = await embeddedOrganization([
      {},
      { name: '\u001b[2J\u202e日本語'.repeat(20), rootUser: { ...bareRootUser, password: true } },
      { rootUser: bareRootUser },
    ]);
  });
  after(() => aws.close());

  for (const columns of [80, 120]) {
    it(`shows progress and then the table, within ${columns} columns`, async () => {
      const { PATH, NODE_COMPILE_CACHE } = process.env;
      const env = { PATH, NODE_COMPILE_CACHE, ...aws.environmentOf(managementId) };
      const run = start([command, '--organization', '--assume-root'], { env, columns });
      expect(await run.ended).to.equal(0);
      expect(run.shown()).to.match(/Evaluating accounts [█░]+ \d\/3/);
      const table = run.shown().slice(run.shown().lastIndexOf('ACCOUNT  ')).trimEnd().split('\n');
      for (const line of table) expect(stringWidth(line), line).to.be.at.most(columns);
      expect(table.filter((line) => /^\d{12} /.test(line)).map((line) => line.slice(0, 12))).to.deep.equal([
        '100000000001',
        '100000000000',
        '100000000002',
      ]);
      expect(table.join(' ')).to.match(/Next: follow the step below each NON_COMPLIANT account\. .*\.md\.$/);
    });
  }

  it('folds its help between words to 60 columns', async () => {
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const run = start([command, '--help'], { env: { PATH, NODE_COMPILE_CACHE }, columns: 60 });
    expect(await run.ended).to.equal(0);
    const lines = run.shown().split(/\r?\n/);
    for (const line of lines.slice(lines.findIndex((each) => each.startsWith('With --assume-root')))) {
      expect(stringWidth(line), line).to.be.at.most(60);
    }
    expect(run.shown()).to.match(/\bcentralized root access must be on\. The\s+command calls\b/);
  });
});
