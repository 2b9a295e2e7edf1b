import { expect } from 'chai';
import { deployedRole, functionStack } from '../../embedded-aws/cloudformation/stacks.ts';
import { evaluateAccounts, readCompliance } from '../../embedded-aws/compliance.ts';
import type { Role } from '../../embedded-aws/services/accounts.ts';
import { EVALUATION_OPERATIONS } from '../../embedded-aws/services/fault-injection.ts';
import { rejection } from '../rejection.ts';
import {
  centralFunctionOfEachTest,
  DEVICES,
  home,
  member,
  memberRoleName,
  ORGANIZATION,
  organization,
  REPORT,
  SUMMARY,
  shownBy,
  withDevices,
} from './central-fixture.ts';
import { propertiesOf } from './embedded-aws-fixture.ts';
import { anAccount, bareRootUser } from './fixtures.ts';

interface RoleProperties {
  readonly Policies: readonly { readonly PolicyDocument: { Statement: object[] } }[];
}

describe('one central function', () => {
  const { asked, deploy, deployed, start, templateAfter } = centralFunctionOfEachTest();

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

  const strict = { allowVirtualMfa: 'false' };

  const without = (role: Role, action: string): Role => ({
    ...role,
    policies: role.policies.map(({ Statement }) => ({
      Statement: Statement.map((statement) => ({
        ...statement,
        Action: [statement.Action].flat().filter((other) => other !== action),
      })),
    })),
  });

  it("needs each of the member role's actions, and its error names the one that is missing", async () => {
    const { roleArn } = functionStack(deployed(), home, {});
    const accounts = EVALUATION_OPERATIONS.map((action, index) =>
      anAccount({
        ...member,
        id: `20000000000${index}`,
        memberRole: 'missing',
        rootUser: action === DEVICES ? withDevices('passkey') : bareRootUser,
      }),
    );
    const aws = await deploy(accounts, strict);
    for (const [index, account] of accounts.entries()) {
      const action = EVALUATION_OPERATIONS[index] ?? '';
      const role = deployedRole('member-role.yml', account, {
        RoleName: memberRoleName,
        FunctionRoleArn: roleArn,
        OrganizationId: organization.id,
      });
      aws.extend(account, { roles: [without(role, action)] });
      const { message } = await rejection(aws.evaluate(account));
      expect(message).to.match(
        new RegExp(
          `^No verdict for account ${account.id}\\. ${action}: AccessDenied(Exception)?: User: ` +
            `arn:aws:sts::${account.id}:assumed-role/RootUserMfaEvaluation/aws-config-rule is not authorized to ` +
            `perform: ${action} on resource: \\* because no identity-based policy allows the ${action} action\\.`,
        ),
      );
      expect(await readCompliance(aws, account)).to.equal(undefined);
    }
  });

  for (const [name, leave] of Object.entries({
    'the member account leaves the organization': [member],
    "the function's account leaves the organization": [home],
    'both leave the organization': [member, home],
  })) {
    it(`keeps the last verdict when ${name}`, async () => {
      const changing = anAccount({ ...member, rootUser: withDevices('passkey') });
      const functionAccount = { ...home };
      const aws = await deploy([changing], strict, functionAccount);
      await aws.evaluate(changing);
      const before = await readCompliance(aws, changing);
      expect(before).to.include({ complianceType: 'COMPLIANT' });

      for (const account of [changing, functionAccount]) {
        if (leave.some(({ id }) => id === account.id)) Object.assign(account, { organization: null });
      }

      expect((await rejection(aws.evaluate(changing))).message).to.match(/sts:AssumeRole: AccessDenied/);
      expect(await readCompliance(aws, changing)).to.deep.equal(before);
    });
  }
});
