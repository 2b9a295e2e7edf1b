import { type Package, packageFunction } from '../local/package.ts';

let packaging: Promise<Package> | undefined;

/** The package, made once for all tests. */
export function deployedPackage(): Promise<Package> {
  packaging ??= packageFunction();
  return packaging;
}

after(async () => {
  (await packaging)?.remove();
});
