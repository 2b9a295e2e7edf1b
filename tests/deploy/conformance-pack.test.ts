import { expect } from 'chai';
import { rootUserMfaEnabled as rule } from '../../rules/root-user-mfa-enabled/rule.ts';
import { ruleParameters, template } from '../project-files.ts';
import { hasParametersOfTheRule } from './rule-parameters.ts';

describe('deploy/conformance-pack.yml', () => {
  const pack = template('deploy/conformance-pack.yml');
  const { Properties } = pack.Resources.RootUserMfaEnabled;

  it("is within AWS's limits", () => {
    expect(Object.keys(pack.Parameters)).to.have.length.of.at.most(60);
    expect(Object.keys(pack).sort()).to.deep.equal(['Parameters', 'Resources']);
    for (const { Type } of Object.values<{ Type: string }>(pack.Resources)) {
      expect(Type).to.equal('AWS::Config::ConfigRule');
    }
  });

  hasParametersOfTheRule(pack.Parameters);

  it('has the rule as the function has it, by the ARN of the function', () => {
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
});
