import { dirname } from 'node:path';
import { type Package, packageFunction } from '../embedded-aws/lambda/package.ts';

/** The parameters of `serverless.yml` with which each package is made. */
const PARAMETERS = { deployed: {}, central: { memberRoleName: 'RootUserMfaEvaluation' } };

const made = new Map<string, Promise<Package>>();

/** A package, made once for all tests. */
function packageOf(kind: keyof typeof PARAMETERS): Promise<Package> {
  const packaging = made.get(kind) ?? packageFunction(PARAMETERS[kind]);
  made.set(kind, packaging);
  return packaging;
}

export const deployedPackage = () => packageOf('deployed');

/** The package of a central function. */
export const centralPackage = () => packageOf('central');

/**
 * The environment in which a command gets the package of the tests, where it would make the same one again.
 *
 * @param defaults parameters of `serverless.yml` that the command gives although they are as they stand there
 */
export async function environmentWithPackage(
  kind: keyof typeof PARAMETERS,
  defaults: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const { zipPath } = await packageOf(kind);
  const given = { ...PARAMETERS[kind], ...defaults };
  const params = Object.entries(given).map(([name, value]) => `${name}=${value}`);
  return {
    // It is loaded before the launcher, which hides such warnings.
    NODE_OPTIONS: `--disable-warning=ExperimentalWarning --import=${import.meta.resolve('./ready-package.ts')}`,
    READY_PACKAGE: dirname(zipPath),
    READY_PACKAGE_PARAMS: JSON.stringify(params),
  };
}

after(async () => {
  for (const packaging of made.values()) (await packaging).remove();
});
