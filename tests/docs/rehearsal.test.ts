import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { startCommand } from '../cli/start-command.ts';
import { environmentWithPackage } from '../deployed.ts';
import { folderOfFiles } from '../embedded-aws/fixtures.ts';
import { pseudoTerminal } from '../pseudo-terminal.ts';
import { skipped } from '../skipped.ts';

const project = fileURLToPath(new URL('../..', import.meta.url));
const page = await readFile(join(project, 'docs', 'delete-root-credentials.md'), 'utf8');
const terminal = await pseudoTerminal();

/** The first blocks of the page, without their fences. */
const [organization, serve, rehearsal, plan] = [...page.matchAll(/^```(?:json|sh|)\n(.*?)^```$/gms)].map(
  ([, block = '']) => block,
) as [string, string, string, string];
const words = (line: string) => line.trim().split(/\s+/).join(' ');

describe('docs/delete-root-credentials.md', () => {
  if (terminal === undefined) {
    skipped(`there is no pseudo-terminal for ${process.platform} ${process.arch}`);
    return;
  }
  const { serve: serveAws, writeJson } = startCommand();
  const { folder, write } = folderOfFiles();

  it('prints a rehearsal that runs as it says, and asks until somebody types the number of accounts', async () => {
    await writeJson('my-organization.json', JSON.parse(organization));
    const [, args = ''] = /^npm start -- (.*) > \/tmp\/embedded-aws\.env\n$/.exec(serve) ?? [];
    const { exported, stop } = await serveAws(args.split(' '), await environmentWithPackage('deployed'));
    const environment = await write('embedded-aws.env', exported);

    const script = rehearsal
      .replace('/tmp/embedded-aws.env', environment)
      .replaceAll('plan.json', join(folder(), 'plan.json'));
    const shell = `require('node:child_process').spawnSync('sh', ['-c', process.argv[1]], { stdio: 'inherit' })`;
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const env = { PATH, NODE_COMPILE_CACHE, HOME: folder() };
    const run = terminal(['--eval', shell, script], { env, columns: 200, cwd: project });
    await run.shows(
      'Deletes the root credentials of 2 accounts: 2 passwords, 1 access key, 1 signing certificate,',
    );
    await run.shows('To go on, type the number of accounts: ');
    run.type('y\r');
    await run.shows('Expected 2. Ctrl+C ends the command.');
    run.type('2\r');
    await run.ended;
    await stop();

    const shown = run.shown().split('\n').map(words);
    const [, ...accounts] = plan.trim().split('\n').map(words);
    expect(shown.filter((line) => accounts.includes(line))).to.deep.equal([...accounts, accounts.at(-1)]);
    expect(shown).to.include.members([
      '444455556666 payments deleted NOT_APPLICABLE (member-without-credentials)',
      '666677778888 legacy-batch deleted NOT_APPLICABLE (member-without-credentials)',
    ]);
    const verdicts = shown.filter((line) =>
      /^\d+ [\w-]+ NOT_APPLICABLE member-without-credentials/.test(line),
    );
    expect(verdicts).to.have.lengthOf(2);
  });
});
