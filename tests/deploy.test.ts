import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import * as v from 'valibot';
import { parse, parseDocument } from 'yaml';
import { type OrganizationTemplate, toOrganizationTemplate, zipNameOf } from '../cli/package-organization.ts';
import { AccountTemplate, type Template } from '../embedded-aws/cloudformation/template.ts';
import { readTemplateFile } from '../embedded-aws/cloudformation/template-file.ts';
import { rootUserMfaEnabled as rule } from '../rules/root-user-mfa-enabled/rule.ts';
import { centralPackage, deployedPackage } from './deployed.ts';
import { anAccount } from './embedded-aws/fixtures.ts';

const project = new URL('../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, project), 'utf8');
const template = (path: string) => parse(read(path), { logLevel: 'silent' });
const service = template('serverless.yml');

/** The rule's own parameters with the values that each may have. */
const ruleParameters = Object.entries(
  (rule.parameters as unknown as { entries: Record<string, OptionalPicklist> }).entries,
).map(([name, { wrapped, pipe }]) => ({ name, values: (wrapped ?? pipe?.[0]?.wrapped)?.options }));

/** Of valibot's schemas, as much as says which values there are. */
interface OptionalPicklist {
  readonly wrapped?: { readonly options: readonly string[] };
  readonly pipe?: readonly OptionalPicklist[];
}

const functionArns = {
  aws: 'arn:aws:lambda:us-east-1:123456789012:function:root-user-mfa-enabled',
  'aws-us-gov': 'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:root-user-mfa-enabled',
  'aws-cn': 'arn:aws-cn:lambda:cn-north-1:123456789012:function:root-user-mfa-enabled',
};

describe('deploy', () => {
  const templates = readdirSync(new URL('deploy', project)).map((name) => `deploy/${name}`);

  it('has templates', () => {
    expect(templates).to.include.members([
      'deploy/artifact-bucket.yml',
      'deploy/conformance-pack.yml',
      'deploy/dry-run-role.yml',
      'deploy/member-role.yml',
      'deploy/organization-rule.yml',
      'deploy/security-hub.yml',
    ]);
  });

  for (const path of templates) {
    describe(path, () => {
      it('is YAML', () => expect(parseDocument(read(path)).errors).to.deep.equal([]));
      it('names no partition', () => expect(read(path)).to.not.match(/arn:aws[a-z-]*:/));
      it('is described', () => {
        for (const { Description } of Object.values<{ Description?: string }>(template(path).Parameters)) {
          expect(Description).to.be.a('string').and.not.equal('');
        }
      });
    });
  }

  describe('conformance pack', () => {
    const path = 'deploy/conformance-pack.yml';
    const pack = template(path);
    const { FunctionArn, ...parameters } = pack.Parameters;
    const { Properties } = pack.Resources.RootUserMfaEnabled;

    it("is within AWS's limits", () => {
      expect(Buffer.byteLength(read(path))).to.be.at.most(51_200);
      expect(Object.keys(pack.Parameters)).to.have.length.of.at.most(60);
      expect(Object.keys(pack).sort()).to.deep.equal(['Parameters', 'Resources']);
      for (const { Type } of Object.values<{ Type: string }>(pack.Resources)) {
        expect(Type).to.equal('AWS::Config::ConfigRule');
      }
    });

    it("has the rule's parameters with the rule's values", () => {
      const { frequency: _, ...others } = parameters;
      expect(
        Object.entries<{ AllowedValues: string[] }>(others).map(([name, { AllowedValues }]) => ({
          name,
          values: AllowedValues,
        })),
      ).to.deep.equal(ruleParameters);
    });

    it("has the rule's defaults", () => {
      const defaults = Object.fromEntries(ruleParameters.map(({ name }) => [name, parameters[name].Default]));
      expect(v.parse(rule.parameters, defaults)).to.deep.equal(v.parse(rule.parameters, {}));
    });

    for (const name of Object.keys(parameters)) {
      it(`has the default of serverless.yml for ${name}`, () => {
        expect(parameters[name].Default).to.equal(service.params.default[name]);
      });
    }

    it('has the frequencies of serverless.yml', () => {
      expect(parameters.frequency.AllowedValues).to.deep.equal(Object.keys(service.custom.silence));
    });

    it('has the rule as the function has it, by the ARN of the function', () => {
      expect(FunctionArn).to.not.have.property('Default');
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

    for (const [partition, arn] of Object.entries(functionArns)) {
      it(`takes a function in ${partition}`, () => {
        expect(arn).to.match(new RegExp(FunctionArn.AllowedPattern));
      });
    }
  });

  describe('member role', () => {
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

  describe('organization rule', () => {
    const path = 'deploy/organization-rule.yml';
    const { FunctionArn, RuleName, ExcludedAccounts, ...parameters } = template(path).Parameters;
    const home = anAccount({ id: '222233334444', region: 'us-east-1' });
    const functionArn = functionArns.aws;
    const stackWith = (given: Record<string, string> = {}) =>
      new AccountTemplate(readTemplateFile('organization-rule.yml'), home, {
        FunctionArn: functionArn,
        ...given,
      });
    const ruleWith = (given: Record<string, string> = {}) =>
      stackWith(given).one('AWS::Config::OrganizationConfigRule', () => true).properties;

    it("has the rule's parameters with the rule's values", () => {
      const { frequency: _, ...others } = parameters;
      expect(
        Object.entries<{ AllowedValues: string[] }>(others).map(([name, { AllowedValues }]) => ({
          name,
          values: AllowedValues,
        })),
      ).to.deep.equal(ruleParameters);
    });

    it("has the rule's defaults", () => {
      const defaults = Object.fromEntries(ruleParameters.map(({ name }) => [name, parameters[name].Default]));
      expect(v.parse(rule.parameters, defaults)).to.deep.equal(v.parse(rule.parameters, {}));
    });

    for (const name of Object.keys(parameters)) {
      it(`has the default of serverless.yml for ${name}`, () => {
        expect(parameters[name].Default).to.equal(service.params.default[name]);
      });
    }

    it('has the frequencies of serverless.yml', () => {
      expect(parameters.frequency.AllowedValues).to.deep.equal(Object.keys(service.custom.silence));
    });

    it('has the rule as the function has it, by the ARN of the function', () => {
      expect(FunctionArn).to.not.have.property('Default');
      const { InputParameters, ...metadata } = ruleWith().OrganizationCustomRuleMetadata;
      expect(metadata).to.deep.equal({
        Description: rule.title,
        LambdaFunctionArn: functionArn,
        OrganizationConfigRuleTriggerTypes: ['ScheduledNotification'],
        MaximumExecutionFrequency: service.params.default.frequency,
      });
      expect(v.parse(rule.parameters, JSON.parse(InputParameters))).to.deep.equal(
        v.parse(rule.parameters, {}),
      );
    });

    const choices = ruleParameters.flatMap(({ name, values = [] }) =>
      values.map((value) => ({ name, value })),
    );
    for (const { name, value } of choices) {
      it(`hands ${name} on to the rule as ${value}, in JSON of at most 1,024 characters`, () => {
        const { InputParameters } = ruleWith({ [name]: value }).OrganizationCustomRuleMetadata;
        expect(InputParameters).to.have.length.of.at.most(1_024);
        const handed = JSON.parse(InputParameters);
        expect(handed).to.have.all.keys(ruleParameters.map((parameter) => parameter.name));
        expect(handed[name]).to.equal(value);
      });
    }

    it('is evaluated as often as asked', () => {
      const { MaximumExecutionFrequency } = ruleWith({
        frequency: 'Six_Hours',
      }).OrganizationCustomRuleMetadata;
      expect(MaximumExecutionFrequency).to.equal('Six_Hours');
    });

    it("leaves the function's account out, which has a rule of its own", () => {
      expect(ExcludedAccounts.Default).to.equal('');
      expect(ruleWith().ExcludedAccounts).to.deep.equal(['222233334444']);
    });

    it('leaves out more accounts, and that one still', () => {
      for (const more of [['111122223333'], ['111122223333', '333344445555']]) {
        expect(ruleWith({ ExcludedAccounts: more.join(',') }).ExcludedAccounts).to.deep.equal([
          '222233334444',
          ...more,
        ]);
      }
    });

    const lists: Record<string, boolean> = {
      '': true,
      '111122223333': true,
      '111122223333,333344445555': true,
      '111122223333, 333344445555': false,
      '111122223333,': false,
      ',': false,
      '11112222333': false,
    };
    for (const [list, isTaken] of Object.entries(lists)) {
      it(`${isTaken ? 'takes' : 'refuses'} "${list}" as accounts to leave out`, () => {
        expect(new RegExp(ExcludedAccounts.AllowedPattern).test(list)).to.equal(isTaken);
      });
    }

    it("has the rule's name, or another of at most 64 characters", () => {
      expect(RuleName.Default).to.equal(rule.name);
      expect(ruleWith().OrganizationConfigRuleName).to.equal(rule.name);
      expect(ruleWith({ RuleName: 'another' }).OrganizationConfigRuleName).to.equal('another');
      const pattern = new RegExp(RuleName.AllowedPattern);
      expect('x'.repeat(64)).to.match(pattern);
      for (const name of ['', 'x'.repeat(65), 'a b', 'a.b']) expect(name).to.not.match(pattern);
    });

    it('lets AWS Config of every account call the function, before the rule is made', () => {
      expect(stackWith().all('AWS::Lambda::Permission')).to.deep.equal([
        {
          logicalId: 'ConfigInvokePermission',
          properties: {
            FunctionName: functionArn,
            Action: 'lambda:InvokeFunction',
            Principal: 'config.amazonaws.com',
          },
        },
      ]);
      expect(readTemplateFile('organization-rule.yml').Resources['OrganizationRule']).to.include({
        DependsOn: 'ConfigInvokePermission',
      });
    });

    for (const [partition, arn] of Object.entries(functionArns)) {
      it(`takes a function in ${partition}`, () => {
        expect(arn).to.match(new RegExp(FunctionArn.AllowedPattern));
      });
    }
  });

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

    it('is not what there is unless it is asked for', () => {
      expect(service.params.default).to.not.have.property('memberRoleName');
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

    it('may do everything else as without a member role', () => {
      const others = statementsIn(central).filter((found) => !mayAssume(found));
      expect(others).to.deep.equal(statementsIn(compiled));
    });

    it('has the member role by a parameter that cannot be changed without the function', () => {
      const { Default, AllowedPattern } = Parameters.MemberRoleName;
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Serverless
      expect(Default).to.equal("${param:memberRoleName, ''}");
      expect(AllowedPattern).to.equal(`^(?=[\\w=,.@-]{0,64}$)${Default}$`);
      expect(Conditions.HasMemberRole).to.deep.equal([['MemberRoleName', '']]);
      expect(service.functions[rule.name].environment).to.deep.equal({
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Serverless
        MEMBER_ROLE_NAME: '${param:memberRoleName, null}',
      });
      expect(compiled.Parameters?.['MemberRoleName']).to.include({
        Default: '',
        AllowedPattern: '^(?=[\\w=,.@-]{0,64}$)$',
      });
    });

    const allows = (name: string) => {
      try {
        return new RegExp(`^(?=[\\w=,.@-]{0,64}$)${name}$`).test(name);
      } catch {
        return false;
      }
    };
    for (const name of ['', 'Evaluation', 'a.b-c_d=e,f@g', 'x'.repeat(64)]) {
      it(`takes the member role ${name}`, () => expect(allows(name)).to.equal(true));
    }
    for (const name of ['audit/Evaluation', 'a+b', '*', '()', 'x'.repeat(65), 'a b']) {
      it(`takes no member role ${name}`, () => expect(allows(name)).to.equal(false));
    }

    it('tells the ARNs that the organization rule and the member role want', () => {
      const { Outputs } = compiled as OrganizationTemplate;
      const stack = new AccountTemplate(compiled, anAccount({ region: 'us-east-1' }));
      const outputOf = (name: string) => stack.resolve((Outputs[name] as { Value: unknown }).Value) as string;
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

  describe('artifact bucket', () => {
    const { Resources } = template('deploy/artifact-bucket.yml');
    const { Statement } = Resources.CodeBucketPolicy.Properties.PolicyDocument;

    it('lets the organization read objects, and nobody do anything else', () => {
      expect(Statement.filter(({ Effect }: { Effect: string }) => Effect === 'Allow')).to.deep.equal([
        {
          Sid: 'OrganizationReads',
          Effect: 'Allow',
          Principal: '*',
          Action: 's3:GetObject',
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of CloudFormation
          Resource: '${CodeBucket.Arn}/*',
          Condition: { StringEquals: { 'aws:PrincipalOrgID': 'OrganizationId' } },
        },
      ]);
    });

    it('refuses what is not encrypted on the way', () => {
      const [, tls] = Statement;
      expect(tls).to.include({ Effect: 'Deny', Principal: '*', Action: 's3:*' });
      expect(tls.Condition).to.deep.equal({ Bool: { 'aws:SecureTransport': 'false' } });
    });

    it('is versioned, encrypted and not public', () => {
      const { Properties } = Resources.CodeBucket;
      expect(Properties.VersioningConfiguration.Status).to.equal('Enabled');
      expect(Properties.BucketEncryption.ServerSideEncryptionConfiguration).to.have.lengthOf(1);
      expect(Object.values(Properties.PublicAccessBlockConfiguration)).to.deep.equal([
        true,
        true,
        true,
        true,
      ]);
    });
  });

  describe('Security Hub', () => {
    const { Parameters, Resources } = template('deploy/security-hub.yml');
    const { Criteria, Actions } = Resources.CriticalRootUserFindings.Properties;

    it("finds failed findings by the beginning of the rule's name", () => {
      expect(Parameters.RuleName.Default).to.equal(rule.name);
      expect(Criteria).to.deep.equal({
        ProductName: [{ Comparison: 'EQUALS', Value: 'Config' }],
        Title: [
          { Comparison: 'PREFIX', Value: 'RuleName' },
          // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of CloudFormation
          { Comparison: 'PREFIX', Value: 'OrgConfigRule-${RuleName}' },
        ],
        ComplianceStatus: [{ Comparison: 'EQUALS', Value: 'FAILED' }],
        RecordState: [{ Comparison: 'EQUALS', Value: 'ACTIVE' }],
      });
    });

    it('makes them critical, with a note of at most 512 characters', () => {
      const [{ FindingFieldsUpdate }] = Actions;
      expect(FindingFieldsUpdate.Severity).to.deep.equal({ Label: 'CRITICAL' });
      // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of CloudFormation
      const [text, rest] = FindingFieldsUpdate.Note.Text.trim().split('${RemediationUrl}');
      expect(rest).to.equal('');
      expect(text.length + Parameters.RemediationUrl.MaxLength).to.be.at.most(512);
    });
  });
});

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
  const lambda = { Type: 'AWS::Lambda::Function', Properties: { Code: {} } };
  const broken: Record<string, [Record<string, Template['Resources'][string]>, RegExp]> = {
    'a template without a function': [{ bucket }, /one function, got 0/],
    'a template with two functions': [{ one: lambda, two: lambda }, /one function, got 2/],
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
    const command = fileURLToPath(new URL('cli/package-organization.ts', project));
    const run = (...args: string[]) => promisify(execFile)(process.execPath, [command, ...args]);
    const failure = (...args: string[]) =>
      run(...args).then(
        () => expect.fail('it did not fail'),
        ({ code, stdout, stderr }) => ({ code, stdout, stderr }),
      );

    it('writes the template, and the zip under a name that holds its hash', async () => {
      const { stdout } = await run();
      const folder = '.serverless/organization';
      const names = readdirSync(new URL(folder, project));
      const zip = names.find((name) => name.endsWith('.zip')) ?? '';
      expect(names).to.have.members([zip, 'template.json']);
      expect(zip).to.equal(zipNameOf(readFileSync(new URL(`${folder}/${zip}`, project))));
      expect(zip).to.match(/^root-user-mfa-enabled-[0-9a-f]{64}\.zip$/);
      const { Parameters } = JSON.parse(read(`${folder}/template.json`));
      expect(Parameters.CodeKey.Default).to.equal(zip);
      expect(stdout).to.include(`aws s3 cp ${folder}/${zip} s3://BUCKET/`);
      expect(stdout).to.include('--permission-model SERVICE_MANAGED');
    });

    it('explains itself', async () => {
      expect((await run('--help')).stdout).to.match(/StackSets.*npm run package:organization/s);
    });

    it('refuses what it does not know', async () => {
      const { code, stdout, stderr } = await failure('--stage', 'second');
      expect(code).to.equal(2);
      expect(stdout).to.equal('');
      expect(stderr).to.match(/--stage.*--help says what there is/s);
    });
  });
});
