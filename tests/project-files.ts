import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { AccountTemplate } from '../embedded-aws/cloudformation/template.ts';
import { readTemplateFile } from '../embedded-aws/cloudformation/template-file.ts';
import type { AwsAccount } from '../embedded-aws/services/accounts.ts';
import { rootUserMfaEnabled as rule } from '../rules/root-user-mfa-enabled/rule.ts';

/** The folder of the project. */
export const project = fileURLToPath(new URL('..', import.meta.url));

/** The absolute path of a file or folder of the project. */
export const at = (path: string) => join(project, path);

export const read = (path: string) => readFileSync(at(path), 'utf8');

/** A template as its author wrote it, with intrinsic functions in short form as their bare arguments. */
export const template = (path: string) => parse(read(path), { logLevel: 'silent' });

/**
 * Gives the stacks of a template of deploy/ in an account.
 *
 * @param needed parameters that every stack has, such as those without a default
 */
export const stacksOf =
  (file: string, account: AwsAccount, needed: Readonly<Record<string, string>> = {}) =>
  (parameters: Readonly<Record<string, string>> = {}) =>
    new AccountTemplate(readTemplateFile(file), account, { ...needed, ...parameters });

export const service = template('serverless.yml');

/** The rule's own parameters with the values that each may have. */
export const ruleParameters = Object.entries(
  (rule.parameters as unknown as { entries: Record<string, OptionalPicklist> }).entries,
).map(([name, { wrapped, pipe }]) => ({ name, values: (wrapped ?? pipe?.[0]?.wrapped)?.options }));

/** The part of a valibot schema that holds the values it accepts. */
interface OptionalPicklist {
  readonly wrapped?: { readonly options: readonly string[] };
  readonly pipe?: readonly OptionalPicklist[];
}

export const functionArns = {
  aws: 'arn:aws:lambda:us-east-1:123456789012:function:root-user-mfa-enabled',
  'aws-us-gov': 'arn:aws-us-gov:lambda:us-gov-west-1:123456789012:function:root-user-mfa-enabled',
  'aws-cn': 'arn:aws-cn:lambda:cn-north-1:123456789012:function:root-user-mfa-enabled',
};
