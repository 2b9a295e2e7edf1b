import { Ajv } from 'ajv';
import { expect } from 'chai';
import * as v from 'valibot';
import { parse } from 'yaml';
import {
  type OrganizationTemplate,
  toOrganizationTemplate,
} from '../../cli/package-organization/organization-template.ts';
import { AccountTemplate, type Properties } from '../../embedded-aws/cloudformation/template.ts';
import { rootUserMfaEnabled as rule } from '../../rules/root-user-mfa-enabled/rule.ts';
import { deployedPackage } from '../deployed.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { read } from '../project-files.ts';
import { acceleratorAwsConfig, acceleratorCustomizations, controlTowerManifest } from './fleet-schemas.ts';

/** Reads YAML 1.1, in which 2021-03-15 is a date and yes a boolean; a date as the text `date:2021-03-15`. */
function readYaml(path: string): Properties {
  const value = parse(read(path), { schema: 'yaml-1.1' });
  return JSON.parse(JSON.stringify(value).replaceAll(/"(\d{4}-\d\d-\d\d)T00:00:00\.000Z"/g, '"date:$1"'));
}

/** What the schema has against a value: nothing, or paths and messages. */
function faultsOf(schema: object, value: unknown): string[] {
  const ajv = new Ajv({ allErrors: true });
  const validate = ajv.compile(schema);
  validate(value);
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

describe('deploy: tools that deploy to organizations', () => {
  let organization: OrganizationTemplate;
  let lambda: Properties;
  let granted: Properties;

  before(async () => {
    const compiled = (await deployedPackage()).template;
    organization = toOrganizationTemplate(compiled, 'root-user-mfa-enabled-0123.zip');
    const stack = new AccountTemplate(organization, anAccount(), { CodeBucket: 'bucket' });
    lambda = stack.one('AWS::Lambda::Function', () => true).properties;
    granted = stack.one('AWS::IAM::Role', () => true).properties.Policies[0].PolicyDocument.Statement;
  });

  const page = read('docs/deployment/landing-zone-accelerator.md');
  const manifest = readYaml('deploy/control-tower/manifest.yaml');
  const [resource] = manifest.resources;
  const customizations = readYaml('deploy/landing-zone-accelerator/customizations-config.yaml');
  const [stackSet] = customizations.customizations.cloudFormationStackSets;
  const stackSets = {
    'Customizations for AWS Control Tower': {
      value: manifest,
      schema: controlTowerManifest,
      parameters: resource.parameters.map(({ parameter_key }: Properties) => parameter_key),
      template: resource.resource_file,
      page: read('docs/deployment/control-tower.md'),
    },
    'Landing Zone Accelerator, by its StackSets': {
      value: customizations,
      schema: acceleratorCustomizations,
      parameters: stackSet.parameters.map(({ name }: Properties) => name),
      template: stackSet.template,
      page,
    },
  };
  for (const [tool, { value, schema, parameters, template, page }] of Object.entries(stackSets)) {
    describe(tool, () => {
      it('accepts the file', () => expect(faultsOf(schema, value)).to.deep.equal([]));

      it('gets the parameters that the template for StackSets needs, and no others', () => {
        expect(organization.Parameters).to.include.keys(parameters);
        const needed = Object.entries(organization.Parameters).filter(([, one]) => one.Default === undefined);
        expect(parameters).to.include.members(needed.map(([name]) => name));
      });

      it('names the template as the page says to copy it', () => expect(page).to.include(`\`${template}\``));
    });
  }

  it("deploy with Control Tower to one Region, Control Tower's home", () => {
    expect(resource.deploy_method).to.equal('stack_set');
    expect(resource.regions).to.deep.equal([manifest.region]);
  });

  it('deploy with Landing Zone Accelerator to one Region, and may name the role', () => {
    expect(stackSet.regions).to.have.length(1);
    expect(stackSet.capabilities).to.deep.equal(['CAPABILITY_NAMED_IAM']);
  });

  describe('Landing Zone Accelerator, by its own rule', () => {
    const { awsConfig } = readYaml('deploy/landing-zone-accelerator/security-config.yaml');
    const [ruleSet] = awsConfig.ruleSets;
    const [{ customRule, ...configRule }] = ruleSet.rules;
    const { lambda: ownLambda, triggeringResources, ...trigger } = customRule;

    it('accepts the rule', () => expect(faultsOf(acceleratorAwsConfig, awsConfig)).to.deep.equal([]));

    it('would refuse a rule that no resource triggers, and a memory size', () => {
      const wrong = { ...trigger, lambda: { ...ownLambda, memorySize: 256 } };
      const ruleSets = [{ ...ruleSet, rules: [{ ...configRule, customRule: wrong }] }];
      expect(faultsOf(acceleratorAwsConfig, { ...awsConfig, ruleSets })).to.deep.equal([
        "/ruleSets/0/rules/0/customRule must have required property 'triggeringResources'",
        '/ruleSets/0/rules/0/customRule/lambda must NOT have additional properties',
      ]);
    });

    it('gets the function as serverless.yml has it, from the files that the page says to copy', () => {
      const { sourceFilePath, rolePolicyFile, ...settings } = ownLambda;
      const { Handler: handler, Runtime: runtime, Timeout: timeout } = lambda;
      expect(settings).to.deep.equal({ handler, runtime, timeout });
      for (const path of [sourceFilePath, rolePolicyFile]) expect(page).to.include(`\`${path}\``);
    });

    it('gets the rule as the project has it', () => {
      expect(configRule).to.include({ name: rule.name, description: rule.title });
      expect(v.parse(rule.parameters, configRule.inputParameters)).to.deep.equal(
        v.parse(rule.parameters, {}),
      );
      expect(trigger).to.deep.equal({
        periodic: true,
        configurationChanges: false,
        maximumExecutionFrequency: 'TwentyFour_Hours',
      });
    });

    it('limits the rule to no resource, as serverless.yml does', () => {
      const { lookupType, lookupValue } = triggeringResources;
      expect(['ResourceTypes', 'ResourceId', 'Tag']).to.not.include(lookupType);
      expect(lookupValue).to.deep.equal([]);
    });

    it('gets a role that may do what the evaluation needs: Lambda adds what the log needs', () => {
      const policy = JSON.parse(read('deploy/landing-zone-accelerator/root-user-mfa-enabled-role.json'));
      expect(policy).to.deep.equal({ Version: '2012-10-17', Statement: [granted[0]] });
    });
  });
});
