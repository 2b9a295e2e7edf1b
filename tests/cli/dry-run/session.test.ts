import { expect } from 'chai';
import sinon from 'sinon';
import { type Access, ownAccess, roleAccess, rootAccess } from '../../../cli/dry-run/access.ts';
import type { CallerSession } from '../../../cli/dry-run/session.ts';
import { rejection } from '../../rejection.ts';
import {
  type Answer,
  assumedRoleXml,
  queryErrorXml,
  type ScriptedAws,
  scriptedAws,
} from '../../scripted-aws.ts';
import { IDENTITY, ownEnvironment } from './own-environment.ts';

const keys = {
  AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'secret-of-alice',
  AWS_SESSION_TOKEN: 'token-of-alice',
};
const region = 'ap-east-1';
const member = { id: '222233334444', partition: 'aws' };

describe('cli/dry-run/session', () => {
  const { open } = ownEnvironment();
  let aws: ScriptedAws;
  afterEach(() => aws.close());

  /** Opens a session in a Region, with AWS's answers to it. */
  async function openWith(answers: readonly Answer[], environment: object, config = '', profile?: string) {
    aws = await scriptedAws(answers);
    const { endpoint } = aws.clientConfig as { endpoint: string };
    return open({ AWS_ENDPOINT_URL: endpoint, ...environment }, { region, profile }, config);
  }

  /** Opens a session, and through it one of the member, to which STS answers so. */
  async function inMember(access: (session: CallerSession) => Access, ...answers: readonly Answer[]) {
    return access(await openWith([{ body: IDENTITY }, ...answers], keys))(member);
  }
  const secondRequest = () => Object.fromEntries(new URLSearchParams(aws.requests[1]?.body));
  const role = assumedRoleXml('arn:aws:sts::222233334444:assumed-role/Audit/aws-config-rule');
  const root = role.replaceAll('AssumeRole', 'AssumeRoot');

  const accesses: [action: string, body: string, access: (session: CallerSession) => Access][] = [
    ['sts:AssumeRole', role, (session) => roleAccess(session, 'Audit')],
    ['sts:AssumeRoot', root, rootAccess],
  ];
  for (const [action, body, access] of accesses) {
    it(`names the Region where ${action} does not take a token that other calls take`, async () => {
      const unknownToken = queryErrorXml('InvalidClientTokenId', 'The security token is invalid');
      const { message } = await rejection(inMember(access, { status: 403, body: unknownToken }));
      expect(message).to.equal(
        `${action}: InvalidClientTokenId: The security token is invalid. ` +
          'STS in ap-east-1 gives no session of this account: the account may not have enabled that Region, or your own token ' +
          'is one of the global STS endpoint, which Regions that have to be enabled do not take. Choose a Region that is ' +
          'always enabled, with --region.',
      );
    });

    it(`lets no secret of the session of ${action} out, also where AWS quotes it`, async () => {
      const quoting = queryErrorXml('SignatureDoesNotMatch', 'the-member-token, the-member-secret');
      const evidence = await inMember(access, { body }, { status: 403, body: quoting });
      expect((await rejection(evidence.accountSummary())).message).to.match(
        /^iam:GetAccountSummary: SignatureDoesNotMatch: \(secret\), \(secret\)\./,
      );
    });
  }

  for (const [name, externalId] of [
    ['the external ID that it expects', 'example:42'],
    ['no external ID where it expects none', undefined],
  ] as const) {
    it(`gives the role ${name}`, async () => {
      await inMember((session) => roleAccess(session, 'Audit', externalId), { body: role });
      expect(secondRequest()['ExternalId']).to.equal(externalId);
    });
  }

  it("takes a session of the account's root user for one task, and for 15 minutes", async () => {
    expect(await inMember(rootAccess, { body: root })).to.have.property('mfaDevices');
    expect(secondRequest()).to.deep.equal({
      Action: 'AssumeRoot',
      Version: '2011-06-15',
      TargetPrincipal: '222233334444',
      'TaskPolicyArn.arn': 'arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials',
      DurationSeconds: '900',
    });
  });

  for (const field of ['AccessKeyId', 'SecretAccessKey', 'SessionToken']) {
    it(`believes no root session with an empty ${field}`, async () => {
      const body = root.replace(new RegExp(`(?<=<${field}>)[^<]*`), '');
      const error = await rejection(inMember(rootAccess, { body }));
      expect(error.message).to.include(`answer.Credentials.${field}: expected a text`);
    });
  }

  for (const [name, first] of Object.entries({ 'the first call': [], 'a later one': [{ body: IDENTITY }] })) {
    it(`lets no secret out, also where AWS quotes it: ${name}`, async () => {
      const quoted = `${keys.AWS_SESSION_TOKEN} ${keys.AWS_SECRET_ACCESS_KEY}`;
      const refusal = { status: 403, body: queryErrorXml('SignatureDoesNotMatch', quoted) };
      const read = async () => {
        const session = await openWith([...first, refusal], keys);
        return (await ownAccess(session)(session.account)).accountSummary();
      };
      expect((await rejection(read())).message).to.match(
        /: SignatureDoesNotMatch: \(secret\) \(secret\)\. Check your credentials/,
      );
    });
  }

  const device = 'arn:aws:iam::100000000000:mfa/alice';
  const withMfa =
    '[profile base]\naws_access_key_id = A\naws_secret_access_key = S\n[profile audit]\nsource_profile = base\n' +
    `role_arn = arn:aws:iam::100000000001:role/Audit\nmfa_serial = ${device}\n`;
  const noTerminal =
    `the profile has mfa_serial ${device}, and there is no terminal on which to ask for its code. ` +
    'Run the command on a terminal, or set the credentials of a session that you have opened with MFA.';
  const oddKey = (name: string) =>
    `the ${name} holds a character that none has, such as a line break or a space. ` +
    'Copy it again, without what a shell, a file or a web page has added.';

  const refused: Record<string, [environment: object, error: string, config?: string, profile?: string]> = {
    'without credentials': [
      {},
      'CredentialsProviderError: Could not load credentials from any providers. Sign in first (aws sso login), or name a profile',
    ],
    '--profile with mfa_serial, without a terminal': [{}, noTerminal, withMfa, 'audit'],
    'AWS_PROFILE with mfa_serial, without a terminal': [{ AWS_PROFILE: 'audit' }, noTerminal, withMfa],
    'an access key ID with a line break': [{ ...keys, AWS_ACCESS_KEY_ID: 'AKIA\n' }, oddKey('access key ID')],
    'a secret access key with a space': [
      { ...keys, AWS_SECRET_ACCESS_KEY: 'secret ' },
      oddKey('secret access key'),
    ],
    'a session token with another sign': [{ ...keys, AWS_SESSION_TOKEN: 'tökén' }, oddKey('session token')],
  };
  for (const [name, [environment, error, ...profile]] of Object.entries(refused)) {
    it(`refuses ${name}, before anything is asked`, async () => {
      sinon.stub(process, 'stdin').value({ isTTY: false });
      const { message } = await rejection(openWith([], environment, ...profile));
      sinon.restore();
      expect(message.startsWith(`sts:GetCallerIdentity: ${error}`), message).to.equal(true);
      expect(aws.requests).to.deep.equal([]);
    });
  }
});
