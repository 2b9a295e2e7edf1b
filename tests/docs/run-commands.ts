/**
 * Runs the commands of npm and npx that the pages print, in a copy of the project: npm run docs:commands. Those that read
 * from AWS run on the embedded one.
 */
import { execFile, execFileSync, spawn } from 'node:child_process';
import { cp, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { temporaryFolder } from '../embedded-aws/fixtures.ts';
import { at, project, read } from '../project-files.ts';

/** What is not run here, and why. */
const LEFT_OUT: readonly [RegExp, string][] = [
  [/^npm (ci|cit|test)\b/, 'run by .ci/run'],
  [/^npm version|^git /, 'releases a version'],
  [/^npx serverless (deploy|remove)/, 'changes an AWS account'],
  [/--role-name/, 'needs a role in the accounts of an organization'],
  [/--serve/, 'serves the commands below'],
  [/delete:root-credentials -- --a/, 'asks for a confirmation on a terminal'],
  [/--inspect-brk/, 'waits for a debugger'],
];

/** The status that the page documents, where it is not 0. */
const STATUSES: readonly [RegExp, number][] = [[/watch:organization -- --embedded/, 1]];

const files = execFileSync('git', ['ls-files'], { cwd: project, encoding: 'utf8' }).trim().split('\n');
const copy = await temporaryFolder();
for (const file of files) await cp(at(file), join(copy, file));
await symlink(at('node_modules'), join(copy, 'node_modules'));

const json = [...read('docs/organization-file.md').matchAll(/^```json\n(.*?)^```$/gms)].map(
  ([, text = '']) => text,
);
const event = json.find((text) => text.includes('"invokingEvent"')) ?? '';
const accounts = json.find((text) => text.includes('"rootUser"')) ?? '';
const { region, accounts: described } = JSON.parse(accounts);
const others = { region, organization: null, accounts: [{ ...described[0], id: '999999999999' }] };
await writeFile(join(copy, 'event.json'), event);
await writeFile(join(copy, 'accounts.json'), accounts);
await writeFile(join(copy, 'more-accounts.json'), JSON.stringify(others));

const served = spawn('npm', ['start', '--', '--serve'], { cwd: copy, stdio: ['ignore', 'pipe', 'ignore'] });
let failed = 0;
try {
  let lines = '';
  for await (const chunk of served.stdout.iterator({ destroyOnReturn: false })) {
    lines += chunk;
    if (/AWS_ENDPOINT_URL=.*\n/.test(lines)) break;
  }
  const exported = [...lines.matchAll(/^export (\w+)=(.*)$/gm)].map(([, name = '', value = '']) => [
    name,
    value,
  ]);
  const env = { ...process.env, ...Object.fromEntries(exported) };
  const done = new Set<string>();
  for (const page of files.filter((file) => file.endsWith('.md') && !file.startsWith('tests/'))) {
    for (const [, block = ''] of read(page).matchAll(/^ *```sh\n(.*?)^ *```/gms)) {
      for (const line of block.replace(/\\\n\s*/g, ' ').split('\n'))
        await runOnce(page, line.replace(/\s#.*/, '').trim());
    }
  }

  async function runOnce(page: string, command: string): Promise<void> {
    if (!/\b(npm|npx|node) /.test(command) || done.has(command)) return;
    done.add(command);
    const [, reason] = LEFT_OUT.find(([pattern]) => pattern.test(command)) ?? [];
    const [, status] = STATUSES.find(([pattern]) => pattern.test(command)) ?? [undefined, 0];
    let result = `left out: ${reason}`;
    if (reason === undefined) {
      const ended = promisify(execFile)('sh', ['-c', command], { cwd: copy, env, maxBuffer: 1e8 });
      result = await ended.then(
        () => (status === 0 ? 'passed' : `FAILED\nExpected status ${status}, got 0\n`),
        ({ code, stderr, message }) => (code === status ? 'passed' : `FAILED\n${message}\n${stderr}`),
      );
      if (result !== 'passed') failed += 1;
    }
    process.stdout.write(`${page}: ${command}: ${result}\n`);
  }
} finally {
  served.kill();
  await rm(copy, { recursive: true });
}
process.exitCode = failed === 0 ? 0 : 1;
