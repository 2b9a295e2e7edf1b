import { packageFunction } from '../embedded-aws/lambda/package.ts';
import { runCommand } from './command.ts';
import { nextSteps } from './package-organization/next-steps.ts';
import { FOLDER, writeOrganizationPackage } from './package-organization/write-package.ts';

const ABOUT = `
Packages the function for all accounts of an organization. Writes three files to dist/organization:

  template.json     a CloudFormation template for StackSets with
                    service-managed permissions
  root-user-mfa-enabled-<SHA-256>.zip
                    the function
  SHA256SUMS        the SHA-256 of both, to check with "sha256sum -c SHA256SUMS"

  npm run package:organization
                    write the files, and print the AWS CLI commands to go on
`;

const NOTES = `
The same commit gives the same bytes, whatever the folder, the time, the user and the environment.

The template is that of "npx serverless deploy", with two differences:

  - It has no bucket of its own, no bucket policy, and no output with the
    bucket's name.
  - Two parameters name the place of the zip: CodeBucket, a bucket that all
    accounts can read (deploy/artifact-bucket.yml), and CodeKey, by default the
    zip's name. The name contains the SHA-256 of the zip, so each version has
    its own key.

The template's parameters have the defaults under "params" in serverless.yml. A stack set and each of its stacks can have
other values. No other command changes the folder. See docs/deployment/stacksets.md.

Exit status: 0 the files are written; 1 packaging failed; 2 an option is invalid.
`;

const command = { name: 'package:organization', about: ABOUT, options: {}, notes: NOTES };

await runCommand(command, async () => {
  const deployed = await packageFunction();
  try {
    const template = await writeOrganizationPackage(deployed, FOLDER);
    process.stdout.write(nextSteps(template));
    return 0;
  } finally {
    deployed.remove();
  }
});
