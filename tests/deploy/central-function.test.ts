import { expect } from 'chai';
import { AccountTemplate, type Template } from '../../embedded-aws/cloudformation/template.ts';
import { centralPackage, deployedPackage } from '../deployed.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { service, template } from '../project-files.ts';

describe('a central function, in serverless.yml', () => {
  interface Statement {
    readonly Action: string[];
  }
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
