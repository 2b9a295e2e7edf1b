import { expect } from 'chai';
import { functionStack, memberRoleStack } from '../../embedded-aws/cloudformation/stacks.ts';
import { readCompliance } from '../../embedded-aws/compliance.ts';
import type { Role } from '../../embedded-aws/services/accounts.ts';
import { EVALUATION_OPERATIONS } from '../../embedded-aws/services/fault-injection.ts';
import { rejection } from '../rejection.ts';
import {
  centralFunctionOfEachTest,
  DEVICES,
  home,
  member,
  memberRoleName,
  organization,
  withDevices,
} from './central-fixture.ts';
import { anAccount, bareRootUser } from './fixtures.ts';

describe('one central function', () => {
  const { deploy, deployed } = centralFunctionOfEachTest();
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
      const role = memberRoleStack(account, memberRoleName, roleArn, organization.id);
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
    'both leave it, and are in no organization': [member, home],
  })) {
    it(`leaves the last verdict where it is when ${name}`, async () => {
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
