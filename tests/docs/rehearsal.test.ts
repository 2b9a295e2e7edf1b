import { on } from 'node:events';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { startCommand } from '../cli/start-command.ts';
import { environmentWithPackage } from '../deployed.ts';
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
  const { start, writeFileOf } = startCommand();

  it('prints a rehearsal that runs as it says', async () => {
    await writeFileOf('my-organization.json', JSON.parse(organization));
    const [, args = ''] = /^npm start -- (.*) > \/tmp\/embedded-aws\.env\n$/.exec(serve) ?? [];
    const served = await start(args.split(' '), await environmentWithPackage('deployed'));
    const isServing = () => /AWS_ENDPOINT_URL=.*\n/.test(served.output.stdout);
    const data = on(served.child.stdout as Readable, 'data', { close: ['close'] });
    for await (const _ of data) if (isServing()) break;
    expect(isServing(), served.output.stderr).to.equal(true);
    const environment = join(served.temporary, 'embedded-aws.env');
    await writeFile(environment, served.output.stdout);

    const script = rehearsal
      .replace('/tmp/embedded-aws.env', environment)
      .replaceAll('plan.json', join(served.temporary, 'plan.json'));
    const { PATH, NODE_COMPILE_CACHE } = process.env;
    const run = terminal(
      [
        '--eval',
        `require('node:child_process').spawnSync('sh', ['-c', process.argv[1]], { stdio: 'inherit' })`,
        script,
      ],
      {
        env: { PATH, NODE_COMPILE_CACHE, HOME: served.temporary },
        columns: 200,
        cwd: project,
      },
    );
    await run.shows('To go on, type the number of accounts: ');
    run.type('2\r');
    await run.ended;
    served.child.kill('SIGTERM');
    await served.ended;

    const shown = run.shown().split('\n').map(words);
    const [, ...accounts] = plan.trim().split('\n').map(words);
    expect(shown.filter((line) => accounts.includes(line))).to.deep.equal([...accounts, accounts.at(-1)]);
    expect(shown).to.include.members([
      '444455556666 payments deleted NOT_APPLICABLE (member-without-credentials)',
      '666677778888 legacy-batch deleted NOT_APPLICABLE (member-without-credentials)',
    ]);
    expect(
      shown.filter((line) => /^\d+ [\w-]+ NOT_APPLICABLE member-without-credentials/.test(line)),
    ).to.have.lengthOf(2);
  });
});
