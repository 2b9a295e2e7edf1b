import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import {
  AccountTemplate,
  type Parameter,
  type Template,
} from '../../embedded-aws/cloudformation/template.ts';
import { readTemplateFile } from '../../embedded-aws/cloudformation/template-file.ts';
import { packageFunction } from '../../embedded-aws/lambda/package.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { at, read, template } from '../project-files.ts';

/** What AWS takes at most, in characters, for the properties that name a resource. */
const LIMITS: Record<string, [property: string, limit: number]> = {
  'AWS::CloudWatch::Alarm': ['AlarmName', 255],
  'AWS::Config::ConfigRule': ['ConfigRuleName', 128],
  'AWS::Config::OrganizationConfigRule': ['OrganizationConfigRuleName', 64],
  'AWS::Events::Rule': ['Name', 64],
  'AWS::IAM::Role': ['RoleName', 64],
  'AWS::Lambda::Function': ['FunctionName', 64],
  'AWS::Logs::LogGroup': ['LogGroupName', 512],
  'AWS::S3::Bucket': ['BucketName', 63],
  'AWS::SNS::Topic': ['TopicName', 256],
  'AWS::SecurityHub::AutomationRule': ['RuleName', 256],
  'AWS::StepFunctions::StateMachine': ['StateMachineName', 80],
};
/** They have no name of their own, or the framework writes it. */
const NAMELESS = [
  'AWS::IAM::OIDCProvider',
  'AWS::Lambda::EventInvokeConfig',
  'AWS::Lambda::Permission',
  'AWS::S3::BucketPolicy',
  'AWS::SNS::Subscription',
];

/** A value that each parameter without a default allows, to grow from. */
const SHORTEST: Record<string, string> = {
  CodeBucket: 'the-bucket',
  CodeKey: 'key.zip',
  FunctionArn: 'arn:aws-iso-f:lambda:us-isof-south-1:111122223333:function:f',
  FunctionRoleArn: 'arn:aws-iso-f:iam::111122223333:role/r',
  GitHubRepository: 'o/r',
  OrganizationId: 'o-a1b2c3d4e5',
  RoleName: 'r',
  RuleName: 'r',
  TrustedUserArn: 'arn:aws-iso-f:iam::111122223333:user/u',
  WatchRoleArn: 'arn:aws-iso-f:iam::111122223333:role/r',
};

/** Text of the SDK that has every Region it knows. */
const sdk = readFileSync(createRequire(import.meta.url).resolve('@aws-sdk/core/client'), 'utf8');
const regions = [...sdk.matchAll(/"([a-z]{2,4}(?:-[a-z]+)+-\d)"/g)].map(([, region = '']) => region);
const longestRegion = regions.reduce((longest, region) =>
  region.length > longest.length ? region : longest,
);
const account = anAccount({ partition: 'aws-iso-f', region: longestRegion });

/** The longest value that the pattern allows, or one that breaks every limit. */
function longestOf(name: string, { Default, AllowedValues, AllowedPattern }: Parameter): string {
  let value = `${Default || (SHORTEST[name] ?? '')}`;
  if (AllowedValues !== undefined || AllowedPattern === undefined) return value;
  while (value.length < 600 && new RegExp(AllowedPattern).test(`${value}x`)) value += 'x';
  return value;
}

function expectNamesThatFit(whole: Template): void {
  const parameters = Object.fromEntries(
    Object.entries(whole.Parameters ?? {}).map(([name, parameter]) => [name, longestOf(name, parameter)]),
  );
  const stack = new AccountTemplate(whole, account, parameters);
  for (const [logicalId, { Type, Properties }] of Object.entries(whole.Resources)) {
    const [property = '', limit = 0] = LIMITS[Type] ?? [];
    if (property === '') expect(NAMELESS, `${logicalId} has an unknown type`).to.include(Type);
    const value = (Properties as Record<string, unknown>)[property];
    if (value === undefined) continue;
    expect(stack.resolve(value), `${logicalId} ${property}`).to.be.a('string').with.lengthOf.at.most(limit);
  }
}

const files = readdirSync(at('deploy')).filter((name) => name.endsWith('.yml'));

describe('deploy', () => {
  it('has templates', () => expect(files).to.include('member-role.yml').and.have.length.above(6));

  for (const file of files) {
    it(`${file} is YAML that fits into a request, names no partition and describes its parameters`, () => {
      const text = read(`deploy/${file}`);
      expect(Buffer.byteLength(text)).to.be.at.most(51_200);
      expect(text).to.not.match(/arn:aws[a-z-]*:/);
      for (const { Description } of Object.values<{ Description?: string }>(
        template(`deploy/${file}`).Parameters,
      )) {
        expect(Description).to.be.a('string').and.not.equal('');
      }
    });
  }
});

describe('the longest names that each template allows, in the longest Region', () => {
  it('knows that Region from the SDK', () => {
    expect(regions).to.include.members(['us-east-1', 'cn-northwest-1', 'eusc-de-east-1', 'us-isof-south-1']);
    expect(longestRegion).to.have.length(15);
  });

  for (const file of files) it(`fit, in ${file}`, () => expectNamesThatFit(readTemplateFile(file)));

  it('fit, in the compiled template, with the longest ruleName', async () => {
    const longest = await packageFunction({ ruleName: 'x'.repeat(48) });
    try {
      expectNamesThatFit(longest.template);
    } finally {
      longest.remove();
    }
  });
});
