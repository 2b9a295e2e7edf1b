import { expect } from 'chai';
import { onlyFunction } from '../../../cli/package-organization/one-function.ts';
import {
  type OrganizationTemplate,
  toOrganizationTemplate,
} from '../../../cli/package-organization/organization-template.ts';
import { HANDLER } from '../../../embedded-aws/cloudformation/stacks.ts';
import { danglingIn } from '../../deploy/dangling.ts';
import { deployedPackage } from '../../deployed.ts';

type Resources = OrganizationTemplate['Resources'];

const own = 'RootDashuserDashmfaDashenabledLambdaFunction';

describe('cli/package-organization/one-function', () => {
  /** Without other functions, if there are any. */
  let compiled: OrganizationTemplate;
  /** The compiled template with a second rule: a copy of everything that the first has, under other names. */
  let withSecond: OrganizationTemplate;

  before(async () => {
    compiled = onlyFunction((await deployedPackage()).template as OrganizationTemplate, HANDLER);
    const { ServerlessDeploymentBucket, ServerlessDeploymentBucketPolicy, ...ofRule } = compiled.Resources;
    const names = Object.keys(ofRule).join('|');
    const secondOf = <Part>(part: Part): Part =>
      JSON.parse(
        JSON.stringify(part)
          .replaceAll(new RegExp(`\\b(${names})\\b`, 'g'), 'Second$1')
          .replaceAll('root-user-mfa-enabled', 'second-rule')
          .replaceAll(/"(AllowVirtualMfa|HasRule)"/g, '"Second$1"'),
      );
    withSecond = {
      ...compiled,
      Parameters: { ...compiled.Parameters, SecondAllowVirtualMfa: { Type: 'String', Default: 'true' } },
      Conditions: {
        ...compiled.Conditions,
        SecondHasRule: { 'Fn::And': [{ Condition: 'HasRule' }, { Condition: 'SecondIsWanted' }] },
        SecondIsWanted: { 'Fn::Equals': [{ Ref: 'SecondAllowVirtualMfa' }, 'true'] },
      },
      Resources: { ...compiled.Resources, ...secondOf(ofRule) },
      Outputs: {
        ...compiled.Outputs,
        SecondFunctionArn: { Value: { 'Fn::GetAtt': [`Second${own}`, 'Arn'] } },
        SecondRoleArn: { Value: { 'Fn::GetAtt': ['SecondRootUserMfaEnabledRole', 'Arn'] } },
      },
    };
  });

  it('keeps all that the function needs', () => {
    expect(Object.values(compiled.Resources).map(({ Type }) => Type)).to.have.members([
      'AWS::S3::Bucket',
      'AWS::S3::BucketPolicy',
      'AWS::Logs::LogGroup',
      'AWS::Lambda::Function',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::IAM::Role',
      'AWS::Lambda::Permission',
      'AWS::Config::ConfigRule',
      'AWS::CloudWatch::Alarm',
      'AWS::CloudWatch::Alarm',
    ]);
    expect(compiled.Outputs).to.include.keys('ConfigRuleName', 'FunctionArn', 'FunctionRoleArn');
    expect(danglingIn(compiled, {})).to.deep.equal([]);
  });

  it('leaves a template with one function as it is', () => {
    expect(onlyFunction(compiled, HANDLER)).to.deep.equal(compiled);
  });

  it('leaves out the other function and all that only it needs', () => {
    const added = Object.keys(withSecond.Resources).filter((id) => id.startsWith('Second'));
    expect(added).to.have.length(Object.keys(compiled.Resources).length - 2);
    expect(onlyFunction(withSecond, HANDLER)).to.deep.equal(compiled);
  });

  it('keeps the function that is asked for, wherever it stands', () => {
    const second = onlyFunction(withSecond, 'handlers/second-rule.handler');
    expect(second.Resources).to.include.keys(`Second${own}`, 'ServerlessDeploymentBucket');
    expect(second.Resources).to.not.have.any.keys(own, 'RootUserMfaEnabledRole', 'FailedAlarm');
    expect(second.Conditions).to.include.keys('HasRule', 'SecondHasRule', 'SecondIsWanted');
    expect(second.Parameters).to.include.keys('Rule', 'SecondAllowVirtualMfa');
    expect(second.Parameters).to.not.have.any.keys('AllowVirtualMfa');
    expect(second.Outputs).to.include.keys('SecondFunctionArn').and.not.have.any.keys('FunctionArn');
  });

  it('gives the same template for an organization, with and without the other function', () => {
    expect(toOrganizationTemplate(withSecond, 'a.zip')).to.deep.equal(
      toOrganizationTemplate(compiled, 'a.zip'),
    );
  });

  it('refuses a function that shares its role with another', () => {
    const id = `Second${own}`;
    const { Type, Properties } = withSecond.Resources[id] as Resources[string];
    const Role = { 'Fn::GetAtt': ['RootUserMfaEnabledRole', 'Arn'] };
    const Resources = {
      ...withSecond.Resources,
      [id]: { Type, Properties: { ...(Properties as object), Role } },
    };
    expect(() => onlyFunction({ ...withSecond, Resources }, HANDLER)).to.throw(
      `Expected ${own} to share no resource with another function, such as a role`,
    );
  });
});
