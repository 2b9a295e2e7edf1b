import { expect } from 'chai';
import { AccountTemplate, type Template } from '../../embedded-aws/cloudformation/template.ts';
import { centralPackage, deployedPackage } from '../deployed.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { service, template } from './project-files.ts';

describe('a central function, in serverless.yml', () => {
  interface Statement {
    readonly Action: string[];
  }
  const { Parameters, Conditions } = service.resources;
  let compiled: Template;
  let central: Template;

  before(async () => {
    compiled = (await deployedPackage()).template;
    central = (await centralPackage()).template;
  });

  const statementsIn = (template: Template): Statement[] => {
    const stack = new AccountTemplate(template, anAccount({ partition: 'aws-us-gov' }));
    const { properties } = stack.one('AWS::IAM::Role', ({ RoleName }) =>
      RoleName.startsWith('root-user-mfa-enabled-'),
    );
    return properties.Policies.flatMap(
      ({ PolicyDocument }: { PolicyDocument: { Statement: Statement[] } }) => PolicyDocument.Statement,
    );
  };
  const mayAssume = ({ Action }: Statement) =>
    Action.some((action) => !/^(iam|organizations|config|logs):/.test(action));

  it('is not packaged by default', () => {
    expect(service.params.default.memberRoleName).to.equal('');
    expect(statementsIn(compiled).filter(mayAssume)).to.deep.equal([]);
    expect(statementsIn(compiled)).to.have.length(2);
    const { properties } = new AccountTemplate(compiled, anAccount()).one(
      'AWS::Lambda::Function',
      ({ Handler }) => Handler.startsWith('handlers/root-user-mfa-enabled.'),
    );
    expect(properties.Environment.Variables).to.deep.equal({});
  });

  it('may assume the member role in its own organization, and no other role', () => {
    expect(statementsIn(central).filter(mayAssume)).to.deep.equal([
      {
        Effect: 'Allow',
        Action: ['sts:AssumeRole'],
        Resource: 'arn:aws-us-gov:iam::*:role/RootUserMfaEvaluation',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of IAM
        Condition: { StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } },
      },
    ]);
  });

  it('has the same other permissions as without a member role', () => {
    const others = statementsIn(central).filter((found) => !mayAssume(found));
    expect(others).to.deep.equal(statementsIn(compiled));
  });

  it('gives the name of the member role to the function and to its role', () => {
    const { Default, AllowedPattern } = Parameters.MemberRoleName;
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Serverless
    expect(Default).to.equal('${param:memberRoleName}');
    expect(AllowedPattern).to.equal('^[\\w=,.@-]{0,64}$');
    expect(Conditions.HasMemberRole).to.deep.equal([['MemberRoleName', '']]);
    const { Properties } = service.resources.extensions.RootDashuserDashmfaDashenabledLambdaFunction;
    expect(Properties.Environment.Variables).to.deep.equal({
      MEMBER_ROLE_NAME: ['HasMemberRole', 'MemberRoleName', 'AWS::NoValue'],
    });
    expect(compiled.Parameters?.['MemberRoleName']).to.include({
      Default: '',
      AllowedPattern,
    });
  });

  it('outputs the ARNs that the organization rule and the member role need', () => {
    const { Outputs } = compiled as Template & {
      readonly Outputs: Record<string, { readonly Value: unknown }>;
    };
    const stack = new AccountTemplate(compiled, anAccount({ region: 'us-east-1' }));
    const outputOf = (name: string) => stack.resolve(Outputs[name]?.Value) as string;
    const patternOf = (path: string, parameter: string) =>
      new RegExp(template(path).Parameters[parameter].AllowedPattern);
    expect(outputOf('FunctionRoleArn'))
      .to.equal('arn:aws:iam::111122223333:role/root-user-mfa-enabled-us-east-1')
      .and.match(patternOf('deploy/member-role.yml', 'FunctionRoleArn'));
    expect(outputOf('FunctionArn'))
      .to.equal('arn:aws:lambda:us-east-1:111122223333:function:root-user-mfa-enabled')
      .and.match(patternOf('deploy/organization-rule.yml', 'FunctionArn'));
  });
});
