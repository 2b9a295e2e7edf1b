import { expect } from 'chai';
import * as v from 'valibot';
import { readTemplateFile } from '../../embedded-aws/cloudformation/template-file.ts';
import { rootUserMfaEnabled as rule } from '../../rules/root-user-mfa-enabled/rule.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { functionArns, ruleParameters, service, stacksOf, template } from '../project-files.ts';
import { hasParametersOfTheRule } from './rule-parameters.ts';

describe('deploy/organization-rule.yml', () => {
  const { RuleName, ExcludedAccounts, ...parameters } = template('deploy/organization-rule.yml').Parameters;
  const home = anAccount({ id: '222233334444', region: 'us-east-1' });
  const FunctionArn = functionArns.aws;
  const stackWith = stacksOf('organization-rule.yml', home, { FunctionArn });
  const ruleWith = (given?: Record<string, string>) =>
    stackWith(given).one('AWS::Config::OrganizationConfigRule', () => true).properties;

  hasParametersOfTheRule(parameters);

  it('has the rule as the function has it, by the ARN of the function', () => {
    const { InputParameters, ...metadata } = ruleWith().OrganizationCustomRuleMetadata;
    expect(metadata).to.deep.equal({
      Description: rule.title,
      LambdaFunctionArn: FunctionArn,
      OrganizationConfigRuleTriggerTypes: ['ScheduledNotification'],
      MaximumExecutionFrequency: service.params.default.frequency,
    });
    expect(v.parse(rule.parameters, JSON.parse(InputParameters))).to.deep.equal(v.parse(rule.parameters, {}));
  });

  for (const { name, values = [] } of ruleParameters) {
    it(`hands ${name} on to the rule, in JSON of at most 1,024 characters`, () => {
      for (const value of values) {
        const { InputParameters } = ruleWith({ [name]: value }).OrganizationCustomRuleMetadata;
        expect(InputParameters).to.have.length.of.at.most(1_024);
        const handed = JSON.parse(InputParameters);
        expect(handed).to.have.all.keys(ruleParameters.map((parameter) => parameter.name));
        expect(handed[name]).to.equal(value);
      }
    });
  }

  it('is evaluated as often as asked', () => {
    const { OrganizationCustomRuleMetadata } = ruleWith({ frequency: 'Six_Hours' });
    expect(OrganizationCustomRuleMetadata.MaximumExecutionFrequency).to.equal('Six_Hours');
  });

  it("leaves out the function's account, which has a rule of its own, and more if asked to", () => {
    for (const more of [[], ['111122223333'], ['111122223333', '333344445555']]) {
      const { ExcludedAccounts: left } = ruleWith({ ExcludedAccounts: more.join(',') });
      expect(left).to.deep.equal([home.id, ...more]);
    }
    expect(ruleWith().ExcludedAccounts).to.deep.equal([home.id]);
  });

  const lists: Record<string, boolean> = {
    '': true,
    '111122223333': true,
    '111122223333,333344445555': true,
    '111122223333, 333344445555': false,
    '111122223333,': false,
    ',': false,
    '11112222333': false,
  };
  for (const [list, isTaken] of Object.entries(lists)) {
    it(`${isTaken ? 'takes' : 'refuses'} "${list}" as accounts to leave out`, () => {
      expect(new RegExp(ExcludedAccounts.AllowedPattern).test(list)).to.equal(isTaken);
    });
  }

  it("has the rule's name, or another of at most 64 characters", () => {
    expect(RuleName.Default).to.equal(rule.name);
    expect(ruleWith().OrganizationConfigRuleName).to.equal(rule.name);
    expect(ruleWith({ RuleName: 'another' }).OrganizationConfigRuleName).to.equal('another');
    const pattern = new RegExp(RuleName.AllowedPattern);
    expect('x'.repeat(64)).to.match(pattern);
    for (const name of ['', 'x'.repeat(65), 'a b', 'a.b']) expect(name).to.not.match(pattern);
  });

  it('lets AWS Config of every account call the function, before the rule is made', () => {
    expect(stackWith().all('AWS::Lambda::Permission')).to.deep.equal([
      {
        logicalId: 'ConfigInvokePermission',
        properties: {
          FunctionName: FunctionArn,
          Action: 'lambda:InvokeFunction',
          Principal: 'config.amazonaws.com',
        },
      },
    ]);
    expect(readTemplateFile('organization-rule.yml').Resources['OrganizationRule']).to.include({
      DependsOn: 'ConfigInvokePermission',
    });
  });
});
