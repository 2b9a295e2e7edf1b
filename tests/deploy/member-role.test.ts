import { expect } from 'chai';
import { readTemplateFile } from '../../embedded-aws/cloudformation/template-file.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { service, stacksOf, template } from '../project-files.ts';

const functionRole = service.resources.Resources.RootUserMfaEnabledRole.Properties;
const [evaluate] = functionRole.Policies[0].PolicyDocument.Statement;
const watch = template('deploy/organization-watch.yml');

/** The roles that a function of another account assumes. */
const roles = {
  'member-role.yml': {
    name: 'RootUserMfaEvaluation',
    parameters: { RoleName: 'RootUserMfaEvaluation' },
    trusted: 'FunctionRoleArn',
    allows: "allows what the function's own role allows for the evaluation, and no more",
    policy: { PolicyName: 'evaluate', statement: evaluate },
  },
  'organization-watch-role.yml': {
    name: watch.Parameters.MemberRoleName.Default,
    parameters: {},
    trusted: 'WatchRoleArn',
    allows: 'allows to read metrics, and no more',
    policy: {
      PolicyName: 'read',
      statement: { Effect: 'Allow', Action: ['cloudwatch:GetMetricData'], Resource: '*' },
    },
  },
} as const;

for (const [file, { name, parameters, trusted, allows, policy }] of Object.entries(roles)) {
  describe(`deploy/${file}`, () => {
    const { Parameters = {}, Resources } = readTemplateFile(file);
    const trustedRole = 'arn:aws:iam::222233334444:role/root-user-mfa-enabled-us-east-1';
    const given = { ...parameters, [trusted]: trustedRole, OrganizationId: 'o-a1b2c3d4e5' };
    const stackWith = stacksOf(file, anAccount(), given);
    const { properties: role } = stackWith().one('AWS::IAM::Role', () => true);

    it('makes the role of the name that the other stack has, and nothing else', () => {
      expect(role.RoleName).to.equal(name);
      expect(role).to.have.keys('RoleName', 'Description', 'AssumeRolePolicyDocument', 'Policies');
      expect(Object.keys(Resources)).to.have.length(1);
    });

    it("trusts the function's role, in its organization, and nobody else", () => {
      expect(role.AssumeRolePolicyDocument).to.deep.equal({
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Principal: { AWS: trustedRole },
            Action: 'sts:AssumeRole',
            Condition: { StringEquals: { 'aws:PrincipalOrgID': given.OrganizationId } },
          },
        ],
      });
    });

    it(allows, () => {
      const { PolicyName, statement } = policy;
      expect(role.Policies).to.deep.equal([
        { PolicyName, PolicyDocument: { Version: '2012-10-17', Statement: [statement] } },
      ]);
    });

    it('wants to be told what it cannot know', () => {
      const wanted = Object.keys(Parameters).filter((key) => Parameters[key]?.Default === undefined);
      expect(wanted).to.have.members(Object.keys(given));
    });

    const role64 = 'x'.repeat(64);
    const arnsOf = (...resources: string[]) => resources.map((one) => `arn:aws:iam::222233334444:${one}`);
    const values: Record<string, [taken: string[], refused: string[]]> = {
      RoleName: [
        ['RootUserMfaEvaluation', 'a', 'a=b,c.d@e-f_1', role64],
        ['', `${role64}x`, 'path/name', '*'],
      ],
      [trusted]: [
        ['aws', 'aws-us-gov', 'aws-cn'].map((partition) => trustedRole.replace('aws', partition)),
        ['*', 'arn:aws:iam::*:role/a', ...arnsOf('root', 'role/*')],
      ],
      OrganizationId: [
        ['o-a1b2c3d4e5', `o-${'a'.repeat(32)}`],
        ['', '*', 'o-*', 'o-short', 'r-a1b2c3d4e5'],
      ],
    };
    for (const [parameter, [taken, refused]] of Object.entries(values)) {
      it(`takes a valid ${parameter} only`, () => {
        for (const value of taken) stackWith({ [parameter]: value });
        for (const value of refused) {
          expect(() => stackWith({ [parameter]: value }), value).to.throw(parameter);
        }
      });
    }
  });
}
