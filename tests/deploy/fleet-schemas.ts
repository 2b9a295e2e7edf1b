/**
 * What the tools that deploy to organizations accept, in JSON Schema (draft 7) and in this project's words: their own
 * schemas, as far as the files in deploy/ can meet them.
 */

const text = { type: 'string' };
const someText = { type: 'string', minLength: 1 };
const number = { type: 'number' };
const flag = { type: 'boolean' };

const list = (items: object) => ({ type: 'array', items });

/** A map that has no other keys. */
const closed = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  properties,
  required,
});

/**
 * Customizations for AWS Control Tower 2.8.4: `source/src/cfct/validation/manifest-v2.schema.yaml` of
 * aws-solutions/aws-control-tower-customizations, commit 9c7ab05c212831e6b4034b83cf2a2affccef41c1. That one is for
 * pykwalify, which takes any value for `any` and a date for `version`; here a date is the text `date:2021-03-15`.
 */
export const controlTowerManifest = closed(
  {
    region: text,
    version: { const: 'date:2021-03-15' },
    enable_stack_set_deletion: flag,
    resources: list(
      closed(
        {
          name: text,
          description: text,
          resource_file: text,
          deployment_targets: closed({ accounts: list({}), organizational_units: list(text) }),
          parameter_file: text,
          parameters: list(
            closed({ parameter_key: text, parameter_value: {} }, ['parameter_key', 'parameter_value']),
          ),
          deploy_method: { enum: ['scp', 'stack_set', 'rcp'] },
          regions: { ...list(text), uniqueItems: true },
          export_outputs: list(closed({ name: text, value: text }, ['name', 'value'])),
        },
        ['name', 'resource_file', 'deployment_targets', 'deploy_method'],
      ),
    ),
  },
  ['region', 'version'],
);

const deploymentTargets = closed({
  accounts: list(text),
  excludedAccounts: list(text),
  excludedRegions: list(text),
  organizationalUnits: list(text),
});

/**
 * `IAwsConfig` of Landing Zone Accelerator 1.15.5 with one kind of rule, a custom one:
 * `source/packages/@aws-accelerator/config/lib/schemas/security-config.json` of
 * awslabs/landing-zone-accelerator-on-aws, commit 61bba812ce71472684bb7c07f60f1e7100b18cc9.
 */
export const acceleratorAwsConfig = closed(
  {
    enableConfigurationRecorder: flag,
    ruleSets: list(
      closed(
        {
          deploymentTargets,
          rules: list(
            closed(
              {
                name: someText,
                type: someText,
                description: someText,
                inputParameters: { type: 'object', additionalProperties: someText },
                customRule: closed(
                  {
                    lambda: closed(
                      {
                        sourceFilePath: someText,
                        handler: someText,
                        runtime: someText,
                        rolePolicyFile: someText,
                        timeout: number,
                      },
                      ['sourceFilePath', 'handler', 'runtime', 'rolePolicyFile'],
                    ),
                    periodic: flag,
                    maximumExecutionFrequency: text,
                    configurationChanges: flag,
                    triggeringResources: closed(
                      { lookupType: text, lookupKey: someText, lookupValue: list(someText) },
                      ['lookupType', 'lookupKey', 'lookupValue'],
                    ),
                  },
                  ['lambda', 'maximumExecutionFrequency', 'triggeringResources'],
                ),
              },
              ['name'],
            ),
          ),
        },
        ['deploymentTargets', 'rules'],
      ),
    ),
  },
  ['enableConfigurationRecorder'],
);

/** `ICustomizationsConfig` of the same version, from `customizations-config.json` beside it, with StackSets only. */
export const acceleratorCustomizations = closed({
  createCfnStackSetExecutionRole: flag,
  customizations: closed({
    cloudFormationStackSets: list(
      closed(
        {
          name: someText,
          description: someText,
          template: someText,
          capabilities: list({ enum: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] }),
          parameters: list(closed({ name: text, value: text }, ['name', 'value'])),
          deploymentTargets,
          regions: list(text),
          dependsOn: list(text),
          administrationRoleArn: text,
          executionRoleName: text,
          operationPreferences: closed({
            failureToleranceCount: number,
            failureTolerancePercentage: number,
            maxConcurrentCount: number,
            maxConcurrentPercentage: number,
            regionConcurrencyType: text,
            regionOrder: list(text),
          }),
        },
        ['name', 'template', 'deploymentTargets', 'regions'],
      ),
    ),
  }),
});
