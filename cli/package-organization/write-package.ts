import { hash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { type OrganizationTemplate, toOrganizationTemplate } from './organization-template.ts';
import { toReproducibleZip } from './reproducible-zip.ts';

/** Relative to the project's folder, in which npm runs the command. */
export const FOLDER = 'dist/organization';

const FUNCTION = 'root-user-mfa-enabled';

/**
 * Writes the template, the zip and their sums to a folder, and deletes what was in it: an old zip beside a new template
 * is a mistake waiting to happen.
 *
 * @returns the template that was written
 */
export async function writeOrganizationPackage(
  deployed: Package,
  folder: string,
): Promise<OrganizationTemplate> {
  const zip = toReproducibleZip(await readFile(deployed.zipPath));
  const sum = hash('sha256', zip);
  const zipName = `${FUNCTION}-${sum}.zip`;
  const template = toOrganizationTemplate(deployed.template, zipName);
  const templateText = `${JSON.stringify(template, null, 2)}\n`;
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, zipName), zip);
  await writeFile(join(folder, 'template.json'), templateText);
  const sums = `${sum}  ${zipName}\n${hash('sha256', templateText)}  template.json\n`;
  await writeFile(join(folder, 'SHA256SUMS'), sums);
  return template;
}
