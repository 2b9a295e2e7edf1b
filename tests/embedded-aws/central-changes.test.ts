import { expect } from 'chai';
import {
  functionStack,
  memberRoleStack,
  organizationRuleStack,
} from '../../embedded-aws/cloudformation/stacks.ts';
import { LambdaProcess } from '../../embedded-aws/lambda/lambda-process.ts';
import type { AwsAccount, Role } from '../../embedded-aws/services/accounts.ts';
import { ConfigService } from '../../embedded-aws/services/config.ts';
import { Endpoint } from '../../embedded-aws/services/endpoint.ts';
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
import { anAccount } from './fixtures.ts';

describe('one central function', () => {
  const { closeAfterwards, deployed, requests } = centralFunctionOfEachTest();

  /** The function beside one member account, of which everything can be changed between two evaluations. */
  describe('beside a member account that changes', () => {
    const protectedMember = anAccount({ ...member, rootUser: withDevices('passkey') });

    async function besideMember(account = protectedMember) {
      const stack = functionStack(deployed(), home, {});
      const rule = organizationRuleStack(home, stack.lambdaFunction.arn, { allowVirtualMfa: 'false' })(
        account,
      );
      if (rule === undefined) throw new Error('The organization rule leaves the account out');
      const role = memberRoleStack(account, memberRoleName, stack.roleArn, organization.id);
      const endpoint = new Endpoint({ onRequest: (operation) => requests.push(operation) });
      const AWS_ENDPOINT_URL = await endpoint.listen();
      const lambda = new LambdaProcess(stack.lambdaFunction);
      let caller = stack.session;
      const config = new ConfigService(account, async (_, event) => {
        const { accessKeyId, secretAccessKey, sessionToken } = endpoint.issueCredentials(caller);
        await lambda.invoke(event, {
          AWS_ACCESS_KEY_ID: accessKeyId,
          AWS_SECRET_ACCESS_KEY: secretAccessKey,
          AWS_SESSION_TOKEN: sessionToken,
          AWS_REGION: home.region,
          AWS_ENDPOINT_URL,
        });
      });
      config.put(rule);
      const serve = (served: AwsAccount, ...roles: readonly Role[]) =>
        endpoint.add({ account: served, config, roles });
      endpoint.add({ account: home, config: new ConfigService(home, async () => {}) });
      serve(account, role);
      closeAfterwards({
        close: async () => {
          await lambda.stop();
          await endpoint.close();
        },
      });
      const details = config.operations['GetComplianceDetailsByConfigRule'] as (input: object) => {
        EvaluationResults: object[];
      };
      const stored = () => details({ ConfigRuleName: rule.name }).EvaluationResults;
      const moveHome = (changed: AwsAccount) => {
        caller = { ...stack.session, account: changed };
      };
      return { evaluate: () => config.evaluate(rule), role, serve, stored, moveHome };
    }

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
      const bare = await besideMember(member);
      const hasMfa = await besideMember();
      for (const action of EVALUATION_OPERATIONS) {
        const { evaluate, role, serve, stored } = action === DEVICES ? hasMfa : bare;
        const account = action === DEVICES ? protectedMember : member;
        serve(account, without(role, action));
        const error = await rejection(evaluate());
        expect(error.message).to.match(
          new RegExp(
            `^No verdict for account 100000000002\\. ${action}: AccessDenied(Exception)?: User: ` +
              'arn:aws:sts::100000000002:assumed-role/RootUserMfaEvaluation/aws-config-rule is not authorized to ' +
              `perform: ${action} on resource: \\* because no identity-based policy allows the ${action} action\\.`,
          ),
        );
        expect(stored()).to.deep.equal([]);
      }
    });

    const changes: Record<string, (beside: Awaited<ReturnType<typeof besideMember>>) => void> = {
      'the member role is deleted': ({ serve }) => serve(protectedMember),
      'the member account leaves the organization': ({ serve, role }) =>
        serve({ ...protectedMember, organization: null }, role),
      "the function's account leaves the organization": ({ moveHome }) =>
        moveHome({ ...home, organization: null }),
      'both leave it, and are in no organization': ({ serve, role, moveHome }) => {
        serve({ ...protectedMember, organization: null }, role);
        moveHome({ ...home, organization: null });
      },
      'the member role loses an action': ({ serve, role }) =>
        serve(protectedMember, without(role, 'iam:ListVirtualMFADevices')),
    };
    for (const [name, change] of Object.entries(changes)) {
      it(`leaves the last verdict where it is when ${name}`, async () => {
        const beside = await besideMember();
        await beside.evaluate();
        const before = beside.stored();
        expect(before).to.have.length(1);
        expect(before[0]).to.include({ ComplianceType: 'COMPLIANT' });

        change(beside);

        expect(await rejection(beside.evaluate())).to.be.instanceOf(Error);
        expect(beside.stored()).to.deep.equal(before);
      });
    }
  });
});
