import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { packageFunction } from '../../../embedded-aws/lambda/package.ts';
import { rejection } from '../../rejection.ts';

describe('embedded-aws/lambda/package', () => {
  it('does not package while another command does', async () => {
    const path = fileURLToPath(new URL('../../../node_modules/.packaging-turn', import.meta.url));
    const other = new DatabaseSync(path, { timeout: 60_000 });
    other.exec('BEGIN EXCLUSIVE');

    const { message } = await rejection(packageFunction({}, 0)).finally(() => other.close());

    expect(message).to.equal(
      `${path}: another command still packages the function. End it, then run this again.`,
    );
  });
});
