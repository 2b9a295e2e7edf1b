import { expect } from 'chai';
import {
  type OrganizationTemplate,
  toOrganizationTemplate,
} from '../../cli/package-organization/organization-template.ts';
import type { Template } from '../../embedded-aws/cloudformation/template.ts';
import { deployedPackage } from '../deployed.ts';

describe('cli/package-organization', () => {
  const zipName = 'root-user-mfa-enabled-0123.zip';
  const functionId = 'RootDashuserDashmfaDashenabledLambdaFunction';
  const codeOf = ({ Resources }: Template) =>
    (Resources[functionId]?.Properties as { Code?: object } | undefined)?.Code;
  let compiled: OrganizationTemplate;
  let derived: OrganizationTemplate;

  before(async () => {
    compiled = (await deployedPackage()).template as OrganizationTemplate;
    derived = toOrganizationTemplate(compiled, zipName);
  });

  it('derives a template that says where the code is by two parameters', () => {
    expect(codeOf(derived)).to.deep.equal({ S3Bucket: { Ref: 'CodeBucket' }, S3Key: { Ref: 'CodeKey' } });
    expect(derived.Parameters['CodeBucket']).to.include({ Type: 'String' }).and.not.have.property('Default');
    expect(derived.Parameters['CodeKey']).to.include({ Type: 'String', Default: zipName });
  });

  it('derives a template that is otherwise the compiled one', () => {
    const { CodeBucket: _bucket, CodeKey: _key, ...Parameters } = derived.Parameters;
    const lambda = derived.Resources[functionId];
    const { ServerlessDeploymentBucket, ServerlessDeploymentBucketPolicy } = compiled.Resources;
    expect({
      ...derived,
      Parameters,
      Resources: {
        ...derived.Resources,
        ServerlessDeploymentBucket,
        ServerlessDeploymentBucketPolicy,
        [functionId]: {
          ...lambda,
          Properties: { ...(lambda?.Properties as object), Code: codeOf(compiled) },
        },
      },
      Outputs: {
        ...derived.Outputs,
        ServerlessDeploymentBucketName: compiled.Outputs['ServerlessDeploymentBucketName'],
      },
    }).to.deep.equal(compiled);
  });

  it('leaves the compiled template as it is', () => {
    const before = structuredClone(compiled);
    toOrganizationTemplate(compiled, zipName);
    expect(compiled).to.deep.equal(before);
  });

  it('derives a template that fits into a request, has no macro and names no partition', () => {
    const text = JSON.stringify(derived, null, 2);
    expect(Buffer.byteLength(text)).to.be.at.most(51_200);
    expect(derived).to.not.have.property('Transform');
    expect(text).to.not.match(/arn:aws[a-z-]*:/);
  });

  const bucket = { Type: 'AWS::S3::Bucket', Properties: {} };
  const lambda = {
    Type: 'AWS::Lambda::Function',
    Properties: { Code: {}, Handler: 'handlers/root-user-mfa-enabled.handler' },
  };
  const broken: Record<string, [Record<string, Template['Resources'][string]>, RegExp]> = {
    'a template without a function': [
      { bucket },
      /handlers\/root-user-mfa-enabled\.handler as its only function, got none/,
    ],
    'a template with another function beside it': [
      { lambda, other: { ...lambda, Properties: { Code: {}, Handler: 'handlers/other.handler' } } },
      /as its only function, got handlers\/root-user-mfa-enabled\.handler, handlers\/other\.handler$/,
    ],
    'a template that needs the deployment bucket elsewhere': [
      { lambda, other: { ...bucket, Properties: { Name: { Ref: 'ServerlessDeploymentBucket' } } } },
      /still needs the deployment bucket: "ServerlessDeploymentBucket"/,
    ],
  };
  for (const [name, [Resources, message]] of Object.entries(broken)) {
    it(`refuses ${name}`, () => {
      const Parameters = { MemberRoleName: { Type: 'String', Default: '' } };
      const unfit = { Parameters, Resources, Outputs: {} } as OrganizationTemplate;
      expect(() => toOrganizationTemplate(unfit, zipName)).to.throw(message);
    });
  }

  it('refuses a template of a central function', () => {
    const MemberRoleName = { Type: 'String', Default: 'Evaluation' };
    const central = { ...compiled, Parameters: { ...compiled.Parameters, MemberRoleName } };
    expect(() => toOrganizationTemplate(central, zipName)).to.throw(/leave memberRoleName empty/);
  });
});
