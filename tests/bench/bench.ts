import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { Progress } from '../../cli/terminal/progress.ts';
import { EmbeddedAws, type FunctionCall } from '../../embedded-aws/embedded-aws.ts';
import { type Package, packageFunction } from '../../embedded-aws/lambda/package.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import { writeBetweenMarkers } from '../docs/between-markers.ts';
import { anAccount, bareRootUser } from '../embedded-aws/fixtures.ts';
import { describeMachine } from './machine.ts';
import { benchSubjects, type Subject, settingSubjects, triedSubjects } from './subjects.ts';

const HELP = `Measures what the packaged function costs, beside what people would use instead: in fresh processes, one after the
other in turns, against the embedded AWS without added latency.

  npm run bench                  print the tables
  npm run bench -- --runs 31     how often each is run; 15 without it
  npm run bench -- --write       put the tables into docs/performance.md
`;

const MEASURES = {
  loadMs: 'load',
  verdictMs: 'load to first verdict',
  cpuMs: 'CPU time',
  loadedMb: 'memory after load',
  peakMb: 'peak memory',
} as const;

type Measure = keyof typeof MEASURES;
type Sample = Readonly<Record<Measure, number>>;

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '15' },
    write: { type: 'boolean', default: false },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

async function main(runs: number): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const progress = new Progress();
  progress.show('Packaging the function');
  const deployed = await packageFunction();
  try {
    const subjects = await benchSubjects(deployed, folder);
    const settings = await settingSubjects(folder);
    const tried = await triedSubjects(folder, subjects[0] as Subject);
    const all = [...subjects, ...settings, ...tried];
    progress.show('Running', runs * all.length);
    const samples = await measure(deployed, all, runs, () => progress.increment());
    progress.stop();
    const baseline = subjects[1] as Subject;
    const report = [
      `${describeMachine()}; ${runs} runs each, in fresh processes, in turns.`,
      'Ratio to the default bundle (median, quartiles):',
      timeTable(subjects, baseline, samples),
      sizeTable(subjects),
      await callTable(deployed),
      'What each setting of the bundler in `serverless.yml` is worth, each on top of those above it:',
      timeTable([baseline, ...settings], baseline, samples),
      sizeTable([baseline, ...settings]),
      'Tried, and not in the package:',
      timeTable(tried, baseline, samples),
    ];
    const text = `${report.join('\n\n')}\n`;
    if (values.write) await writeBetweenMarkers('docs/performance.md', 'npm run bench -- --write', text);
    else process.stdout.write(text);
  } finally {
    progress.stop();
    deployed.remove();
    await rm(folder, { recursive: true });
  }
}

/** Every subject once, then every subject again: what slows the machine down slows all of them down. */
async function measure(deployed: Package, subjects: readonly Subject[], runs: number, onDone: () => void) {
  const samples = new Map<Subject, Sample[]>(subjects.map((subject) => [subject, []]));
  for (let run = 0; run < runs; run += 1) {
    for (const subject of subjects) {
      samples.get(subject)?.push(await measureOnce(deployed, subject));
      onDone();
    }
  }
  return samples;
}

/** Row 1 of the verdict table, the most frequent one. */
async function measureOnce(deployed: Package, { command, judges }: Subject): Promise<Sample> {
  let sample: Sample | undefined;
  const reports: string[] = [];
  const aws = await EmbeddedAws.start(deployed, {
    onRequest: (operation) => reports.push(operation),
    run: async ({ event, environment, functionArn }: FunctionCall) => {
      const [program, ...args] = command;
      const env = {
        ...environment,
        PATH: process.env['PATH'],
        BENCH_INPUT: JSON.stringify({ event, functionArn }),
      };
      const { stdout } = await promisify(execFile)(program, args, { env });
      sample = JSON.parse(stdout);
    },
  });
  const account = anAccount({ rootUser: { ...bareRootUser, mfaDevices: ['virtual'] } });
  aws.deploy(account, {});
  await aws.evaluate(account);
  await aws.close();
  if (sample === undefined || (judges && !reports.includes('config:PutEvaluations'))) {
    throw new Error(`${command.join(' ')} reported nothing`);
  }
  return sample;
}

function timeTable(
  subjects: readonly Subject[],
  baseline: Subject,
  samples: ReadonlyMap<Subject, readonly Sample[]>,
): string {
  const header = ['', ...Object.values(MEASURES)];
  const rows = subjects.map((subject) => [
    subject.name,
    ...(Object.keys(MEASURES) as Measure[]).map((measure) => {
      const own = summarize(samples.get(subject) ?? [], measure);
      const ratio = own.median / summarize(samples.get(baseline) ?? [], measure).median;
      const unit = measure.endsWith('Mb') ? 'MB' : 'ms';
      if (measure === 'verdictMs' && !subject.judges) return '';
      return `**${ratio.toFixed(2)}** (${own.median.toFixed(0)} ${unit}, ${own.low.toFixed(0)}–${own.high.toFixed(0)})`;
    }),
  ]);
  return toMarkdown([header, ...rows]);
}

function sizeTable(subjects: readonly Subject[]): string {
  const rows = subjects
    .filter(({ judges, bytes }) => judges && bytes !== undefined)
    .map(({ name, bytes, zippedBytes }) => [name, kilobytes(bytes), kilobytes(zippedBytes)]);
  return toMarkdown([['', 'unzipped', 'zipped'], ...rows]);
}

/** Counted at the endpoint. */
async function callTable(deployed: Package): Promise<string> {
  const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '999999999999' };
  const strict = { allowVirtualMfa: 'false' };
  const rows: [string, AwsAccount, Record<string, string>][] = [
    ['1', anAccount({ rootUser: { ...bareRootUser, mfaDevices: ['virtual'] } }), {}],
    ['3', anAccount({ rootUser: { ...bareRootUser, mfaDevices: ['virtual'] } }), strict],
    ['4', anAccount({ rootUser: { ...bareRootUser, password: true } }), {}],
    ['6', anAccount({ organization }), {}],
    ['7', anAccount({ id: '999999999999', organization }), {}],
  ];
  const table: string[][] = [['row of the verdict table', 'AWS calls', 'which']];
  for (const [row, account, parameters] of rows) {
    const requests: string[] = [];
    const aws = await EmbeddedAws.start(deployed, { onRequest: (operation) => requests.push(operation) });
    aws.deploy(account, parameters);
    await aws.evaluate(account);
    await aws.close();
    table.push([row, `${requests.length}`, requests.join(', ')]);
  }
  return toMarkdown(table);
}

function summarize(samples: readonly Sample[], measure: Measure) {
  const sorted = samples.map((sample) => sample[measure]).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}

function kilobytes(bytes = Number.NaN): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

function toMarkdown([header = [], ...rows]: readonly string[][]): string {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

if (values.help) process.stdout.write(HELP);
else await main(Number(values.runs));
