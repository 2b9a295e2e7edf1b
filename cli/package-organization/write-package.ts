import { hash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unzipSync, zipSync } from 'fflate';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { type OrganizationTemplate, toOrganizationTemplate } from './organization-template.ts';

/** Relative to the project's folder, in which npm runs the command. */
export const FOLDER = 'dist/organization';

const FUNCTION = 'root-user-mfa-enabled';

/** The first day that a zip can express. fflate writes local time, so this is the local midnight of every time zone. */
const ZIP_DATE = new Date(1980, 0, 1);

/**
 * Unix, and a regular file with mode 644: everyone may read it, as Lambda requires.
 * https://repost.aws/knowledge-center/lambda-deployment-package-errors
 */
const ZIP_ATTRIBUTES = { os: 3, attrs: 0o100644 << 16 };

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

/**
 * Packs the same files again, so that the bytes depend on nothing but names and contents: sorted names, a fixed date and
 * mode, and a compressor in JavaScript, because zlib does not promise the same bytes in each version
 * and on each processor.
 */
export function toReproducibleZip(zip: Uint8Array): Uint8Array {
  const files = Object.entries(unzipSync(zip)).sort(([a], [b]) => (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(files), { level: 9, mtime: ZIP_DATE, ...ZIP_ATTRIBUTES });
}
