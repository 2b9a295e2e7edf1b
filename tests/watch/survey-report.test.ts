import { expect } from 'chai';
import type { Status } from '../../watch/freshness.ts';
import type { Watched } from '../../watch/survey.ts';
import { countStatuses, toText } from '../../watch/survey-report.ts';

const watched = (status: Status, index: number, changes: Partial<Watched> = {}): Watched => ({
  accountId: `${100_000_000_000 + index}`,
  accountName: `account-${index}`,
  isManagementAccount: false,
  status,
  detail: '',
  ...changes,
});

describe('watch/survey-report', () => {
  const all = [
    watched('missing', 0, { isManagementAccount: true, detail: 'No invocation' }),
    watched('fresh', 1),
    watched('failed', 2, { detail: '3 of 3 failed' }),
    watched('new', 3),
    watched('silent', 4),
    watched('inactive', 5),
    watched('unreadable', 6, { detail: 'Denied.' }),
    watched('excluded', 7),
    watched('failed', 8),
  ];

  it('counts accounts by status', () => {
    expect(countStatuses(all)).to.deep.equal({
      ...{ missing: 1, fresh: 1, failed: 2, new: 1, silent: 1, inactive: 1, unreadable: 1, excluded: 1 },
    });
    expect(countStatuses([])).to.deep.equal({});
  });

  it('names the accounts of each cause, what it means and the next action', () => {
    expect(toText(all, 'the-function', 'One_Hour').split('\n')).to.deep.equal([
      'the-function: 5 of 6 accounts have no verdict that is known to be fresh (3 hours). ' +
        'Not judged: 1 suspended or closed, 1 that just joined, 1 excluded.',
      '',
      'FAILED (2): the function failed three times or more, or at each invocation. AWS Config may show an older verdict.',
      '  100000000002  account-2  3 of 3 failed',
      '  100000000008  account-8',
      '  Next: in the account, read the errors in the log group /aws/lambda/the-function.',
      '',
      'SILENT (1): AWS Config no longer invokes the function, and shows the last verdict that it gave.',
      '  100000000004  account-4',
      '  Next: in the account, look for the AWS Config rule, its permission to invoke the function, and the ' +
        "function's Throttles.",
      '',
      'MISSING (1): the function was never there, or was not invoked for 14 days.',
      '  100000000000  account-0 (management account)  No invocation',
      '  Next: deploy the rule to the account. StackSets deploys to its organizational units only, and never to the ' +
        'management account: there, run npx serverless deploy.',
      '',
      'UNREADABLE (1): the watch cannot tell whether the verdict is fresh.',
      '  100000000006  account-6  Denied.',
      '  Next: deploy deploy/organization-watch-role.yml to the account, or find the policy that denies the call.',
      '',
    ]);
  });

  it('says that every verdict is fresh if there is no finding', () => {
    const fresh = (count: number) => Array.from({ length: count }, (_, index) => watched('fresh', index));
    const says = (accounts: readonly Watched[]) => toText(accounts, 'f', 'TwentyFour_Hours').split(' Not')[0];
    expect(says(fresh(1))).to.equal('f: The only account has a fresh verdict (26 hours).');
    expect(says(fresh(4))).to.equal('f: All 4 accounts have a fresh verdict (26 hours).');
    expect(says([watched('new', 1)])).to.equal('f: No account was judged (26 hours).');
  });

  /** The lines about accounts in the report on these. */
  const linesOf = (...accounts: readonly Watched[]) =>
    toText(accounts, 'f', 'One_Hour').split('\n').slice(3, -2);

  it('prints a text that several accounts share once, above them', () => {
    const denied = (index: number) =>
      watched('unreadable', index, {
        detail: `Denied: arn:aws:iam::${100_000_000_000 + index}:role/Watch.\u009b1A`,
      });
    expect(
      linesOf(denied(1), watched('unreadable', 2, { detail: 'Slow: 100000000002.' }), denied(3)),
    ).to.deep.equal([
      '  The next 2 accounts: Denied: arn:aws:iam::ACCOUNT_ID:role/Watch.\\u009b1A',
      '  100000000001  account-1',
      '  100000000003  account-3',
      '  100000000002  account-2  Slow: 100000000002.',
    ]);
  });

  it('says nothing above accounts of which nothing is said', () => {
    expect(linesOf(watched('silent', 1), watched('silent', 2))).to.deep.equal([
      '  100000000001  account-1',
      '  100000000002  account-2',
    ]);
  });

  it('keeps a name and an error from outside on their line, and shows what a terminal would obey', () => {
    const accountName = 'a \n FAILED (9)\u001b[2J\r\u202eb';
    expect(linesOf(watched('silent', 1, { accountName, detail: 'Denied\u009b1A' }))).to.deep.equal([
      '  100000000001  a FAILED (9)\\u001b[2J \\u202eb  Denied\\u009b1A',
    ]);
  });

  it('fits into a message of 256 KB however many accounts and however long their details are', () => {
    const findings = (['failed', 'silent', 'missing', 'unreadable'] as const).flatMap((status) =>
      Array.from({ length: 20_000 }, (_, index) =>
        watched(status, index, { detail: `${index}${'€'.repeat(2_000)}` }),
      ),
    );
    const text = toText(findings, 'f', 'One_Hour');
    expect(Buffer.byteLength(text)).to.be.below(262_144);
    expect(text.match(/… and 19950 more: the log of the watch names each/g)).to.have.length(4);
    expect(text.match(/^ {2}\d{12}/gm)).to.have.length(200);
  });

  it('cuts a line behind its 300th character', () => {
    const start = '  100000000001  account-1  ';
    const lineWith = (length: number) =>
      linesOf(watched('silent', 1, { detail: 'x'.repeat(length - start.length) }))[0];
    expect(lineWith(300)).to.equal(start.padEnd(300, 'x'));
    expect(lineWith(301)).to.equal(`${start.padEnd(300, 'x')}…`);
  });

  it('mentions no further accounts if a cause has 50', () => {
    const findings = Array.from({ length: 50 }, (_, index) => watched('silent', index));
    expect(linesOf(...findings)).to.have.length(50);
  });
});
