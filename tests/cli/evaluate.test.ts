import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { queryErrorXml, scriptedAws } from '../scripted-aws.ts';
import { managementId } from './dry-run/organization-fixture.ts';
import { command, evaluateCommand, lines } from './evaluate-command.ts';

describe('cli/evaluate', () => {
  const { aws, home, run } = evaluateCommand();

  describe('one account', () => {
    it('prints verdict, reason, evidence and what to do', async () => {
      const { status, stdout, stderr } = await run([], aws().environmentOf('100000000001'));
      expect(lines(stdout)).to.deep.equal([
        'ACCOUNT       NAME  COMPLIANCE     REASON                   EVIDENCE',
        '100000000001        NON_COMPLIANT  credentials-without-mfa  MFA off; password',
        'The root user has a password but no MFA. Sign in as the root user and enable MFA; or, in a member account, delete its root credentials centrally.',
        '',
        '1 account: 1 NON_COMPLIANT',
        '',
        'Nothing was changed or reported. Next: follow the step below each NON_COMPLIANT account. Steps: docs/rules/root-user-mfa-enabled.md.',
        '',
      ]);
      expect({ status, stderr }).to.deep.equal({ status: 0, stderr: '' });
      expect(aws().requests).to.deep.equal(['sts:GetCallerIdentity', 'iam:GetAccountSummary']);
    });

    it('fails where there is no verdict', async () => {
      const faults = [{ operation: 'iam:GetAccountSummary', fault: 'denied-by-role' } as const];
      const { status, stdout } = await run(['--json'], aws().environmentOf('100000000003', faults));
      expect(status).to.equal(1);
      const { evaluations, failures } = JSON.parse(stdout);
      expect(evaluations).to.deep.equal([]);
      expect(failures[0].error).to.match(/Allow iam:GetAccountSummary to the principal/);
    });

    for (const [option, args, environment] of [
      ['--profile', ['--profile', 'nope'], {}],
      ['AWS_PROFILE', [], { AWS_PROFILE: 'nope' }],
    ] as const) {
      it(`names a profile that does not exist, and takes no other credentials: ${option}`, async () => {
        const own = aws().environmentOf('100000000001');
        const { status, stderr } = await run(args, { ...own, ...environment });
        expect(stderr).to.match(
          new RegExp(`^${option}: expected a profile of .*, got "nope"\\. To list them`),
        );
        expect(status).to.equal(2);
        expect(aws().requests).to.deep.equal([]);
      });
    }

    const oddKeys = {
      AWS_ACCESS_KEY_ID: 'access key ID',
      AWS_SECRET_ACCESS_KEY: 'secret access key',
      AWS_SESSION_TOKEN: 'session token',
    };
    for (const [variable, name] of Object.entries(oddKeys)) {
      it(`names the ${name} where it holds a line break`, async () => {
        const own = aws().environmentOf('100000000001');
        const { stdout, stderr } = await run([], { ...own, [variable]: `${own[variable]}\n` });
        expect({ stdout, stderr }).to.deep.equal({
          stdout: '',
          stderr:
            `sts:GetCallerIdentity: the ${name} holds a character that none has, such as a line break or a space. ` +
            'Copy it again, without what a shell, a file or a web page has added.\n',
        });
        expect(aws().requests).to.deep.equal([]);
      });
    }

    it('takes parameters of the rule', async () => {
      const settings = [
        '--parameter',
        'allowVirtualMfa=false',
        '--parameter=credentialFreeCompliance=COMPLIANT',
      ];
      const { stdout } = await run(['--json', ...settings], aws().environmentOf('100000000002'));
      expect(JSON.parse(stdout).evaluations[0]).to.deep.include({
        complianceType: 'NON_COMPLIANT',
        reason: 'virtual-mfa-assigned',
        evidence: {
          mfaEnabled: true,
          credentials: { password: true, accessKeys: false, signingCertificates: false },
          virtualMfaDevice: true,
        },
      });
      const free = await run(['--json', ...settings], aws().environmentOf('100000000003'));
      expect(JSON.parse(free.stdout).evaluations[0].complianceType).to.equal('COMPLIANT');
    });

    it('takes a profile and a Region', async () => {
      const { AWS_ENDPOINT_URL = '', ...environment } = aws().environmentOf('100000000001');
      const { AWS_ACCESS_KEY_ID: key, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: token } = environment;
      const credentials = join(home(), 'credentials');
      await writeFile(
        credentials,
        `[audit]\naws_access_key_id = ${key}\naws_secret_access_key = ${secret}\naws_session_token = ${token}\n`,
      );
      const { status, stdout } = await run(['--profile', 'audit', '--region', 'eu-west-1', '--json'], {
        AWS_ENDPOINT_URL,
        AWS_SHARED_CREDENTIALS_FILE: credentials,
      });
      expect(status).to.equal(0);
      expect(JSON.parse(stdout).evaluations[0].accountId).to.equal('100000000001');
    });
  });

  describe('--fail-on non-compliant', () => {
    const failOn = ['--fail-on', 'non-compliant'];
    it('ends with 3 where an account is NON_COMPLIANT', async () => {
      expect(await run(failOn, aws().environmentOf('100000000001'))).to.have.property('status', 3);
    });
    it('ends with 0 where none is', async () => {
      expect(await run(failOn, aws().environmentOf('100000000003'))).to.have.property('status', 0);
    });
    it('ends with 1 where one got no verdict: that is worse', async () => {
      expect(await run(['--organization', '--assume-root', ...failOn])).to.have.property('status', 1);
    });
  });

  describe('ends with 130 on Ctrl+C while AWS does not answer', () => {
    /** Runs the command until it waits for an answer, which never comes, to the last of the operations. */
    async function interruptAt(operations: readonly string[], signal: 'SIGINT' | 'SIGTERM' = 'SIGINT') {
      const seen: string[] = [];
      let child: ChildProcess | undefined;
      const server = createServer(async (request, response) => {
        seen.push(new URLSearchParams(await text(request)).get('Action') ?? '');
        if (seen.length === operations.length) child?.kill(signal);
        else response.writeHead(200, { 'content-type': 'text/xml' }).end(identity);
      });
      await once(server.listen(0, '127.0.0.1'), 'listening');
      const { PATH, NODE_COMPILE_CACHE } = process.env;
      const own = { PATH, NODE_COMPILE_CACHE, HOME: home(), ...aws().environmentOf(managementId) };
      const env = { ...own, AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
      const running = spawn(process.execPath, [command, '--json'], {
        env,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = running;
      const [stdout, stderr, [status]] = await Promise.all([
        text(running.stdout),
        text(running.stderr),
        once(running, 'exit'),
      ]);
      server.closeAllConnections();
      server.close();
      expect(seen).to.deep.equal(operations);
      return { status, stdout, stderr };
    }

    it('to the first call', async () => {
      const ended = await interruptAt(['GetCallerIdentity']);
      expect(ended).to.deep.equal({ status: 130, stdout: '', stderr: 'Interrupted.\n' });
    });

    it('and with 143 when it is terminated', async () => {
      const ended = await interruptAt(['GetCallerIdentity'], 'SIGTERM');
      expect(ended).to.deep.equal({ status: 143, stdout: '', stderr: 'Interrupted.\n' });
    });

    it('to a call for evidence', async () => {
      const { status, stdout, stderr } = await interruptAt(['GetCallerIdentity', 'GetAccountSummary']);
      expect({ status, stderr }).to.deep.equal({ status: 130, stderr: '' });
      const { failures, notEvaluated } = JSON.parse(stdout);
      expect(failures).to.deep.equal([]);
      expect(notEvaluated).to.deep.equal([
        { accountId: '111122223333', accountName: '', state: 'INTERRUPTED' },
      ]);
    });
  });

  const refused: Record<string, [args: string[], environment: Record<string, string>]> = {
    'an option is refused': [['--organization'], {}],
    'npm has taken an option': [[], { npm_config_parameter: 'allowVirtualMfa=false' }],
  };
  for (const [name, [args, environment]] of Object.entries(refused)) {
    it(`ends with 2 where ${name}, before anything is asked`, async () => {
      const { status, stdout, stderr } = await run(args, {
        ...aws().environmentOf(managementId),
        ...environment,
      });
      expect({ status, stdout, requests: aws().requests }).to.deep.equal({
        status: 2,
        stdout: '',
        requests: [],
      });
      expect(stderr).to.match(/^--(organization needs|parameter: npm keeps) .*npm run evaluate -- --help/s);
      expect(stderr).to.not.match(/^ +at /m);
    });
  }

  it('says what to do where there are no credentials', async () => {
    const { status, stdout, stderr } = await run([], { AWS_REGION: 'eu-central-1' });
    expect({ status, stdout }).to.deep.equal({ status: 1, stdout: '' });
    expect(stderr).to.match(
      /^sts:GetCallerIdentity: CredentialsProviderError: .* Sign in first \(aws sso login\), or name a profile/,
    );
  });

  it('says what to do where there is no Region', async () => {
    const { AWS_REGION: _, ...environment } = aws().environmentOf(managementId);
    const { status, stderr } = await run([], environment);
    expect(status).to.equal(1);
    expect(stderr).to.match(/Region is missing.*--region/s);
  });

  const identity =
    '<GetCallerIdentityResponse><GetCallerIdentityResult><Arn>arn:aws:sts::111122223333:assumed-role/a/b</Arn>' +
    '<Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>';
  for (const [name, first] of Object.entries({ 'the first call': [], 'a later one': [{ body: identity }] })) {
    it(`lets no secret out, also where AWS quotes it: ${name}`, async () => {
      const environment = aws().environmentOf(managementId);
      const { AWS_SECRET_ACCESS_KEY: key, AWS_SESSION_TOKEN: token } = environment;
      const body = queryErrorXml('SignatureDoesNotMatch', `x-amz-security-token:${token} ${key}`);
      const quoting = await scriptedAws([...first, { status: 403, body }]);
      const { endpoint } = quoting.clientConfig as { endpoint: string };
      const { status, stdout, stderr } = await run(['--json'], {
        ...environment,
        AWS_ENDPOINT_URL: endpoint,
      });
      await quoting.close();
      expect(status).to.equal(1);
      expect(stdout + stderr).to.match(
        /SignatureDoesNotMatch: x-amz-security-token:\(secret\) \(secret\)\. Check your credentials/,
      );
    });
  }

  it('explains itself', async () => {
    const { status, stdout } = await run(['--help']);
    expect(status).to.equal(0);
    for (const fact of [
      '--assume-root',
      '900 seconds',
      'management account',
      'CloudTrail',
      'Service control policies',
    ]) {
      expect(stdout).to.include(fact);
    }
  });
});
