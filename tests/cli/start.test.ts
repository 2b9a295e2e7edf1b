import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import pMap from 'p-map';
import { environmentWithPackage } from '../deployed.ts';
import { bareRootUser } from '../embedded-aws/fixtures.ts';
import { command, packagesLeftBy, type Run, startCommand } from './start-command.ts';

const sample = fileURLToPath(new URL('../../embedded-aws/samples/organization.json', import.meta.url));

describe('cli/start', () => {
  const { run, writeFileOf } = startCommand();

  before(async () => {
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

  describe('without arguments', () => {
    let whole: Run;

    before(async () => {
      // The one run here for which Serverless packages the function.
      whole = await run(['--order', 'listed']);
    });

    it('exits with 0, and writes nothing to standard error', () => {
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

    it('counts the verdicts', () => {
      expect(whole.stdout).to.include('\n\n12 accounts: 2 COMPLIANT, 7 NON_COMPLIANT, 3 NOT_APPLICABLE\n\n');
    });

    it('leaves no package behind', async () => {
      expect(await packagesLeftBy(whole)).to.deep.equal([]);
    });

    describe('but --central', () => {
      let central: Run;

      before(async () => {
        central = await run(['--central', '--order', 'listed'], await environmentWithPackage('central'));
      });

      it('exits with 0, and writes nothing to standard error', () => {
        expect(central).to.include({ status: 0, stderr: '' });
      });

      it("gives the accounts of the sample's organization the same verdicts for the same reasons", () => {
        expect(rowsOf(central)).to.deep.equal(rowsOf(whole).slice(0, 7));
      });

      it('counts the verdicts', () => {
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
      const files = ['--organization', 'typo.json', '--organization', 'good.json'];
      mixed = await run(['--json', ...files], await environmentWithPackage('deployed'));
    });

    it('ends with status 1, and says nothing on standard error', () => {
      expect(mixed).to.include({ status: 1, stderr: '' });
    });

    it('prints one document of the shape that --help promises', () => {
      const { evaluations, failures, ...rest } = JSON.parse(mixed.stdout);
      expect(rest).to.deep.equal({ rule: 'root-user-mfa-enabled', notEvaluated: [] });
      expect(evaluations).to.have.length(1);
      expect(evaluations[0]).to.have.all.keys(
        'accountId',
        'accountName',
        'complianceType',
        'reason',
        'annotation',
        'evidence',
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
        reason: 'credentials-without-mfa',
        evidence: {
          mfaEnabled: false,
          credentials: { password: true, accessKeys: false, signingCertificates: false },
          organizationRole: 'none',
        },
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

  for (const option of ['--help', '-h']) {
    it(`${option} explains every option and the exit status`, async () => {
      const { stdout, stderr, status } = await run([option]);
      expect({ stderr, status }).to.deep.equal({ stderr: '', status: 0 });
      for (const name of ['--organization', '--central', '--cold', '--json', '--serve', '--help']) {
        expect(stdout).to.match(new RegExp(`^ {2}${name}\\b`, 'm'));
      }
      expect(stdout).to.match(/^Exit status: 0 .*; 1 .*; 2 /m);
    });
  }

  const refused: Record<string, [args: string[], message: string, environment?: Record<string, string>]> = {
    'an unknown option': [['--jsno'], "Unknown option '--jsno'"],
    'an argument that is not an option': [['organization.json'], "Unexpected argument 'organization.json'"],
    '--json with --serve': [['--json', '--serve'], 'use --json or --serve, not both'],
    '--organization without a file': [['--organization'], "Option '--organization <value>' argument missing"],
    'a file that is not there': [
      ['--organization', 'missing.json'],
      'missing.json: expected a JSON file, got: ENOENT',
    ],
    '--central with a file without an organization': [
      ['--central', '--organization', 'alone.json'],
      'alone.json.organization: --central needs an organization, got null',
    ],
    '--central with such a file behind another': [
      ['--central', '--organization', sample, '--organization', 'alone.json'],
      'alone.json.organization: --central needs an organization, got null',
    ],
    '--central with a file with a parameter that the rule does not have': [
      ['--central', '--organization', 'typo-central.json'],
      'parameters.allowVirtualMFA: unknown name; deploy/organization-rule.yml has allowVirtualMfa, ',
    ],
    'what npm has taken': [
      [],
      '--organization: npm keeps what is not after -- for itself. Run\n npm start -- --organization F\n',
      { npm_config_organization: 'F' },
    ],
    'an option that a terminal obeys': [['\u001b[2Jx'], "Unexpected argument '\\u001b[2Jx'"],
    'a file that is not in order': [
      ['--json', '--organization', command],
      `${command}: expected a JSON file, got: `,
    ],
  };
  describe('refuses, with status 2 and without a stack,', () => {
    const runs = new Map<string, Run>();
    before(async () => {
      const ready = await environmentWithPackage('central');
      await pMap(
        Object.entries(refused),
        async ([name, [args, , environment]]) =>
          runs.set(name, await run(args, { ...ready, ...environment })),
        {
          concurrency: availableParallelism(),
        },
      );
    });

    for (const [name, [, message]] of Object.entries(refused)) {
      it(name, () => {
        const { stdout = '', stderr = '', status } = runs.get(name) ?? {};
        expect({ stdout, status }).to.deep.equal({ stdout: '', status: 2 });
        expect(stderr.slice(0, message.length)).to.equal(message);
        expect(stderr).to.not.match(/^ {4}at /m);
      });
    }
  });
});
