import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { environmentWithPackage } from '../deployed.ts';
import { bareRootUser } from '../embedded-aws/fixtures.ts';
import { packagesLeftBy, type Run, startCommand } from './start-command.ts';

const sample = fileURLToPath(new URL('../../embedded-aws/samples/organization.json', import.meta.url));

/** The environment of a shell that is set up for the real AWS. */
const forAws = {
  AWS_USE_FIPS_ENDPOINT: 'true',
  AWS_USE_DUALSTACK_ENDPOINT: 'true',
  AWS_PROFILE: 'nope',
  AWS_REGION: 'eu-centrall-1',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ENDPOINT_URL_CONFIG_SERVICE: 'http://127.0.0.1:9',
  AWS_MAX_ATTEMPTS: 'many',
  AWS_RETRY_MODE: 'often',
  AWS_DEFAULTS_MODE: 'none',
  AWS_AUTH_SCHEME_PREFERENCE: 'bearer',
  AWS_ACCESS_KEY_ID: 'a key\nof two lines',
  HTTP_PROXY: 'http://127.0.0.1:9',
  https_proxy: 'http://127.0.0.1:9',
};

describe('cli/start', () => {
  const { run, folder, write, writeJson } = startCommand();
  const alone = { region: 'us-east-1', organization: null };
  const account = { id: '181818181818', name: 'a\u009b1A\u202eb', rootUser: bareRootUser };
  const typo = { parameters: { allowVirtualMFA: 'false' }, accounts: [account] };

  before(async () => {
    const organization = { id: 'o-a1b2c3d4e5', managementAccountId: account.id };
    await writeJson('alone.json', { ...alone, accounts: [account] });
    await writeJson('typo.json', { ...alone, ...typo });
    await writeJson('typo-central.json', { ...alone, ...typo, organization });
  });

  describe('without arguments', () => {
    const verdicts = `
      111122223333 management NON_COMPLIANT
      222233334444 security COMPLIANT
      333344445555 log-archive NON_COMPLIANT
      444455556666 payments NON_COMPLIANT
      555566667777 data-platform NON_COMPLIANT
      666677778888 legacy-batch NON_COMPLIANT
      777788889999 sandbox NOT_APPLICABLE
      121212121212 standalone COMPLIANT
      131313131313 standalone-no-credentials NON_COMPLIANT
      141414141414 govcloud NOT_APPLICABLE
      151515151515 govcloud-access-key NON_COMPLIANT
      161616161616 china NOT_APPLICABLE`;
    const rowsOf = ({ stdout }: Run) =>
      (stdout.split('\n\n')[0] ?? '')
        .split('\n')
        .filter((line) => /^\d/.test(line))
        .map((line) => line.split(/ {2,}/));
    let whole: Run;

    before(async () => {
      // The one run here for which Serverless packages the function.
      whole = await run(['--order', 'listed']);
    });

    it('gives each account of the samples its verdict and a reason, and leaves no package behind', async () => {
      expect(whole).to.include({ status: 0, stderr: '' });
      expect(rowsOf(whole).map((row) => row.slice(0, 3).join(' '))).to.deep.equal(
        verdicts.trim().split(/\n */),
      );
      for (const [, , , reason] of rowsOf(whole)) expect(reason).to.match(/^[a-z-]{11,}$/);
      expect(whole.stdout).to.include('\n\n12 accounts: 2 COMPLIANT, 7 NON_COMPLIANT, 3 NOT_APPLICABLE\n\n');
      expect(await packagesLeftBy(whole)).to.deep.equal([]);
    });

    it("but --central: the sample's organization has the same verdicts for the same reasons", async () => {
      const args = ['--central', '--order', 'listed'];
      const central = await run(args, await environmentWithPackage('central'));
      expect(central).to.include({ status: 0, stderr: '' });
      expect(rowsOf(central)).to.deep.equal(rowsOf(whole).slice(0, 7));
      expect(central.stdout).to.include('\n\n7 accounts: 1 COMPLIANT, 5 NON_COMPLIANT, 1 NOT_APPLICABLE\n\n');
      expect(await packagesLeftBy(central)).to.deep.equal([]);
    });
  });

  it('--json prints one document, also of an account that gets no verdict, and ends with status 1', async () => {
    const good = { id: '111122223333', name: 'good', rootUser: { ...bareRootUser, password: true } };
    await writeJson('good.json', { ...alone, accounts: [good] });
    const startedAt = Date.now();
    const files = ['--organization', 'typo.json', '--organization', 'good.json'];
    const mixed = await run(['--json', ...files], await environmentWithPackage('deployed'));

    expect(mixed).to.include({ status: 1, stderr: '' });
    expect(mixed.stdout, 'what a terminal would obey').to.not.match(/[^\n\P{C}]/u);
    const { evaluations, failures, ...rest } = JSON.parse(mixed.stdout);
    expect(rest).to.deep.equal({ rule: 'root-user-mfa-enabled', notEvaluated: [] });
    expect(evaluations).to.have.length(1);
    const [{ annotation, orderingTimestamp, ...evaluation }] = evaluations;
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
    expect(failures).to.have.length(1);
    const [{ error, ...failure }] = failures;
    expect(failure).to.deep.equal({ accountId: account.id, accountName: account.name });
    expect(error).to.include('rule parameters.allowVirtualMFA');
  });

  it('evaluates in a shell that is set up for AWS, and packages without its settings', async () => {
    const packaged = await environmentWithPackage('deployed');
    const config = await write('config', '[default]\nuse_fips_endpoint = true\nmax_attempts = many\n');
    // Each process that is started writes the names in its environment.
    const names = join(folder(), 'names-');
    const source = `import{writeFileSync as w}from'node:fs';import{basename as b}from'node:path';w('${names}'+b(process.argv[1]),Object.keys(process.env).join('\\n'))`;
    const NODE_OPTIONS = `--import=data:text/javascript;base64,${Buffer.from(source).toString('base64')} ${packaged['NODE_OPTIONS']}`;
    const environment = { ...packaged, ...forAws, AWS_CONFIG_FILE: config, NODE_OPTIONS };

    const { status, stdout, stderr } = await run(['--organization', 'alone.json'], environment);
    expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
    expect(stdout).to.include('1 account: 1 NON_COMPLIANT');
    expect(stdout).to.match(/\nNext: evaluate your accounts in AWS with npm run evaluate\. /);
    expect(stdout, 'what a terminal would obey').to.include('a\\u009b1A\\u202eb');
    expect(stdout, 'what a terminal would obey').to.not.match(/[^\n\P{C}]/u);
    const inherited = (await readFile(`${names}serverless`, 'utf8')).split('\n');
    expect(inherited).to.include('PATH');
    expect(Object.keys(forAws).filter((name) => inherited.includes(name))).to.deep.equal([]);
  });

  const refused: Record<string, [args: string[], message: string, environment?: Record<string, string>]> = {
    '--json with --serve': [['--json', '--serve'], 'use --json or --serve, not both'],
    '--central with a file without an organization behind another': [
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
  };
  for (const [name, [args, message, environment]] of Object.entries(refused)) {
    it(`refuses, with status 2 and without a stack, ${name}`, async () => {
      const ready = await environmentWithPackage('central');
      const { stdout, stderr, status } = await run(args, { ...ready, ...environment });
      expect({ stdout, status }).to.deep.equal({ stdout: '', status: 2 });
      expect(stderr.slice(0, message.length)).to.equal(message);
      expect(stderr).to.not.match(/^ {4}at /m);
    });
  }
});
