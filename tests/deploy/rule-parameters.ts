import { expect } from 'chai';
import * as v from 'valibot';
import { rootUserMfaEnabled as rule } from '../../rules/root-user-mfa-enabled/rule.ts';
import { functionArns, ruleParameters, service } from '../project-files.ts';

interface TemplateParameter {
  readonly Default: string;
  readonly AllowedValues: readonly string[];
  readonly AllowedPattern: string;
}

/** The tests that every template has to pass that brings a rule for a function that is there already. */
export function hasParametersOfTheRule({
  FunctionArn,
  frequency,
  ...own
}: Record<string, TemplateParameter>) {
  it("has the rule's parameters with the rule's values", () => {
    const parameters = Object.entries(own).map(([name, { AllowedValues }]) => ({
      name,
      values: AllowedValues,
    }));
    expect(parameters).to.deep.equal(ruleParameters);
  });

  it("has the rule's defaults, which are those of serverless.yml", () => {
    const defaults = Object.fromEntries(Object.entries(own).map(([name, { Default }]) => [name, Default]));
    expect(v.parse(rule.parameters, defaults)).to.deep.equal(v.parse(rule.parameters, {}));
    expect(service.params.default).to.include({ ...defaults, frequency: frequency?.Default });
  });

  it('has the frequencies of serverless.yml', () => {
    expect(frequency?.AllowedValues).to.deep.equal(Object.keys(service.custom.silence));
  });

  it('wants the ARN of a function, in any partition', () => {
    expect(FunctionArn).to.not.have.property('Default');
    for (const arn of Object.values(functionArns)) {
      expect(arn).to.match(new RegExp(FunctionArn?.AllowedPattern ?? '^$'));
    }
  });
}
