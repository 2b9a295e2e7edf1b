import { expect } from 'chai';
import { AccountTemplate } from '../../embedded-aws/cloudformation/template.ts';
import { readTemplateFile } from '../../embedded-aws/cloudformation/template-file.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { service, template } from './project-files.ts';

describe('deploy/member-role.yml', () => {
  const { Parameters } = template('deploy/member-role.yml');
  const given = {
    RoleName: 'RootUserMfaEvaluation',
    FunctionRoleArn: 'arn:aws:iam::222233334444:role/root-user-mfa-enabled-us-east-1',
    OrganizationId: 'o-a1b2c3d4e5',
  };
  const account = anAccount();
  const stack = new AccountTemplate(readTemplateFile('member-role.yml'), account, given);
  const { properties: role } = stack.one('AWS::IAM::Role', () => true);

  it('has the name that the function has', () => {
    expect(role.RoleName).to.equal('RootUserMfaEvaluation');
    expect(role).to.not.have.property('Path');
  });

  it("trusts the function's role, in its organization, and nobody else", () => {
    expect(role.AssumeRolePolicyDocument).to.deep.equal({
      Version: '2012-10-17',
      Statement: [
        {
          Effect: 'Allow',
          Principal: { AWS: given.FunctionRoleArn },
          Action: 'sts:AssumeRole',
          Condition: { StringEquals: { 'aws:PrincipalOrgID': given.OrganizationId } },
        },
      ],
    });
  });

  it("allows what the function's own role allows for the evaluation, and no more", () => {
    const functionRole = service.resources.Resources.RootUserMfaEnabledRole.Properties;
    const [evaluate] = functionRole.Policies[0].PolicyDocument.Statement;
    expect(evaluate.Action).to.have.length(4);
    expect(role.Policies).to.deep.equal([
      { PolicyName: 'evaluate', PolicyDocument: { Version: '2012-10-17', Statement: [evaluate] } },
    ]);
    expect(role).to.not.have.any.keys('ManagedPolicyArns', 'PermissionsBoundary');
  });

  it('makes nothing but the role', () => {
    const types = Object.values(readTemplateFile('member-role.yml').Resources).map(({ Type }) => Type);
    expect(types).to.deep.equal(['AWS::IAM::Role']);
  });

  it('wants to be told each of its parameters', () => {
    expect(Parameters).to.have.all.keys(Object.keys(given));
    for (const parameter of Object.values(Parameters)) expect(parameter).to.not.have.property('Default');
  });

  const taken: Record<string, [parameter: string, values: string[]]> = {
    'the name of a role': ['RoleName', [given.RoleName, 'a', 'a=b,c.d@e-f_1', 'x'.repeat(64)]],
    "the function's role in any partition": [
      'FunctionRoleArn',
      ['aws', 'aws-us-gov', 'aws-cn'].map(
        (partition) => `arn:${partition}:iam::222233334444:role/root-user-mfa-enabled-us-gov-west-1`,
      ),
    ],
    'the id of an organization': ['OrganizationId', ['o-a1b2c3d4e5', `o-${'a'.repeat(32)}`]],
  };
  for (const [name, [parameter, values]] of Object.entries(taken)) {
    it(`takes ${name}`, () => {
      for (const value of values) expect(value).to.match(new RegExp(Parameters[parameter].AllowedPattern));
    });
  }

  const refused: Record<string, [parameter: string, values: string[]]> = {
    'no name, one that is too long, one with a path and a pattern': [
      'RoleName',
      ['', 'x'.repeat(65), 'path/name', '*'],
    ],
    'what is not one role': [
      'FunctionRoleArn',
      ['*', 'arn:aws:iam::222233334444:root', 'arn:aws:iam::222233334444:role/*', 'arn:aws:iam::*:role/a'],
    ],
    'what is not one organization': ['OrganizationId', ['', '*', 'o-*', 'o-short', 'r-a1b2c3d4e5']],
  };
  for (const [name, [parameter, values]] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      for (const value of values)
        expect(value).to.not.match(new RegExp(Parameters[parameter].AllowedPattern));
    });
  }
});
