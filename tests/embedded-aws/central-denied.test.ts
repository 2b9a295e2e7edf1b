import { expect } from 'chai';
import { evaluateAccounts, readCompliance } from '../../embedded-aws/compliance.ts';
import { rejection } from '../rejection.ts';
import {
  centralFunctionOfEachTest,
  home,
  member,
  ORGANIZATION,
  organization,
  REPORT,
  SUMMARY,
  shownBy,
  withDevices,
} from './central-fixture.ts';
import { propertiesOf } from './embedded-aws-fixture.ts';
import { anAccount } from './fixtures.ts';

interface RoleProperties {
  readonly Policies: readonly { readonly PolicyDocument: { Statement: object[] } }[];
}

/** Answers to AssumeRole that tests/soak/fault-matrix.ts does not have; without an error, the account gets its verdict. */
const answers: Record<string, [field: string, value?: string, error?: RegExp]> = {
  'an empty AccessKeyId': ['AccessKeyId', '', /Credentials\.AccessKeyId: expected /],
  'the AccessKeyId of another session': [
    'AccessKeyId',
    'AKIAOTHER',
    /iam:GetAccountSummary: InvalidClientTokenId: The security token included in the request is invalid\./,
  ],
  'the SessionToken of another session': [
    'SessionToken',
    'of-somebody-else',
    /iam:GetAccountSummary: InvalidClientTokenId: /,
  ],
  'no Expiration': ['Expiration'],
  'an Expiration that is past': ['Expiration', '2020-01-01T00:00:00Z'],
  'an invalid Expiration': ['Expiration', 'soon', /sts:AssumeRole: TypeError: Invalid RFC3339/],
};

describe('one central function', () => {
  const { asked, deploy, log, start, templateAfter } = centralFunctionOfEachTest();

  const denied = (id: string, why: string) =>
    `No verdict for account ${id}. sts:AssumeRole: AccessDenied: User: ` +
    'arn:aws:sts::100000000001:assumed-role/root-user-mfa-enabled-eu-central-1/root-user-mfa-enabled is not authorized ' +
    `to perform: sts:AssumeRole on resource: arn:aws:iam::${id}:role/RootUserMfaEvaluation${why}`;
  const outside =
    " because no identity-based policy allows the sts:AssumeRole action. The function's role may assume roles of its " +
    'own organization only: outside of it, delete the rule that names the function; inside, look for the member role.';
  const notTrusted =
    ". Inside the function's organization, the member role is missing or does not trust the function's role: deploy " +
    'deploy/member-role.yml there. Outside of it, delete the rule that names the function.';

  it('says why an account denies it, asks for nothing else there, and leaves other accounts their verdicts', async () => {
    const other = { id: 'o-z9y8x7w6v5', managementAccountId: '999999999999' };
    const strangers = [
      { ...member, id: '200000000000', organization: null },
      { ...member, id: '200000000001', organization: other },
      { ...member, id: '200000000002', memberRole: 'missing' },
      { ...member, id: '200000000003', memberRole: 'trusts-another-role' },
    ] as const;
    const aws = await deploy([...strangers, member, home]);

    const outcomes = await evaluateAccounts(aws, [...strangers, member, home], () => {});

    expect(outcomes.map(shownBy)).to.deep.equal([
      ...[denied('200000000000', outside), denied('200000000001', outside)],
      ...[denied('200000000002', notTrusted), denied('200000000003', notTrusted)],
      ...['NOT_APPLICABLE', 'NOT_APPLICABLE'],
    ]);
    for (const account of strangers) expect(await readCompliance(aws, account)).to.equal(undefined);
    const evidence = [SUMMARY, ORGANIZATION, REPORT];
    expect(asked().sort()).to.deep.equal(
      [...Array(5).fill('sts:AssumeRole'), ...evidence, ...evidence].sort(),
    );
  });

  it('says that its own role may not assume roles', async () => {
    const template = templateAfter((copy) => {
      const roles = propertiesOf<RoleProperties>(copy, 'AWS::IAM::Role');
      for (const { PolicyDocument } of roles.flatMap(({ Policies }) => Policies)) {
        PolicyDocument.Statement = PolicyDocument.Statement.filter(
          (statement) => !JSON.stringify(statement).includes('sts:AssumeRole'),
        );
      }
    });
    const aws = await start({ template });
    aws.deployCentrally(home, [member], {});
    expect((await rejection(aws.evaluate(member))).message).to.equal(denied(member.id, outside));
    expect(asked()).to.deep.equal(['sts:AssumeRole']);
    expect(await readCompliance(aws, member)).to.equal(undefined);
  });

  for (const whose of ['the member account', "the function's account"]) {
    it(`keeps the last verdict when ${whose} leaves the organization`, async () => {
      const changing = anAccount({ ...member, rootUser: withDevices('passkey') });
      const functionAccount = { ...home };
      const aws = await deploy([changing], {}, functionAccount);
      await aws.evaluate(changing);
      const before = await readCompliance(aws, changing);
      expect(before).to.include({ complianceType: 'COMPLIANT' });

      const leaving = whose === 'the member account' ? changing : functionAccount;
      Object.assign(leaving, { organization: null });

      expect((await rejection(aws.evaluate(changing))).message).to.match(/sts:AssumeRole: AccessDenied/);
      expect(await readCompliance(aws, changing)).to.deep.equal(before);
    });
  }

  describe('when the answer to AssumeRole has', () => {
    const accounts = Object.values(answers).map(([field, value], index) => {
      const fault = {
        operation: 'sts:AssumeRole',
        fault: 'field',
        field,
        ...(value !== undefined && { value }),
      };
      return anAccount({ id: `${300_000_000_000 + index}`, organization, faults: [fault as never] });
    });
    let ends: [outcome: string, shown: string | undefined][];
    let logged: string;

    before(async () => {
      const earlier = log().length;
      const aws = await deploy(accounts);
      const outcomes = await evaluateAccounts(aws, accounts, () => {});
      const shown = await Promise.all(accounts.map((account) => readCompliance(aws, account)));
      ends = outcomes.map((outcome, index) => [shownBy(outcome), shown[index]?.complianceType]);
      logged = log().slice(earlier);
    });

    for (const [index, [name, [, , error]]] of Object.entries(answers).entries()) {
      it(`${name}, the account has ${error === undefined ? 'its verdict' : 'an error, and no verdict'}`, () => {
        const [outcome, shown] = ends[index] ?? [];
        expect(shown).to.equal(error === undefined ? 'NOT_APPLICABLE' : undefined);
        expect(outcome).to.match(error ?? /^NOT_APPLICABLE$/);
        if (error !== undefined) expect(outcome).to.match(/^No verdict for account 3000000000\d\d\. /);
      });
    }

    it('any of these, the function logs no secret', () => {
      expect(logged.trim().split('\n')).to.have.length(accounts.length);
      expect(logged).to.not.match(/result-token-|secret-|token-[0-9A-F]{32}|ASIA/);
    });
  });
});
