import { expect } from 'chai';
import { groupByCause } from '../../watch/group-by-cause.ts';

const account = (accountId: string, text: string) => ({ accountId, text });

describe('watch/group-by-cause', () => {
  it('puts accounts with one cause together, in the order of their first accounts', () => {
    const [a, b, c] = [
      account('1'.repeat(12), 'x'),
      account('2'.repeat(12), 'y'),
      account('3'.repeat(12), 'x'),
    ];
    expect(groupByCause([a, b, c], ({ text }) => text)).to.deep.equal([
      { text: 'x', accounts: [a, c] },
      { text: 'y', accounts: [b] },
    ]);
  });

  it('groups accounts whose texts differ only in their own id', () => {
    const denied = (id: string, role: string) =>
      account(id, `denied: arn:aws:iam::${role}:role/Audit in ${role}`);
    const [a, b, c] = ['1', '2', '3'].map((digit) => digit.repeat(12)) as [string, string, string];
    const accounts = [denied(a, a), denied(b, b), denied(c, a)];
    expect(groupByCause(accounts, ({ text }) => text)).to.deep.equal([
      { text: 'denied: arn:aws:iam::ACCOUNT_ID:role/Audit in ACCOUNT_ID', accounts: accounts.slice(0, 2) },
      { text: accounts[2]?.text, accounts: accounts.slice(2) },
    ]);
  });

  it('keeps the id in the text of an account that is alone', () => {
    const [alone] = [account('1'.repeat(12), `denied: ${'1'.repeat(12)}`)];
    expect(groupByCause([alone], ({ text }) => text)).to.deep.equal([
      { text: alone.text, accounts: [alone] },
    ]);
  });
});
