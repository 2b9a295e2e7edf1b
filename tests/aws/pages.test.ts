import { expect } from 'chai';
import { AwsCallError } from '../../aws/call.ts';
import { pagesOf } from '../../aws/pages.ts';
import { rejection } from '../rejection.ts';

describe('aws/pages', () => {
  it('ends a list that never ends', async () => {
    let count = 0;
    const endless = pagesOf('organizations:X', async () => ({ NextToken: `${++count}` }));
    const readAll = async () => {
      for await (const _ of endless);
    };
    const error = await rejection(readAll());
    expect(error).to.be.instanceOf(AwsCallError);
    expect(error.message).to.equal('organizations:X: expected at most 10000 pages, got more.');
    expect(count).to.equal(10_000);
  });
});
