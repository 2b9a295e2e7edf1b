import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { promisify } from 'node:util';
import { text } from '../../cli/terminal/command-options.ts';
import { EmbeddedAws, type FunctionCall } from '../../embedded-aws/embedded-aws.ts';
import { type Package, packageFunction } from '../../embedded-aws/lambda/package.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import type { EmbeddedMfaDevice } from '../../embedded-aws/services/root-user.ts';
import { markdownTable } from '../docs/markdown-table.ts';
import { anAccount, bareRootUser, temporaryFolder } from '../embedded-aws/fixtures.ts';
import { describeMachine, reportCommand } from './report-command.ts';
import { benchSubjects, type Subject, settingSubjects, triedSubjects } from './subjects.ts';

const MEASURES = {
  loadMs: 'load',
  verdictMs: 'load to first verdict',
  cpuMs: 'CPU time',
  loadedMb: 'memory after load',
  peakMb: 'peak memory',
} as const;

type Measure = keyof typeof MEASURES;
type Sample = Readonly<Record<Measure, number>>;

await reportCommand(
  {
    name: 'bench',
    about:
      'Measures what the packaged function costs, beside what people would use instead: in fresh processes, one after the other in turns, against the embedded AWS without added latency.',
    page: 'docs/performance.md',
    options: { runs: { ...text('N', 'how often each is run; the default is 15'), default: '15' } },
  },
  async (values, progress) => {
    const runs = Number(values.runs);
    const folder = await temporaryFolder();
    progress.show('Packaging the function');
    const deployed = await packageFunction();
    try {
      const subjects = await benchSubjects(deployed, folder);
      const settings = await settingSubjects(folder);
      const tried = await triedSubjects(folder, subjects[0] as Subject);
      const all = [...subjects, ...settings, ...tried];
      progress.show('Running', runs * all.length);
      const samples = await measure(deployed, all, runs, () => progress.increment());
      const baseline = subjects[1] as Subject;
      return [
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
      ].join('\n\n');
    } finally {
      deployed.remove();
      await rm(folder, { recursive: true });
    }
  },
);

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
  const reports = await requestsOf(deployed, withDevices('virtual'), {}, async (call) => {
    const { event, environment, functionArn } = call;
    const [program, ...args] = command;
    const input = { PATH: process.env['PATH'], BENCH_INPUT: JSON.stringify({ event, functionArn }) };
    const { stdout } = await promisify(execFile)(program, args, { env: { ...environment, ...input } });
    sample = JSON.parse(stdout);
  });
  if (sample === undefined || (judges && !reports.includes('config:PutEvaluations'))) {
    throw new Error(`${command.join(' ')} reported nothing`);
  }
  return sample;
}

/** The operations that one evaluation asks AWS for, counted at the endpoint. */
async function requestsOf(
  deployed: Package,
  account: AwsAccount,
  parameters: Readonly<Record<string, string>>,
  run?: (call: FunctionCall) => Promise<void>,
): Promise<string[]> {
  const requests: string[] = [];
  const onRequest = (operation: string) => requests.push(operation);
  const aws = await EmbeddedAws.start(deployed, { onRequest, ...(run && { run }) });
  aws.deploy(account, parameters);
  await aws.evaluate(account);
  await aws.close();
  return requests;
}

function timeTable(
  subjects: readonly Subject[],
  baseline: Subject,
  samples: ReadonlyMap<Subject, readonly Sample[]>,
): string {
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
  return markdownTable(['', ...Object.values(MEASURES)], rows);
}

function sizeTable(subjects: readonly Subject[]): string {
  const rows = subjects
    .filter(({ judges, bytes }) => judges && bytes !== undefined)
    .map(({ name, bytes, zippedBytes }) => [name, kilobytes(bytes), kilobytes(zippedBytes)]);
  return markdownTable(['', 'unzipped', 'zipped'], rows);
}

async function callTable(deployed: Package): Promise<string> {
  const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '999999999999' };
  const strict = { allowVirtualMfa: 'false' };
  const evaluated: [reason: string, AwsAccount, Record<string, string>][] = [
    ['mfa-enabled', withDevices('virtual'), {}],
    ['virtual-mfa-assigned', withDevices('virtual'), strict],
    ['credentials-without-mfa', anAccount({ rootUser: { ...bareRootUser, password: true } }), {}],
    ['member-without-credentials', anAccount({ organization }), {}],
    ['management-without-credentials', anAccount({ id: '999999999999', organization }), {}],
  ];
  const rows: string[][] = [];
  for (const [reason, account, parameters] of evaluated) {
    const requests = await requestsOf(deployed, account, parameters);
    rows.push([`\`${reason}\``, `${requests.length}`, requests.join(', ')]);
  }
  return markdownTable(['reason', 'AWS calls', 'which'], rows);
}

function withDevices(...mfaDevices: EmbeddedMfaDevice[]): AwsAccount {
  return anAccount({ rootUser: { ...bareRootUser, mfaDevices } });
}

function summarize(samples: readonly Sample[], measure: Measure) {
  const sorted = samples.map((sample) => sample[measure]).sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN;
  return { low: at(0.25), median: at(0.5), high: at(0.75) };
}

function kilobytes(bytes = Number.NaN): string {
  return `${(bytes / 1000).toFixed(1)} kB`;
}
