import { HANDLER } from '../../embedded-aws/cloudformation/stacks.ts';
import type { Output, Parameter, Template } from '../../embedded-aws/cloudformation/template.ts';

export interface OrganizationTemplate extends Template {
  readonly Parameters: Readonly<Record<string, Parameter>>;
  readonly Outputs: Readonly<Record<string, Output>>;
}

/**
 * Derives the template for StackSets from the compiled one, which stays as it is.
 *
 * @throws {Error} unless the template has root-user-mfa-enabled as its only function, since there is one zip beside it; it
 *   assumes no role; and nothing else needs the deployment bucket
 */
export function toOrganizationTemplate(template: Template, zipName: string): OrganizationTemplate {
  if (template.Parameters?.['MemberRoleName']?.Default !== '') {
    throw new Error(
      'Expected serverless.yml to leave memberRoleName empty: each account has a function of its own',
    );
  }
  const compiled = structuredClone(template) as OrganizationTemplate;
  // Serverless makes these for the upload of its own deployment.
  const { ServerlessDeploymentBucket, ServerlessDeploymentBucketPolicy, ...Resources } = compiled.Resources;
  const { ServerlessDeploymentBucketName, ...Outputs } = compiled.Outputs;
  const functions = Object.values(Resources)
    .filter(({ Type }) => Type === 'AWS::Lambda::Function')
    .map(({ Properties }) => Properties as { Handler: string; Code: object });
  const [lambda] = functions;
  if (lambda?.Handler !== HANDLER || functions.length > 1) {
    const got = functions.map(({ Handler }) => Handler).join(', ') || 'none';
    throw new Error(`Expected the template to have ${HANDLER} as its only function, got ${got}`);
  }
  lambda.Code = { S3Bucket: { Ref: 'CodeBucket' }, S3Key: { Ref: 'CodeKey' } };

  const Parameters = {
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
  };
  const derived = { ...compiled, Parameters, Resources, Outputs };
  const left = JSON.stringify(derived).match(/"[^"]*ServerlessDeploymentBucket[^"]*"/);
  if (left !== null) throw new Error(`The template still needs the deployment bucket: ${left[0]}`);
  return derived;
}
