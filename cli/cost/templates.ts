import { readdirSync } from 'node:fs';
import { HANDLER } from '../../embedded-aws/cloudformation/stacks.ts';
import type { Template } from '../../embedded-aws/cloudformation/template.ts';
import { readTemplateFile } from '../../embedded-aws/cloudformation/template-file.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { onlyFunction } from '../package-organization/one-function.ts';
import { toOrganizationTemplate } from '../package-organization/organization-template.ts';

/** The templates that a way to deploy uses, as they are in this version. */
export interface Templates {
  /** Of `npx serverless deploy`, as far as root-user-mfa-enabled goes. */
  readonly account: Template;
  /** Of `npm run package:organization`. */
  readonly stackSet: Template;
  readonly codeBucket: Template;
  readonly organizationRule: Template;
  readonly memberRole: Template;
  /** With the role that it assumes in each account. */
  readonly watch: readonly [watch: Template, role: Template] | undefined;
  readonly reevaluation: Template | undefined;
  readonly zipBytes: number;
}

export function readTemplates({ template, zipBytes }: Pick<Package, 'template' | 'zipBytes'>): Templates {
  const watch = readIfThere('organization-watch.yml');
  const watchRole = readIfThere('organization-watch-role.yml');
  return {
    account: onlyFunction(template, HANDLER),
    stackSet: toOrganizationTemplate(template, 'function.zip'),
    codeBucket: readTemplateFile('artifact-bucket.yml'),
    organizationRule: readTemplateFile('organization-rule.yml'),
    memberRole: readTemplateFile('member-role.yml'),
    watch: watch && watchRole && [watch, watchRole],
    reevaluation: readIfThere('reevaluate-on-change.yml'),
    zipBytes,
  };
}

export function deployFiles(): string[] {
  return readdirSync(new URL('../../deploy', import.meta.url)).filter((name) => name.endsWith('.yml'));
}

function readIfThere(name: string): Template | undefined {
  return deployFiles().includes(name) ? readTemplateFile(name) : undefined;
}
