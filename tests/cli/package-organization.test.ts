import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
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
    'a template with another function only': [
      { other: { ...lambda, Properties: { Code: {}, Handler: 'handlers/other.handler' } } },
      /as its only function, got handlers\/other\.handler$/,
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

  describe('command', () => {
    const command = fileURLToPath(new URL('../../cli/package-organization.ts', import.meta.url));
    // What a person has packaged in the project stays as it is.
    let folder: string;
    before(() => {
      folder = mkdtempSync(join(tmpdir(), 'package-organization-'));
    });
    after(() => rmSync(folder, { recursive: true, force: true }));
    const run = (...args: string[]) =>
      promisify(execFile)(process.execPath, [command, ...args], { cwd: folder });
    const failure = (...args: string[]) =>
      run(...args).then(
        () => expect.fail('it did not fail'),
        ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
      );

    it('writes the template, and the zip under a name that holds its hash', async () => {
      const { stdout } = await run();
      const written = join(folder, 'dist/organization');
      const names = readdirSync(written);
      const zip = names.find((name) => name.endsWith('.zip')) ?? '';
      expect(names).to.have.members([zip, 'template.json', 'SHA256SUMS']);
      const hash = createHash('sha256')
        .update(readFileSync(join(written, zip)))
        .digest('hex');
      expect(zip).to.equal(`root-user-mfa-enabled-${hash}.zip`);
      const { Parameters } = JSON.parse(readFileSync(join(written, 'template.json'), 'utf8'));
      expect(Parameters.CodeKey.Default).to.equal(zip);
      expect(stdout).to.include(`aws s3 cp dist/organization/${zip} s3://BUCKET/`);
      expect(stdout).to.include('--permission-model SERVICE_MANAGED');
    });

    it('explains itself', async () => {
      expect((await run('--help')).stdout).to.match(/StackSets.*npm run package:organization/s);
    });

    it('refuses what it does not know', async () => {
      const { code, stdout, stderr } = await failure('--stage', 'second');
      expect(code).to.equal(2);
      expect(stdout).to.equal('');
      expect(stderr).to.match(/--stage.*-- --help\./s);
    });
  });
});
