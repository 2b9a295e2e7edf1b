import { expect } from 'chai';
import type { Template } from '../../embedded-aws/cloudformation/template.ts';
import { evaluateAccounts } from '../../embedded-aws/compliance.ts';
import { rejection } from '../rejection.ts';
import { accounts, embeddedAwsOfEachTest, member, propertiesOf } from './embedded-aws-fixture.ts';

interface Statement {
  Action: string | string[];
  Resource: unknown;
}

interface RoleProperties {
  readonly Policies: readonly { readonly PolicyDocument: { readonly Statement: Statement[] } }[];
}

/** The statements of the function's role, without the conditional one of a central function: the template's objects. */
function statementsOf(template: Template): Statement[] {
  const role = template.Resources['RootUserMfaEnabledRole']?.Properties as RoleProperties | undefined;
  const statements = (role?.Policies ?? []).flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  return statements.filter((statement) => 'Action' in statement);
}

describe('embedded-aws/embedded-aws', () => {
  const { close, start, template, templateAfter } = embeddedAwsOfEachTest();

  describe('the permissions of the role', () => {
    async function outcomesWith(changed: Template) {
      const running = await start({ template: changed }, { keepWarm: true });
      for (const account of accounts) running.deploy(account, { allowVirtualMfa: 'false' });
      const outcomes = await evaluateAccounts(running, accounts, () => {});
      await close();
      return outcomes.map((outcome) => ('error' in outcome ? outcome.error : outcome.complianceType));
    }

    it('are all needed: without any one, an account fails with an error that names it and no other', async () => {
      const actions = statementsOf(template()).flatMap(({ Action }) => Action);
      const named: Record<string, string[]> = {};
      for (const action of actions) {
        const changed = templateAfter((copy) => {
          for (const statement of statementsOf(copy)) {
            statement.Action = [statement.Action].flat().filter((other) => other !== action);
          }
        });
        const outcomes = await outcomesWith(changed);
        named[action] = actions.filter((other) => outcomes.some((outcome) => outcome.includes(other)));
      }
      expect(actions).to.include.members(['iam:GetAccountSummary', 'config:PutEvaluations']);
      expect(named).to.deep.equal(Object.fromEntries(actions.map((action) => [action, [action]])));
    });

    it('count only for the resources that they are given on', async () => {
      const changed = templateAfter((copy) => {
        for (const statement of statementsOf(copy)) {
          if (!`${statement.Action}`.includes('logs:')) continue;
          statement.Resource = 'arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/another:*';
        }
      });
      const running = await start({ template: changed });
      running.deploy(member, {});
      expect((await rejection(running.evaluate(member))).message).to.include('logs:CreateLogStream');
    });
  });

  describe('the permission of AWS Config to invoke the function', () => {
    const changes: Record<string, object> = {
      'is for another service': { Principal: 'events.amazonaws.com' },
      'is for another action': { Action: 'lambda:GetFunction' },
      'is on another function': { FunctionName: 'arn:aws:lambda:eu-central-1:111122223333:function:another' },
      'is for another account': { SourceAccount: '999988887777' },
    };
    const mayNotInvoke =
      'InsufficientPermissionsException: AWS Config may not invoke ' +
      'arn:aws:lambda:eu-central-1:111122223333:function:root-user-mfa-enabled (lambda:InvokeFunction)';

    it('is required', async () => {
      const { Resources } = template();
      const others = Object.entries(Resources).filter(([, { Type }]) => Type !== 'AWS::Lambda::Permission');
      const running = await start({ template: { ...template(), Resources: Object.fromEntries(others) } });
      expect(() => running.deploy(member, {})).to.throw(Error, mayNotInvoke);
    });

    for (const [name, change] of Object.entries(changes)) {
      it(`does not count if it ${name}`, async () => {
        const changed = templateAfter((copy) => {
          for (const properties of propertiesOf<object>(copy, 'AWS::Lambda::Permission')) {
            Object.assign(properties, change);
          }
        });
        const running = await start({ template: changed });
        expect(() => running.deploy(member, {})).to.throw(Error, mayNotInvoke);
      });
    }
  });
});
