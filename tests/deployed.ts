import { dirname } from 'node:path';
import { type Package, packageFunction } from '../embedded-aws/lambda/package.ts';

const CENTRAL = { memberRoleName: 'RootUserMfaEvaluation' };

let packaging: Promise<Package> | undefined;
let packagingCentral: Promise<Package> | undefined;

/** The package, made once for all tests. */
export function deployedPackage(): Promise<Package> {
  packaging ??= packageFunction();
  return packaging;
}

/** The package of a central function, made once for all tests. */
export function centralPackage(): Promise<Package> {
  packagingCentral ??= packageFunction(CENTRAL);
  return packagingCentral;
}

/**
 * The environment in which a command gets the package of the tests, where it would make the same one again.
 *
 * @param defaults parameters of `serverless.yml` that the command gives although they are as they stand there
 */
export async function environmentWithPackage(
  kind: 'deployed' | 'central',
  defaults: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const { zipPath } = await (kind === 'central' ? centralPackage() : deployedPackage());
  const given = { ...(kind === 'central' && CENTRAL), ...defaults };
  const params = Object.entries(given).map(([name, value]) => `${name}=${value}`);
  return {
    NODE_OPTIONS: `--import=${import.meta.resolve('./ready-package.ts')}`,
    READY_PACKAGE: dirname(zipPath),
    READY_PACKAGE_PARAMS: JSON.stringify(params),
  };
}

after(async () => {
  (await packaging)?.remove();
  (await packagingCentral)?.remove();
});
