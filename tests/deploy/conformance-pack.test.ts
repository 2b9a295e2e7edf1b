import { expect } from 'chai';
import * as v from 'valibot';
import { rootUserMfaEnabled as rule } from '../../rules/root-user-mfa-enabled/rule.ts';
import { functionArns, read, ruleParameters, service, template } from './project-files.ts';

describe('deploy/conformance-pack.yml', () => {
  const path = 'deploy/conformance-pack.yml';
  const pack = template(path);
  const { FunctionArn, ...parameters } = pack.Parameters;
  const { Properties } = pack.Resources.RootUserMfaEnabled;

  it("is within AWS's limits", () => {
    expect(Buffer.byteLength(read(path))).to.be.at.most(51_200);
    expect(Object.keys(pack.Parameters)).to.have.length.of.at.most(60);
    expect(Object.keys(pack).sort()).to.deep.equal(['Parameters', 'Resources']);
    for (const { Type } of Object.values<{ Type: string }>(pack.Resources)) {
      expect(Type).to.equal('AWS::Config::ConfigRule');
    }
  });

  it("has the rule's parameters with the rule's values", () => {
    const { frequency: _, ...others } = parameters;
    expect(
      Object.entries<{ AllowedValues: string[] }>(others).map(([name, { AllowedValues }]) => ({
        name,
        values: AllowedValues,
      })),
    ).to.deep.equal(ruleParameters);
  });

  it("has the rule's defaults", () => {
    const defaults = Object.fromEntries(ruleParameters.map(({ name }) => [name, parameters[name].Default]));
    expect(v.parse(rule.parameters, defaults)).to.deep.equal(v.parse(rule.parameters, {}));
  });

  for (const name of Object.keys(parameters)) {
    it(`has the default of serverless.yml for ${name}`, () => {
      expect(parameters[name].Default).to.equal(service.params.default[name]);
    });
  }

  it('has the frequencies of serverless.yml', () => {
    expect(parameters.frequency.AllowedValues).to.deep.equal(Object.keys(service.custom.silence));
  });

  it('has the rule as the function has it, by the ARN of the function', () => {
    expect(FunctionArn).to.not.have.property('Default');
    expect(Properties).to.deep.equal({
      ConfigRuleName: rule.name,
      Description: rule.title,
      MaximumExecutionFrequency: 'frequency',
      InputParameters: Object.fromEntries(ruleParameters.map(({ name }) => [name, name])),
      Source: {
        Owner: 'CUSTOM_LAMBDA',
        SourceIdentifier: 'FunctionArn',
        SourceDetails: [
          {
            EventSource: 'aws.config',
            MessageType: 'ScheduledNotification',
            MaximumExecutionFrequency: 'frequency',
          },
        ],
      },
    });
  });

  for (const [partition, arn] of Object.entries(functionArns)) {
    it(`takes a function in ${partition}`, () => {
      expect(arn).to.match(new RegExp(FunctionArn.AllowedPattern));
    });
  }
});
