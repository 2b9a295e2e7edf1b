import { expect } from 'chai';
import * as v from 'valibot';
import { rootUserMfaEnabled as rule } from '../../rules/root-user-mfa-enabled/rule.ts';
import { ruleParameters, service } from './project-files.ts';

interface TemplateParameter {
  readonly Default: string;
  readonly AllowedValues: readonly string[];
}

/** The tests that every template with the parameters of the rule has to pass. */
export function hasParametersOfTheRule(parameters: Readonly<Record<string, TemplateParameter>>): void {
  const { frequency, ...others } = parameters;

  it("has the rule's parameters with the rule's values", () => {
    expect(
      Object.entries(others).map(([name, { AllowedValues }]) => ({
        name,
        values: AllowedValues,
      })),
    ).to.deep.equal(ruleParameters);
  });

  it("has the rule's defaults", () => {
    const defaults = Object.fromEntries(ruleParameters.map(({ name }) => [name, parameters[name]?.Default]));
    expect(v.parse(rule.parameters, defaults)).to.deep.equal(v.parse(rule.parameters, {}));
  });

  for (const name of Object.keys(parameters)) {
    it(`has the default of serverless.yml for ${name}`, () => {
      expect(parameters[name]?.Default).to.equal(service.params.default[name]);
    });
  }

  it('has the frequencies of serverless.yml', () => {
    expect(frequency?.AllowedValues).to.deep.equal(Object.keys(service.custom.silence));
  });
}
