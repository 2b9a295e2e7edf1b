import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import {
  ConfigServiceClient,
  GetComplianceDetailsByConfigRuleCommand,
  StartConfigRulesEvaluationCommand,
} from '@aws-sdk/client-config-service';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { bareRootUser, temporaryFolder } from '../embedded-aws/fixtures.ts';

const command = fileURLToPath(new URL('../../cli/start.ts', import.meta.url));
const sample = fileURLToPath(new URL('../../embedded-aws/samples/organization.json', import.meta.url));

/** The command while it runs. */
interface Running {
  readonly child: ChildProcess;
  readonly output: { stdout: string; stderr: string };
  /** Where the command and all that it starts put temporary files. */
  readonly temporary: string;
  /** The exit code, or the signal that ended the process. */
  readonly ended: Promise<number | string>;
}

interface Run {
  readonly temporary: string;
  readonly stdout: string;
  readonly stderr: string;
  readonly status: number | string;
}

describe('cli/start', () => {
  let folder: string;
  const children: ChildProcess[] = [];

  before(async () => {
    folder = await temporaryFolder();
    const region = 'us-east-1';
    const accounts = [{ id: '181818181818', name: 'alone', rootUser: bareRootUser }];
    await writeFileOf('alone.json', { region, organization: null, accounts });
    await writeFileOf('typo-central.json', {
      region,
      organization: { id: 'o-a1b2c3d4e5', managementAccountId: '181818181818' },
      parameters: { allowVirtualMFA: 'false' },
      accounts,
    });
  });

  after(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });

  /** Runs in a folder of its own: neither sources nor samples are looked for where one happens to be. */
  async function start(args: readonly string[]): Promise<Running> {
    const temporary = await mkdtemp(join(folder, 'tmp-'));
    const env = { ...process.env, FORCE_COLOR: '0', TMPDIR: temporary };
    const child = spawn(process.execPath, [command, ...args], {
      cwd: folder,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.push(child);
    const output = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => {
        output[name] += text;
      });
    }
    const ended = once(child, 'close').then(([code, signal]) => code ?? signal);
    return { child, output, temporary, ended };
  }

  async function run(...args: string[]): Promise<Run> {
    const { ended, output, temporary } = await start(args);
    const status = await ended;
    return { ...output, temporary, status };
  }

  const writeFileOf = (name: string, content: object) =>
    writeFile(join(folder, name), JSON.stringify(content));

  async function packagesLeftBy({ temporary }: Run): Promise<string[]> {
    const names = await readdir(temporary, { recursive: true });
    return names.filter((name) => /\.zip$|\btask\b|cloudformation/.test(name));
  }

  describe('without arguments', () => {
    let whole: Run;

    before(async () => {
      whole = await run('--order', 'listed');
    });

    it('ends well, and says nothing on standard error', () => {
      expect(whole).to.include({ status: 0, stderr: '' });
    });

    const verdicts: [id: string, name: string, verdict: string][] = [
      ['111122223333', 'management', 'NON_COMPLIANT'],
      ['222233334444', 'security', 'COMPLIANT'],
      ['333344445555', 'log-archive', 'NON_COMPLIANT'],
      ['444455556666', 'payments', 'NON_COMPLIANT'],
      ['555566667777', 'data-platform', 'NON_COMPLIANT'],
      ['666677778888', 'legacy-batch', 'NON_COMPLIANT'],
      ['777788889999', 'sandbox', 'NOT_APPLICABLE'],
      ['121212121212', 'standalone', 'COMPLIANT'],
      ['131313131313', 'standalone-no-credentials', 'NON_COMPLIANT'],
      ['141414141414', 'govcloud', 'NOT_APPLICABLE'],
      ['151515151515', 'govcloud-access-key', 'NON_COMPLIANT'],
      ['161616161616', 'china', 'NOT_APPLICABLE'],
    ];
    const rows = () => rowsOf(whole);
    const rowsOf = ({ stdout }: Run) => {
      const [table = ''] = stdout.split('\n\n');
      return table
        .split('\n')
        .filter((line) => /^\d/.test(line))
        .map((line) => line.split(/ {2,}/));
    };

    it('evaluates the accounts of the samples, and no others', () => {
      expect(rows().map(([id]) => id)).to.deep.equal(verdicts.map(([id]) => id));
    });

    for (const [index, [id, name, verdict]] of verdicts.entries()) {
      it(`finds ${name} ${verdict}, and says why`, () => {
        const [gotId, gotName, gotVerdict, reason] = rows()[index] ?? [];
        expect([gotId, gotName, gotVerdict]).to.deep.equal([id, name, verdict]);
        expect(reason).to.match(/^[a-z-]{11,}$/);
      });
    }

    it('sums the verdicts up', () => {
      expect(whole.stdout).to.include('\n\n12 accounts: 2 COMPLIANT, 7 NON_COMPLIANT, 3 NOT_APPLICABLE\n\n');
    });

    it('leaves no package behind', async () => {
      expect(await packagesLeftBy(whole)).to.deep.equal([]);
    });

    describe('but --central', () => {
      let central: Run;

      before(async () => {
        central = await run('--central', '--order', 'listed');
      });

      it('ends well, and says nothing on standard error', () => {
        expect(central).to.include({ status: 0, stderr: '' });
      });

      it("gives the accounts of the sample's organization the same verdicts for the same reasons", () => {
        expect(rowsOf(central)).to.deep.equal(rowsOf(whole).slice(0, 7));
      });

      it('sums the verdicts up', () => {
        expect(central.stdout).to.include(
          '\n\n7 accounts: 1 COMPLIANT, 5 NON_COMPLIANT, 1 NOT_APPLICABLE\n\n',
        );
      });

      it('leaves no package behind', async () => {
        expect(await packagesLeftBy(central)).to.deep.equal([]);
      });
    });
  });

  describe('--json, with an account that gets a verdict and one that gets none', () => {
    let mixed: Run;
    let startedAt: number;

    before(async () => {
      const account = { id: '111122223333', name: 'good', rootUser: { ...bareRootUser, password: true } };
      const alone = { region: 'us-east-1', organization: null };
      await writeFileOf('good.json', { ...alone, accounts: [account] });
      await writeFileOf('typo.json', {
        ...alone,
        parameters: { allowVirtualMFA: 'false' },
        accounts: [{ ...account, id: '444455556666', name: 'typo' }],
      });
      startedAt = Date.now();
      mixed = await run('--json', '--organization', 'typo.json', '--organization', 'good.json');
    });

    it('ends with status 1, and says nothing on standard error', () => {
      expect(mixed).to.include({ status: 1, stderr: '' });
    });

    it('prints one document of the shape that --help promises', () => {
      const { evaluations, failures, ...rest } = JSON.parse(mixed.stdout);
      expect(rest).to.deep.equal({ rule: 'root-user-mfa-enabled' });
      expect(evaluations).to.have.length(1);
      expect(evaluations[0]).to.have.all.keys(
        'accountId',
        'accountName',
        'complianceType',
        'annotation',
        'orderingTimestamp',
      );
      expect(failures).to.have.length(1);
      expect(failures[0]).to.have.all.keys('accountId', 'accountName', 'error');
    });

    it('lists only the account with a verdict under evaluations', () => {
      const [{ annotation, orderingTimestamp, ...evaluation }] = JSON.parse(mixed.stdout).evaluations;
      expect(evaluation).to.deep.equal({
        accountId: '111122223333',
        accountName: 'good',
        complianceType: 'NON_COMPLIANT',
      });
      expect(annotation).to.include('The root user has a password but no MFA.');
      expect(orderingTimestamp).to.equal(new Date(orderingTimestamp).toISOString());
      expect(Date.parse(orderingTimestamp)).to.be.within(startedAt, Date.now());
    });

    it('names the parameter that nobody knows in the failure', () => {
      const [{ error, ...failure }] = JSON.parse(mixed.stdout).failures;
      expect(failure).to.deep.equal({ accountId: '444455556666', accountName: 'typo' });
      expect(error).to.include('rule parameters.allowVirtualMFA');
    });
  });

  describe('--serve', () => {
    const ruleName = 'root-user-mfa-enabled';
    let served: Run;
    let identity: string | undefined;
    let evaluatedAt: (Date | undefined)[];

    before(async () => {
      const first = { id: '444455556666', name: 'first', rootUser: { ...bareRootUser, password: true } };
      await writeFileOf('serve.json', {
        region: 'eu-central-1',
        organization: null,
        accounts: [first, { ...first, id: '111122223333', name: 'second' }],
      });
      const { child, output, temporary, ended } = await start(['--serve', '--organization', 'serve.json']);
      const isServing = () => output.stdout.match(/^export \w+=.*\n/gm)?.length === 6 || undefined;
      await until('the environment', child, isServing);

      const restore = exportAll(output.stdout);
      try {
        const { Arn } = await new STSClient({}).send(new GetCallerIdentityCommand({}));
        identity = Arn;
        const config = new ConfigServiceClient({});
        const atStart = await lastEvaluated(config);
        await config.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: [ruleName] }));
        const afterwards = await until('an evaluation', child, async () => {
          const time = await lastEvaluated(config);
          return time?.getTime() === atStart?.getTime() ? undefined : time;
        });
        evaluatedAt = [atStart, afterwards];
      } finally {
        restore();
      }

      child.kill('SIGTERM');
      served = { status: await ended, temporary, ...output };
    });

    /** Puts `export` lines into this process's environment, in place of all that AWS's SDK might find there. */
    function exportAll(lines: string): () => void {
      const previous = { ...process.env };
      for (const name of Object.keys(previous)) if (name.startsWith('AWS_')) delete process.env[name];
      for (const [, name = '', value] of lines.matchAll(/^export (\w+)=(.*)$/gm)) process.env[name] = value;
      return () => {
        for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) delete process.env[name];
        Object.assign(process.env, previous);
      };
    }

    async function lastEvaluated(config: ConfigServiceClient): Promise<Date | undefined> {
      const details = new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: ruleName });
      const { EvaluationResults: [result] = [] } = await config.send(details);
      return result?.EvaluationResultIdentifier?.OrderingTimestamp;
    }

    async function until<Value>(
      what: string,
      child: ChildProcess,
      look: () => Value | undefined | Promise<Value | undefined>,
    ): Promise<Value> {
      for (const deadline = Date.now() + 40_000; Date.now() < deadline && child.exitCode === null; ) {
        const value = await look();
        if (value !== undefined) return value;
        await setTimeout(50);
      }
      throw new Error(`Waited in vain for ${what}; the command's status is ${child.exitCode}`);
    }

    it('prints the environment on standard output, and nothing else', () => {
      const lines = served.stdout.trimEnd().split('\n');
      expect(lines.map((line) => line.replace(/=\S+$/, ''))).to.deep.equal([
        'export AWS_ACCESS_KEY_ID',
        'export AWS_SECRET_ACCESS_KEY',
        'export AWS_SESSION_TOKEN',
        'export AWS_REGION',
        'export AWS_DEFAULT_REGION',
        'export AWS_ENDPOINT_URL',
      ]);
    });

    it('prints the verdicts, and whose AWS it is, on standard error', () => {
      expect(served.stderr).to.match(/^444455556666 {2}first +NON_COMPLIANT .*\n {4}The root user/m);
      expect(served.stderr).to.match(/^111122223333 {2}second +NON_COMPLIANT .*\n {4}The root user/m);
      expect(served.stderr).to.include('Serving AWS as an administrator of 444455556666 (first).');
    });

    it("makes an SDK client in that environment an administrator of the file's first account", () => {
      expect(identity).to.equal('arn:aws:sts::444455556666:assumed-role/Administrator/local');
    });

    it('evaluates the rule again when a client asks for it', () => {
      const [atStart, afterwards] = evaluatedAt;
      expect(atStart).to.be.instanceOf(Date);
      expect(afterwards?.getTime()).to.be.above(atStart?.getTime() ?? Number.NaN);
    });

    it('ends well on SIGTERM', () => {
      expect(served.status).to.equal(0);
    });

    it('leaves no package behind', async () => {
      expect(await packagesLeftBy(served)).to.deep.equal([]);
    });
  });

  for (const option of ['--help', '-h']) {
    it(`${option} explains every option and the exit status`, async () => {
      const { stdout, stderr, status } = await run(option);
      expect({ stderr, status }).to.deep.equal({ stderr: '', status: 0 });
      for (const name of ['--organization', '--central', '--json', '--serve', '--help']) {
        expect(stdout).to.match(new RegExp(`^ {2}npm start -- ${name}\\b`, 'm'));
      }
      expect(stdout).to.match(/^Exit status: 0 .*; 1 .*; 2 /m);
    });
  }

  const refused: Record<string, [args: string[], message: string]> = {
    'an unknown option': [['--jsno'], "Unknown option '--jsno'"],
    'an argument that is no option': [['organization.json'], "Unexpected argument 'organization.json'"],
    '--json with --serve': [['--json', '--serve'], '--json and --serve exclude each other'],
    '--organization without a file': [['--organization'], "Option '--organization <value>' argument missing"],
    'a file that is not there': [
      ['--organization', 'missing.json'],
      'missing.json: expected a JSON file, got: ENOENT',
    ],
    '--central with a file without an organization': [
      ['--central', '--organization', 'alone.json'],
      'alone.json.organization: expected an organization to go with --central, got null',
    ],
    '--central with such a file behind another': [
      ['--central', '--organization', sample, '--organization', 'alone.json'],
      'alone.json.organization: expected an organization to go with --central, got null',
    ],
    '--central with a file with a parameter that the rule does not have': [
      ['--central', '--organization', 'typo-central.json'],
      'parameters.allowVirtualMFA: is not known in deploy/organization-rule.yml; known are allowVirtualMfa, ',
    ],
    'a file that is not in order': [
      ['--json', '--organization', command],
      `${command}: expected a JSON file, got: `,
    ],
  };
  for (const [name, [args, message]] of Object.entries(refused)) {
    it(`refuses ${name} with status 2 and without a stack`, async () => {
      const { stdout, stderr, status } = await run(...args);
      expect({ stdout, status }).to.deep.equal({ stdout: '', status: 2 });
      expect(stderr.slice(0, message.length)).to.equal(message);
      expect(stderr).to.not.match(/^ {4}at /m);
    });
  }
});
