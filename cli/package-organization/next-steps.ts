import type { OrganizationTemplate } from './organization-template.ts';
import { FOLDER } from './write-package.ts';

const STACK_SET = 'root-user-mfa-enabled';

/** @returns the AWS CLI commands that deploy the written files, for a person to run */
export function nextSteps({ Parameters: parameters }: OrganizationTemplate): string {
  const { CodeBucket: _, CodeKey, ...others } = parameters;
  const zipName = CodeKey?.Default;
  // Each is given, also at its default: an update can then keep the value of each.
  const first = Object.entries(others).map(([name, { Default }]) => `${name},ParameterValue=${Default}`);
  const kept = ['CodeBucket', ...Object.keys(others)].map((name) => `${name},UsePreviousValue=true`);
  return `Wrote to ${FOLDER}:
  template.json
  ${zipName}
  SHA256SUMS

Next, in the management account or in a delegated administrator of StackSets (there, add --call-as DELEGATED_ADMIN to
each cloudformation command), with your own values for BUCKET, REGION and OU_ID. All are in the same Region.

aws s3 cp ${FOLDER}/${zipName} s3://BUCKET/

The first time, with the values that you want (docs/deployment/parameters.md):

aws cloudformation create-stack-set --region REGION --stack-set-name ${STACK_SET} \\
  --template-body file://${FOLDER}/template.json \\
  --parameters ParameterKey=CodeBucket,ParameterValue=BUCKET \\
${linesOf(first)}\
  --permission-model SERVICE_MANAGED --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\
  --capabilities CAPABILITY_NAMED_IAM
aws cloudformation create-stack-instances --region REGION --stack-set-name ${STACK_SET} \\
  --deployment-targets OrganizationalUnitIds=OU_ID --regions REGION \\
  --operation-preferences ${PREFERENCES}

For a new version (AWS refuses UsePreviousValue for a parameter that the stack set does not have yet: leave it out, and
it takes its default):

aws cloudformation update-stack-set --region REGION --stack-set-name ${STACK_SET} \\
  --template-body file://${FOLDER}/template.json \\
  --parameters ParameterKey=CodeKey,ParameterValue=${zipName} \\
${linesOf(kept)}\
  --capabilities CAPABILITY_NAMED_IAM \\
  --operation-preferences ${PREFERENCES}
`;
}

function linesOf(parameters: readonly string[]): string {
  return parameters.map((parameter) => `    ParameterKey=${parameter} \\\n`).join('');
}

/** By default, StackSets takes one account at a time and stops at the first that fails. */
const PREFERENCES =
  'ConcurrencyMode=SOFT_FAILURE_TOLERANCE,MaxConcurrentPercentage=25,FailureTolerancePercentage=10';
