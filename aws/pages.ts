import { AwsCallError } from './call.ts';

/** More than any list of AWS Organizations has, also where AWS gives some pages with few entries or none. */
const MAX_PAGES = 10_000;

/**
 * Reads a list to its end. A page can be empty in the middle of it, and some endpoints end it with an empty token.
 *
 * @param action of each call, for errors
 * @throws {AwsCallError} where the list would never end
 */
export async function* pagesOf<Page extends { readonly NextToken?: string | undefined }>(
  action: string,
  read: (token: string | undefined) => Promise<Page>,
): AsyncGenerator<Page> {
  const seen = new Set<string | undefined>();
  let token: string | undefined;
  for (let pages = 0; pages < MAX_PAGES; pages += 1) {
    const page = await read(token);
    token = page.NextToken || undefined;
    if (seen.has(token)) {
      throw new AwsCallError(action, `${action}: expected each page once, got ${token} again.`);
    }
    yield page;
    if (token === undefined) return;
    seen.add(token);
  }
  throw new AwsCallError(action, `${action}: expected at most ${MAX_PAGES} pages, got more.`);
}
