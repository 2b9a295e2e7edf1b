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
  let compiled: OrganizationTemplate;
  let derived: OrganizationTemplate;

  before(async () => {
    compiled = (await deployedPackage()).template as OrganizationTemplate;
    derived = toOrganizationTemplate(compiled, zipName);
  });

  it('derives the compiled template without the deployment bucket, with two parameters for the place of the code', () => {
    const { ServerlessDeploymentBucket, ServerlessDeploymentBucketPolicy, ...others } = compiled.Resources;
    const { ServerlessDeploymentBucketName, ...Outputs } = compiled.Outputs;
    const { CodeBucket, CodeKey, ...Parameters } = derived.Parameters;
    const { Properties, ...lambda } = others[functionId] as Template['Resources'][string];
    const Code = { S3Bucket: { Ref: 'CodeBucket' }, S3Key: { Ref: 'CodeKey' } };
    const Resources = {
      ...others,
      [functionId]: { ...lambda, Properties: { ...(Properties as object), Code } },
    };
    expect({ ...derived, Parameters }).to.deep.equal({ ...compiled, Resources, Outputs });
    expect(CodeBucket).to.include({ Type: 'String' }).and.not.have.property('Default');
    expect(CodeKey).to.include({ Type: 'String', Default: zipName });
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
  const lambda = (name: string) => {
    return { Type: 'AWS::Lambda::Function', Properties: { Code: {}, Handler: `handlers/${name}.handler` } };
  };
  const rule = lambda('root-user-mfa-enabled');
  const handler = 'handlers/root-user-mfa-enabled.handler';
  const broken: Record<string, [Template['Resources'], message: string, memberRoleName?: string]> = {
    'a template without a function': [{ bucket }, `${handler} as its only function, got none`],
    'a template with another function beside it': [
      { rule, other: lambda('other') },
      `as its only function, got ${handler}, handlers/other.handler`,
    ],
    'a template that needs the deployment bucket elsewhere': [
      { rule, other: { ...bucket, Properties: { Name: { Ref: 'ServerlessDeploymentBucket' } } } },
      'still needs the deployment bucket: "ServerlessDeploymentBucket"',
    ],
    'a template of a central function': [{ rule }, 'leave memberRoleName empty', 'Evaluation'],
  };
  for (const [name, [Resources, message, memberRoleName = '']] of Object.entries(broken)) {
    it(`refuses ${name}`, () => {
      const Parameters = { MemberRoleName: { Type: 'String', Default: memberRoleName } };
      expect(() => toOrganizationTemplate({ Parameters, Resources, Outputs: {} }, zipName)).to.throw(message);
    });
  }
});
