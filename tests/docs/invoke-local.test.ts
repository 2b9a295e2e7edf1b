import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import { deployedPackage } from '../deployed.ts';
import { anAccount, bareRootUser, folderOfFiles } from '../embedded-aws/fixtures.ts';
import { at, project, read } from '../project-files.ts';

describe('docs/organization-file.md, "Invoke the function locally"', () => {
  const { write } = folderOfFiles();

  it('prints a command that ends as the page shows', async () => {
    const page = read('docs/organization-file.md');
    const [, section = ''] = page.split('## Invoke the function locally\n');
    const [command = '', event = '', evaluation = ''] = [
      ...section.matchAll(/^```(?:sh|json)\n(.*?)^```$/gms),
    ].map(([, text = '']) => text);
    const { accountId } = JSON.parse(event);

    const path = await write('event.json', event);
    const aws = await EmbeddedAws.start(await deployedPackage());
    try {
      const management = anAccount({
        id: accountId,
        organization: { id: 'o-abcdefghij', managementAccountId: accountId },
        rootUser: bareRootUser,
      });
      aws.deploy(management, {});
      const [npx, serverless, ...args] = command.trim().replace('event.json', path).split(' ');
      expect([npx, serverless]).to.deep.equal(['npx', 'serverless']);
      const { stdout } = await promisify(execFile)(
        process.execPath,
        [at('node_modules/.bin/serverless'), ...args],
        { cwd: project, env: { ...process.env, ...aws.administratorEnvironment(management) } },
      );
      expect(stdout).to.include(evaluation);
    } finally {
      await aws.close();
    }
  }).timeout('2m');
});
