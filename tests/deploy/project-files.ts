import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { rootUserMfaEnabled as rule } from '../../rules/root-user-mfa-enabled/rule.ts';

export const project = new URL('../../', import.meta.url);

/** @param path from the root of the project */
export const read = (path: string) => readFileSync(new URL(path, project), 'utf8');

/** A template as its author wrote it, with intrinsic functions in short form as their bare arguments. */
export const template = (path: string) => parse(read(path), { logLevel: 'silent' });

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
