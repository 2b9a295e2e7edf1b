import { type Package, packageFunction } from '../embedded-aws/lambda/package.ts';

let packaging: Promise<Package> | undefined;
let packagingCentral: Promise<Package> | undefined;

/** The package, made once for all tests. */
export function deployedPackage(): Promise<Package> {
  packaging ??= packageFunction();
  return packaging;
}

/** The package of a central function, made once for all tests. */
export function centralPackage(): Promise<Package> {
  packagingCentral ??= packageFunction({ memberRoleName: 'RootUserMfaEvaluation' });
  return packagingCentral;
}

after(async () => {
  (await packaging)?.remove();
  (await packagingCentral)?.remove();
});
