import { HANDLER } from '../../embedded-aws/cloudformation/stacks.ts';
import type { Output, Parameter, Template } from '../../embedded-aws/cloudformation/template.ts';
import { DEPLOYMENT_BUCKET, onlyFunction } from './one-function.ts';

const MEMBER_ROLE_NAME = 'MemberRoleName';
const DEPLOYMENT_BUCKET_OUTPUT = 'ServerlessDeploymentBucketName';

export interface OrganizationTemplate extends Template {
  readonly Parameters: Readonly<Record<string, Parameter>>;
  readonly Outputs: Readonly<Record<string, Output>>;
}

/**
 * Derives the template for StackSets from the compiled one, which stays as it is. Of several functions, only
 * root-user-mfa-enabled is in it: there is one zip beside it.
 *
 * @throws {Error} unless the template has the function once, it assumes no role and shares nothing with another function,
 *   and nothing else needs the deployment bucket
 */
export function toOrganizationTemplate(template: Template, zipName: string): OrganizationTemplate {
  if (template.Parameters?.[MEMBER_ROLE_NAME]?.Default !== '') {
    throw new Error(
      'Expected serverless.yml to leave memberRoleName empty: each account has a function of its own',
    );
  }
  const compiled = onlyFunction(structuredClone(template) as OrganizationTemplate, HANDLER);
  const resources = without(compiled.Resources, DEPLOYMENT_BUCKET);
  for (const { Type, Properties } of Object.values(resources)) {
    if (Type !== 'AWS::Lambda::Function') continue;
    (Properties as { Code: object }).Code = { S3Bucket: { Ref: 'CodeBucket' }, S3Key: { Ref: 'CodeKey' } };
  }

  const derived = {
    ...compiled,
    Parameters: {
      CodeBucket: {
        Type: 'String',
        Description: "Bucket with the function's zip, in the Region of the stack, that this account may read",
      },
      CodeKey: {
        Type: 'String',
        Default: zipName,
        Description: 'Key of the zip; its name holds the SHA-256 of its content',
      },
      ...compiled.Parameters,
    },
    Resources: resources,
    Outputs: without(compiled.Outputs, [DEPLOYMENT_BUCKET_OUTPUT]),
  };
  const left = JSON.stringify(derived).match(/"[^"]*ServerlessDeploymentBucket[^"]*"/);
  if (left !== null) throw new Error(`The template still needs the deployment bucket: ${left[0]}`);
  return derived;
}

function without<Value>(
  record: Readonly<Record<string, Value>>,
  names: readonly string[],
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}
