import { hash } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { packageWatch } from '../embedded-aws/lambda/watch-package.ts';
import { runCommand } from './command.ts';

const ABOUT = `
Packages the watch of an organization: its function's zip, into dist/organization-watch.

  npm run package:organization-watch
                write it, and print the AWS CLI commands to go on
`;

const NOTES = `
The name of the zip holds the SHA-256 of its content, so a new version has a new key. The templates are
deploy/organization-watch.yml and deploy/organization-watch-role.yml. No other command changes the folder.
Read docs/deployment/organization-watch.md.

Exit status: 0 the zip is written; 1 packaging failed; 2 an option is invalid.
`;

/** Relative to the project's folder, in which npm runs the command. */
const FOLDER = 'dist/organization-watch';
const STACK = 'root-user-mfa-enabled-watch';

function nextSteps(zipName: string): string {
  return `Wrote ${FOLDER}/${zipName}

Next, with your own values for BUCKET, REGION, EMAIL, ORGANIZATION_ID, ROOT_ID and the ARN of the role. The Region is that
of the rule's functions.

1. In the management account or a delegated administrator: the watch.

aws s3 cp ${FOLDER}/${zipName} s3://BUCKET/
aws cloudformation deploy --region REGION --stack-name ${STACK} \\
  --template-file deploy/organization-watch.yml --capabilities CAPABILITY_NAMED_IAM \\
  --parameter-overrides CodeBucket=BUCKET CodeKey=${zipName} ReportEmail=EMAIL
aws cloudformation describe-stacks --region REGION --stack-name ${STACK} --query 'Stacks[0].Outputs'

2. Where StackSets deploys from: the role that the watch assumes in each account.

aws cloudformation create-stack-set --region REGION --stack-set-name ${STACK}-role \\
  --template-body file://deploy/organization-watch-role.yml --capabilities CAPABILITY_NAMED_IAM \\
  --parameters ParameterKey=WatchRoleArn,ParameterValue=WATCH_ROLE_ARN \\
    ParameterKey=OrganizationId,ParameterValue=ORGANIZATION_ID \\
  --permission-model SERVICE_MANAGED --auto-deployment Enabled=true,RetainStacksOnAccountRemoval=false
aws cloudformation create-stack-instances --region REGION --stack-set-name ${STACK}-role \\
  --deployment-targets OrganizationalUnitIds=ROOT_ID --regions REGION \\
  --operation-preferences ConcurrencyMode=SOFT_FAILURE_TOLERANCE,MaxConcurrentPercentage=25,FailureTolerancePercentage=10

3. In the management account, which StackSets leaves out, unless the watch is there: the role by a stack of its own.

aws cloudformation deploy --region REGION --stack-name ${STACK}-role \\
  --template-file deploy/organization-watch-role.yml --capabilities CAPABILITY_NAMED_IAM \\
  --parameter-overrides WatchRoleArn=WATCH_ROLE_ARN OrganizationId=ORGANIZATION_ID

4. Run it once, which ends the silence alarm, and see what it says.

aws lambda invoke --region REGION --function-name ${STACK} --cli-read-timeout 900 /dev/stdout
`;
}

const command = { name: 'package:organization-watch', about: ABOUT, options: {}, notes: NOTES };

await runCommand(command, async () => {
  const deployed = await packageWatch();
  const zipName = `organization-watch-${hash('sha256', deployed.zip)}.zip`;
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER, { recursive: true });
  await writeFile(join(FOLDER, zipName), deployed.zip);
  deployed.remove();
  process.stdout.write(nextSteps(zipName));
  return 0;
});
