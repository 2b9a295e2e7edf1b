import { expect } from 'chai';
import { rootUserMfaEnabled as rule } from '../../rules/root-user-mfa-enabled/rule.ts';
import { functionArns, read, ruleParameters, template } from './project-files.ts';
import { hasParametersOfTheRule } from './rule-parameters.ts';

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

  hasParametersOfTheRule(parameters);

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
