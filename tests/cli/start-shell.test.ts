import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { environmentWithPackage } from '../deployed.ts';
import { bareRootUser, temporaryFolder } from '../embedded-aws/fixtures.ts';
import { startCommand } from './start-command.ts';

const shell = {
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

describe('cli/start in a shell that is set up for the real AWS', () => {
  const { run, writeFileOf } = startCommand();
  let home: string;

  before(async () => {
    home = await temporaryFolder();
    const accounts = [{ id: '181818181818', name: 'a\u009b1A\u202eb', rootUser: bareRootUser }];
    await writeFileOf('alone.json', { region: 'us-east-1', organization: null, accounts });
  });

  after(() => rm(home, { recursive: true }));

  it('evaluates, and packages without the settings of the shell for AWS', async () => {
    const packaged = await environmentWithPackage('deployed');
    await mkdir(join(home, '.aws'));
    await writeFile(
      join(home, '.aws', 'config'),
      '[default]\nuse_fips_endpoint = true\nmax_attempts = many\n',
    );
    // Each process that is started writes the names in its environment.
    const names = join(home, 'names-');
    const source = `import{writeFileSync as w}from'node:fs';import{basename as b}from'node:path';w('${names}'+b(process.argv[1]),Object.keys(process.env).join('\\n'))`;
    const NODE_OPTIONS = `--import=data:text/javascript;base64,${Buffer.from(source).toString('base64')} ${packaged['NODE_OPTIONS']}`;

    const { status, stdout, stderr } = await run(['--organization', 'alone.json'], {
      ...packaged,
      ...shell,
      NODE_OPTIONS,
      HOME: home,
    });

    expect(stderr).to.equal('');
    expect(stdout).to.include('1 account: 1 NON_COMPLIANT');
    expect(stdout).to.match(/\nNext: evaluate your accounts in AWS with npm run evaluate\. /);
    expect(stdout, 'what a terminal would obey')
      .to.include('a\\u009b1A\\u202eb')
      .and.not.match(/[^\n\P{C}]/u);
    expect(status).to.equal(0);
    const inherited = (await readFile(`${names}serverless`, 'utf8')).split('\n');
    expect(inherited).to.include('PATH');
    expect(Object.keys(shell).filter((name) => inherited.includes(name))).to.deep.equal([]);
  });
});
