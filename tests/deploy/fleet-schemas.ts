/**
 * What the tools that deploy to organizations accept, in JSON Schema (draft 7) and in this project's words: their own
 * schemas, with the optional keys that the files in deploy/ use.
 */

const text = { type: 'string' };
const someText = { type: 'string', minLength: 1 };
const number = { type: 'number' };
const flag = { type: 'boolean' };

const list = (items: object) => ({ type: 'array', items });

/** A map that has no other keys. */
const closed = (required: object, optional: object = {}) => ({
  type: 'object',
  additionalProperties: false,
  properties: { ...required, ...optional },
  required: Object.keys(required),
});

/**
 * Customizations for AWS Control Tower 2.8.4: `source/src/cfct/validation/manifest-v2.schema.yaml` of
 * aws-solutions/aws-control-tower-customizations, commit 9c7ab05c212831e6b4034b83cf2a2affccef41c1. That one is for
 * pykwalify, which takes a date for `version`; here a date is the text `date:2021-03-15`.
 */
const controlTowerResource = closed(
  {
    name: text,
    resource_file: text,
    deployment_targets: closed({}, { organizational_units: list(text) }),
    deploy_method: { enum: ['scp', 'stack_set', 'rcp'] },
  },
  {
    description: text,
    parameters: list(closed({ parameter_key: text, parameter_value: {} })),
    regions: { ...list(text), uniqueItems: true },
  },
);
export const controlTowerManifest = closed(
  { region: text, version: { const: 'date:2021-03-15' } },
  { resources: list(controlTowerResource) },
);

const deploymentTargets = closed({}, { excludedRegions: list(text), organizationalUnits: list(text) });

/**
 * `IAwsConfig` of Landing Zone Accelerator 1.15.5 with one kind of rule, a custom one:
 * `source/packages/@aws-accelerator/config/lib/schemas/security-config.json` of
 * awslabs/landing-zone-accelerator-on-aws, commit 61bba812ce71472684bb7c07f60f1e7100b18cc9.
 */
const lambda = closed(
  { sourceFilePath: someText, handler: someText, runtime: someText, rolePolicyFile: someText },
  { timeout: number },
);
const customRule = closed(
  {
    lambda,
    maximumExecutionFrequency: text,
    triggeringResources: closed({ lookupType: text, lookupKey: someText, lookupValue: list(someText) }),
  },
  { periodic: flag, configurationChanges: flag },
);
const inputParameters = { type: 'object', additionalProperties: someText };
const configRule = closed(
  { name: someText },
  { type: someText, description: someText, inputParameters, customRule },
);
export const acceleratorAwsConfig = closed(
  { enableConfigurationRecorder: flag },
  { ruleSets: list(closed({ deploymentTargets, rules: list(configRule) })) },
);

/** `ICustomizationsConfig` of the same version, from `customizations-config.json` beside it, with StackSets only. */
const stackSet = closed(
  { name: someText, template: someText, deploymentTargets, regions: list(text) },
  {
    description: someText,
    capabilities: list({ enum: ['CAPABILITY_IAM', 'CAPABILITY_NAMED_IAM', 'CAPABILITY_AUTO_EXPAND'] }),
    parameters: list(closed({ name: text, value: text })),
    operationPreferences: closed({}, { failureTolerancePercentage: number, maxConcurrentPercentage: number }),
  },
);
export const acceleratorCustomizations = closed(
  {},
  { customizations: closed({}, { cloudFormationStackSets: list(stackSet) }) },
);
