import { expect } from 'chai';
import { nextSteps } from '../../cli/package-organization/next-steps.ts';
import { toOrganizationTemplate } from '../../cli/package-organization/organization-template.ts';
import type { Template } from '../../embedded-aws/cloudformation/template.ts';
import { deployedPackage } from '../deployed.ts';

describe('the commands of npm run package:organization', () => {
  const zipName = 'root-user-mfa-enabled-0123.zip';
  let compiled: Template;
  let created: string;
  let updated: string;

  before(async () => {
    compiled = (await deployedPackage()).template;
    const commands = nextSteps(toOrganizationTemplate(compiled, zipName));
    [created = '', updated = ''] = commands.split('For a new version');
  });

  const parameters = () => Object.keys(compiled.Parameters ?? {});

  it('give each parameter of the stack set its default, to be changed or kept', () => {
    const given = [...created.matchAll(/ParameterKey=(\w+),ParameterValue=(\S*) \\\n/g)];
    expect(given.map(([, name, value]) => [name, value])).to.have.deep.members([
      ['CodeBucket', 'BUCKET'],
      ...parameters().map((name) => [name, compiled.Parameters?.[name]?.Default]),
    ]);
  });

  it('keep the value of every parameter in an update, but for the key of the new zip', () => {
    const kept = [...updated.matchAll(/ParameterKey=(\w+),UsePreviousValue=true \\\n/g)];
    expect(kept.map(([, name]) => name)).to.have.members(['CodeBucket', ...parameters()]);
    expect(updated).to.include(`ParameterKey=CodeKey,ParameterValue=${zipName} \\\n`);
  });
});
