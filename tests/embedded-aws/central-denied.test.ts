import { expect } from 'chai';
import { evaluateAccounts, readCompliance } from '../../embedded-aws/compliance.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import { rejection } from '../rejection.ts';
import { centralFunctionOfEachTest, home, member } from './central-fixture.ts';
import { propertiesOf } from './embedded-aws-fixture.ts';

interface RoleProperties {
  readonly Policies: readonly { readonly PolicyDocument: { Statement: object[] } }[];
}

describe('one central function', () => {
  const { asked, deploy, start, templateAfter } = centralFunctionOfEachTest();

  const denied = (id: string) =>
    `No verdict for account ${id}. sts:AssumeRole: AccessDenied: User: ` +
    'arn:aws:sts::100000000001:assumed-role/root-user-mfa-enabled-eu-central-1/root-user-mfa-enabled is not authorized ' +
    `to perform: sts:AssumeRole on resource: arn:aws:iam::${id}:role/RootUserMfaEvaluation`;
  const outside =
    " because no identity-based policy allows the sts:AssumeRole action. The function's role may assume roles of its " +
    'own organization only: outside of it, delete the rule that names the function; inside, look for the member role.';
  const notTrusted =
    ". Inside the function's organization, the member role is missing or does not trust the function's role: deploy " +
    'deploy/member-role.yml there. Outside of it, delete the rule that names the function.';

  describe('says why, has asked for nothing but the role, and reports no verdict', () => {
    const strangers: Record<string, [AwsAccount, why: string]> = {
      'in an account of no organization': [{ ...member, organization: null }, outside],
      'in an account of another organization': [
        { ...member, organization: { id: 'o-z9y8x7w6v5', managementAccountId: '999999999999' } },
        outside,
      ],
      'in an account without the member role': [{ ...member, memberRole: 'missing' }, notTrusted],
      'in an account whose member role trusts another role': [
        { ...member, memberRole: 'trusts-another-role' },
        notTrusted,
      ],
    };
    async function expectDenied(account: AwsAccount, why: string, changes: Partial<Package> = {}) {
      const aws = await start(changes);
      aws.deployCentrally(home, [account], {});
      const error = await rejection(aws.evaluate(account));
      expect(error.message).to.equal(denied(account.id) + why);
      expect(asked()).to.deep.equal(['sts:AssumeRole']);
      expect(await readCompliance(aws, account)).to.equal(undefined);
    }

    for (const [name, [account, why]] of Object.entries(strangers)) {
      it(name, () => expectDenied(account, why));
    }

    it('where its own role may not assume roles', async () => {
      const template = templateAfter((copy) => {
        const roles = propertiesOf<RoleProperties>(copy, 'AWS::IAM::Role');
        for (const { PolicyDocument } of roles.flatMap(({ Policies }) => Policies)) {
          PolicyDocument.Statement = PolicyDocument.Statement.filter(
            (statement) => !JSON.stringify(statement).includes('sts:AssumeRole'),
          );
        }
      });
      await expectDenied(member, outside, { template });
    });

    it('and leaves the other accounts their verdicts', async () => {
      const accounts = [
        ...Object.values(strangers).map(([account], index) => ({ ...account, id: `20000000000${index}` })),
        member,
        home,
      ];
      const aws = await deploy(accounts);
      const outcomes = await evaluateAccounts(aws, accounts, () => {});
      const failed = outcomes.filter((outcome) => 'error' in outcome);
      expect(failed).to.have.length(4);
      expect(outcomes.slice(4)).to.not.include.members(failed);
    });
  });
});
