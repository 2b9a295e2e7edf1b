import { expect } from 'chai';
import { rules } from '../../rules/index.ts';

describe('rules/index', () => {
  it('registers the rules', () => {
    expect(rules.map(({ name }) => name)).to.deep.equal(['root-user-mfa-enabled']);
  });
});
