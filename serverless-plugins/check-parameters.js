// @ts-check

/**
 * A parameter of the CloudFormation template, as serverless.yml has it.
 *
 * @typedef {object} Parameter
 * @property {unknown} Default
 * @property {readonly string[]} [AllowedValues]
 * @property {string} [AllowedPattern]
 * @property {string} ConstraintDescription
 *
 * @typedef {object} Serverless the parts of the framework's instance that are used here
 * @property {{ Error: new (message: string, code: string) => Error }} classes
 * @property {{ options: { param?: readonly string[] } }} processedInput
 * @property {{
 *   params: Record<string, object>,
 *   functions: Record<string, { name: string }>,
 *   resources: { Parameters: Record<string, Parameter> },
 * }} configurationInput
 */

/** With a hyphen and the longest Region, such as us-isof-south-1, it names a role, for which IAM allows 64 characters. */
const RULE_NAME = /^[A-Za-z0-9_-]{1,48}$/;

/**
 * Refuses a `--param` that serverless.yml does not have, and a value that the template does not allow. Otherwise
 * Serverless ignores the first, and CloudFormation refuses the second only after the upload.
 *
 * This is JavaScript because Serverless loads it with the machine's own Node.js, and a class and the default export
 * because Serverless wants that of a plugin.
 */
export default class CheckParameters {
  /** @param {Serverless} serverless */
  constructor(serverless) {
    this.hooks = {
      // The first step of `serverless package` and `serverless deploy`.
      'before:package:cleanup': () => {
        const { params, functions, resources } = serverless.configurationInput;
        const given = serverless.processedInput.options.param ?? [];
        const problem =
          unknownParam(given, params) ?? wrongName(functions) ?? wrongValue(resources.Parameters);
        // Serverless prints errors of this class without a stack.
        if (problem !== undefined) throw new serverless.classes.Error(problem, 'PARAM_NOT_ALLOWED');
      },
    };
  }
}

/**
 * @param {readonly string[]} given such as `frequency=Six_Hours`
 * @param {Record<string, object>} params by stage
 */
function unknownParam(given, params) {
  const known = [...new Set(Object.values(params).flatMap(Object.keys))];
  const unknown = given.map((setting) => setting.replace(/=.*/s, '')).find((name) => !known.includes(name));
  if (unknown === undefined) return undefined;
  return `There is no param ${unknown}; expected one of: ${known.join(', ')}`;
}

/** @param {Record<string, { name: string }>} functions whose one name is the param ruleName */
function wrongName(functions) {
  const wrong = Object.values(functions).find(({ name }) => !RULE_NAME.test(name));
  if (wrong === undefined) return undefined;
  return `The param ruleName must have 1 to 48 letters, digits, "-" or "_"; got "${wrong.name}"`;
}

/** @param {Record<string, Parameter>} parameters */
function wrongValue(parameters) {
  const wrong = Object.entries(parameters).find(([, parameter]) => !isAllowed(parameter));
  if (wrong === undefined) return undefined;
  const [name, { Default: value, ConstraintDescription: constraint }] = wrong;
  // Frequency has its default from the param frequency.
  const param = name.replace(/^./, (letter) => letter.toLowerCase());
  return typeof value === 'string'
    ? `The param ${param} ${constraint}; got "${value}"`
    : `The param ${param} must be a text; put ${JSON.stringify(value)} in quotes in serverless.yml`;
}

/** @param {Parameter} parameter */
function isAllowed({ Default: value, AllowedValues: values, AllowedPattern: pattern }) {
  if (typeof value !== 'string') return false;
  return (values?.includes(value) ?? true) && (pattern === undefined || new RegExp(pattern).test(value));
}
