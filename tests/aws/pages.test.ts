import { expect } from 'chai';
import { AwsCallError } from '../../aws/call.ts';
import { pagesOf } from '../../aws/pages.ts';
import { rejection } from '../rejection.ts';

async function whole<Page>(list: AsyncIterable<Page>): Promise<Page[]> {
  const pages: Page[] = [];
  for await (const page of list) pages.push(page);
  return pages;
}

describe('aws/pages', () => {
  it('reads to an empty token, each page with the token of the one before', async () => {
    const asked: unknown[] = [];
    const answers = [{ NextToken: 'second' }, { NextToken: 'third' }, { NextToken: '' }];
    const list = pagesOf('organizations:X', async (token) => {
      asked.push(token);
      return answers[asked.length - 1] as object;
    });
    expect(await whole(list)).to.deep.equal(answers);
    expect(asked).to.deep.equal([undefined, 'second', 'third']);
  });

  it('ends a list that never ends', async () => {
    let count = 0;
    const endless = pagesOf('organizations:X', async () => ({ NextToken: `${++count}` }));
    const error = await rejection(whole(endless));
    expect(error).to.be.instanceOf(AwsCallError);
    expect(error.message).to.equal('organizations:X: expected at most 10000 pages, got more.');
    expect(count).to.equal(10_000);
  });

  it('ends a list that repeats itself', async () => {
    const error = await rejection(whole(pagesOf('organizations:X', async () => ({ NextToken: 'again' }))));
    expect(error).to.be.instanceOf(AwsCallError);
    expect(error.message).to.equal('organizations:X: expected each page once, got again again.');
  });
});
