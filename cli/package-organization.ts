import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Parameter, Template } from '../embedded-aws/cloudformation/template.ts';
import { packageFunction } from '../embedded-aws/lambda/package.ts';
import { ExpectationError } from '../rules/expect.ts';

const HELP = `Packages the function for all accounts of an organization: a CloudFormation template for StackSets with
service-managed permissions, and the function's zip, into .serverless/organization.

  npm run package:organization             write both, and print the AWS CLI commands that follow
  npm run package:organization -- --help   print this text

The template is that of "npx serverless deploy", but for these differences:

  - no bucket of its own, no bucket policy, and no output with the bucket's name;
  - two parameters for where the code is: CodeBucket, a bucket that all accounts may read (deploy/artifact-bucket.yml),
    and CodeKey, by default the zip's name. The name holds the SHA-256 of the zip, so a new version has a new key.

The rule's parameters are those under "params" in serverless.yml: set them there first. Upload both files before you run
Serverless, npm start or npm test again: each of them empties .serverless. Read docs/deployment.md.

Exit status: 0 both are written; 1 packaging failed; 2 an option is invalid.
`;

const FUNCTION = 'root-user-mfa-enabled';
const FOLDER = '.serverless/organization';
const project = fileURLToPath(new URL('..', import.meta.url));

const DEPLOYMENT_BUCKET = ['ServerlessDeploymentBucket', 'ServerlessDeploymentBucketPolicy'];
const DEPLOYMENT_BUCKET_OUTPUT = 'ServerlessDeploymentBucketName';

export interface OrganizationTemplate extends Template {
  readonly Parameters: Readonly<Record<string, Parameter>>;
  readonly Outputs: Readonly<Record<string, unknown>>;
}

/**
 * Derives the template for StackSets from the compiled one, which stays as it is.
 *
 * @throws {Error} unless the template has exactly one function, which assumes no role, and nothing else needs the
 *   deployment bucket
 */
export function toOrganizationTemplate(template: Template, zipName: string): OrganizationTemplate {
  const compiled = structuredClone(template) as OrganizationTemplate;
  if (compiled.Parameters['MemberRoleName']?.Default !== '') {
    throw new Error(
      'Expected serverless.yml to leave memberRoleName empty: each account has a function of its own',
    );
  }
  const resources = without(compiled.Resources, DEPLOYMENT_BUCKET);
  const functions = Object.values(resources).filter(({ Type }) => Type === 'AWS::Lambda::Function');
  const [only] = functions;
  if (only === undefined || functions.length !== 1) {
    throw new Error(`Expected the template to have one function, got ${functions.length}`);
  }
  (only.Properties as { Code: object }).Code = { S3Bucket: { Ref: 'CodeBucket' }, S3Key: { Ref: 'CodeKey' } };

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

export function zipNameOf(zip: Uint8Array): string {
  return `${FUNCTION}-${createHash('sha256').update(zip).digest('hex')}.zip`;
}

function without<Value>(
  record: Readonly<Record<string, Value>>,
  names: readonly string[],
): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)));
}

async function main(): Promise<void> {
  if (readOptions().help) {
    process.stdout.write(HELP);
    return;
  }
  const deployed = await packageFunction();
  try {
    const zip = await readFile(deployed.zipPath);
    const zipName = zipNameOf(zip);
    const template = toOrganizationTemplate(deployed.template, zipName);
    const folder = join(project, FOLDER);
    // One version at a time: an old zip beside a new template is a mistake waiting to happen.
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'template.json'), `${JSON.stringify(template, null, 2)}\n`);
    await writeFile(join(folder, zipName), zip);
    process.stdout.write(nextSteps(zipName));
  } finally {
    deployed.remove();
  }
}

function readOptions(): { readonly help: boolean } {
  try {
    return parseArgs({ options: { help: { type: 'boolean', short: 'h', default: false } } }).values;
  } catch (cause) {
    throw new ExpectationError(
      `${(cause as Error).message}\nnpm run package:organization -- --help says what there is.`,
      { cause },
    );
  }
}

function nextSteps(zipName: string): string {
  return `Wrote to ${FOLDER}:
  template.json
  ${zipName}

Next, in the management account or in a delegated administrator of StackSets (there, add --call-as DELEGATED_ADMIN to
each cloudformation command), with your own values for BUCKET, REGION and OU_ID. All are in the same Region.

aws s3 cp ${FOLDER}/${zipName} s3://BUCKET/

The first time:

aws cloudformation create-stack-set --region REGION --stack-set-name ${FUNCTION} \\
  --template-body file://${FOLDER}/template.json \\
  --parameters ParameterKey=CodeBucket,ParameterValue=BUCKET \\
  --permission-model SERVICE_MANAGED --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false \\
  --capabilities CAPABILITY_NAMED_IAM
aws cloudformation create-stack-instances --region REGION --stack-set-name ${FUNCTION} \\
  --deployment-targets OrganizationalUnitIds=OU_ID --regions REGION \\
  --operation-preferences ${PREFERENCES}

For a new version:

aws cloudformation update-stack-set --region REGION --stack-set-name ${FUNCTION} \\
  --template-body file://${FOLDER}/template.json \\
  --parameters ParameterKey=CodeBucket,UsePreviousValue=true ParameterKey=AlarmTopicArn,UsePreviousValue=true \\
    ParameterKey=CodeKey,ParameterValue=${zipName} \\
  --capabilities CAPABILITY_NAMED_IAM \\
  --operation-preferences ${PREFERENCES}
`;
}

/** Without them StackSets takes one account at a time, and stops at the first that fails. */
const PREFERENCES =
  'ConcurrencyMode=SOFT_FAILURE_TOLERANCE,MaxConcurrentPercentage=25,FailureTolerancePercentage=10';

if (import.meta.main) {
  try {
    await main();
  } catch (error) {
    const isInput = error instanceof ExpectationError;
    process.stderr.write(`${isInput ? error.message : (error as Error).stack}\n`);
    process.exitCode = isInput ? 2 : 1;
  }
}
