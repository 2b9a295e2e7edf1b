import { unzipSync, zipSync } from 'fflate';

/** The first day that a zip can express. fflate writes local time, so this is the local midnight of every time zone. */
const ZIP_DATE = new Date(1980, 0, 1);

/**
 * Unix, and a regular file with mode 644: everyone may read it, as Lambda requires.
 * https://repost.aws/knowledge-center/lambda-deployment-package-errors
 */
const ZIP_ATTRIBUTES = { os: 3, attrs: 0o100644 << 16 };

/**
 * Packs the same files again, so that the bytes depend on nothing but names and contents: sorted names, a fixed date and
 * mode, and a compressor in JavaScript, because zlib does not promise the same bytes in each version
 * and on each processor.
 */
export function toReproducibleZip(zip: Uint8Array): Uint8Array {
  const files = Object.entries(unzipSync(zip)).sort(([a], [b]) => (a < b ? -1 : 1));
  return zipSync(Object.fromEntries(files), { level: 9, mtime: ZIP_DATE, ...ZIP_ATTRIBUTES });
}
