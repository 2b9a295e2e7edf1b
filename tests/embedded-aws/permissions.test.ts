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
  return (role?.Policies ?? [])
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement)
    .filter((statement) => 'Action' in statement);
}

function actionsOf(template: Template): string[] {
  return statementsOf(template).flatMap(({ Action }) => Action);
}

describe('embedded-aws/embedded-aws', () => {
  const { close, start, template, templateAfter } = embeddedAwsOfEachTest();

  describe('the permissions of the role', () => {
    async function outcomesWith(changed: Template) {
      const running = await start({ template: changed });
      for (const account of accounts) running.deploy(account, { allowVirtualMfa: 'false' });
      return evaluateAccounts(running, accounts, () => {});
    }

    it('are enough for both accounts', async () => {
      const outcomes = await outcomesWith(template());
      expect(outcomes.map((outcome) => 'complianceType' in outcome && outcome.complianceType)).to.deep.equal([
        'NOT_APPLICABLE',
        'COMPLIANT',
      ]);
    });

    it('are all needed: without any one, an account fails with an error that names it and no other', async () => {
      const actions = actionsOf(template());
      const named: Record<string, string[]> = {};
      for (const action of actions) {
        const changed = templateAfter((copy) => {
          for (const statement of statementsOf(copy)) {
            statement.Action = [statement.Action].flat().filter((other) => other !== action);
          }
        });
        const outcomes = await outcomesWith(changed);
        await close();
        const errors = outcomes.flatMap((outcome) => ('error' in outcome ? [outcome.error] : []));
        named[action] = actions.filter((other) => errors.some((error) => error.includes(other)));
      }
      expect(actions).to.include.members(['iam:GetAccountSummary', 'config:PutEvaluations']);
      expect(named).to.deep.equal(Object.fromEntries(actions.map((action) => [action, [action]])));
    });

    it('count only for the resources that they are given on', async () => {
      const changed = templateAfter((copy) => {
        for (const statement of statementsOf(copy)) {
          if ([statement.Action].flat().some((action) => action.startsWith('logs:'))) {
            statement.Resource = 'arn:aws:logs:eu-central-1:111122223333:log-group:/aws/lambda/another:*';
          }
        }
      });
      const running = await start({ template: changed });
      running.deploy(member, {});
      expect((await rejection(running.evaluate(member))).message).to.include('logs:CreateLogStream');
    });
  });

  describe('the permission of AWS Config to invoke the function', () => {
    const mayNotInvoke =
      'InsufficientPermissionsException: AWS Config may not invoke ' +
      'arn:aws:lambda:eu-central-1:111122223333:function:root-user-mfa-enabled (lambda:InvokeFunction)';
    const changes: Record<string, object> = {
      'for another service': { Principal: 'events.amazonaws.com' },
      'of another action': { Action: 'lambda:GetFunction' },
      'on another function': { FunctionName: 'arn:aws:lambda:eu-central-1:111122223333:function:another' },
      'for another account': { SourceAccount: '999988887777' },
    };
    for (const [name, change] of Object.entries(changes)) {
      it(`does not count if it is ${name}`, async () => {
        const changed = templateAfter((copy) => {
          for (const properties of propertiesOf<object>(copy, 'AWS::Lambda::Permission')) {
            Object.assign(properties, change);
          }
        });
        const running = await start({ template: changed });
        expect(() => running.deploy(member, {})).to.throw(Error, mayNotInvoke);
      });
    }

    it('is required', async () => {
      const { Resources } = template();
      const others = Object.entries(Resources).filter(([, { Type }]) => Type !== 'AWS::Lambda::Permission');
      const running = await start({
        template: { ...template(), Resources: Object.fromEntries(others) },
      });
      expect(() => running.deploy(member, {})).to.throw(Error, mayNotInvoke);
    });
  });
});
