import { expect } from 'chai';
import { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import { EmbeddedWatch, type WatchRun } from '../../embedded-aws/embedded-watch.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { packageWatch, type WatchPackage } from '../../embedded-aws/lambda/watch-package.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import { rejection } from '../rejection.ts';
import { type AccountChanges, anAccount } from './fixtures.ts';

const FUNCTION = 'root-user-mfa-enabled';
const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '100000000000' };
const HOUR_MS = 3_600_000;

describe('embedded-aws/embedded-watch', () => {
  let watchPackage: WatchPackage;
  let aws: EmbeddedAws;
  before(async () => {
    watchPackage = await packageWatch();
  });
  after(() => watchPackage.remove());
  beforeEach(async () => {
    // The functions' runs are recorded here, so their package is not needed.
    aws = await EmbeddedAws.start({} as Package);
  });
  afterEach(() => aws.close());

  const member = (index: number, changes: AccountChanges = {}) =>
    anAccount({ id: `${100_000_000_000 + index}`, name: `account-${index}`, organization, ...changes });

  function ran(account: AwsAccount, hoursAgo: number, failures: readonly boolean[]) {
    const at = new Date(Date.now() - hoursAgo * HOUR_MS);
    for (const failed of failures) aws.metricsOf(account).record(FUNCTION, at, { failed });
  }
  const findings = ({ log }: WatchRun) => {
    const messages = [...log.matchAll(/.+/g)].map(([line]) => JSON.parse(line).message);
    const found = messages.filter((message) => 'status' in message);
    return found.map(({ accountId, status }) => `${accountId} ${status}`);
  };

  it('names exactly the 15 of 200 accounts, in one run', async () => {
    const expected: string[] = [];
    const accounts = Array.from({ length: 200 }, (_, index) => {
      const account = member(index, {
        suspended: index >= 100 && index < 105,
        ...(index >= 110 && index < 113 && { joinedHoursAgo: index - 110 }),
      });
      aws.addAccount(account);
      if (index >= 20 && index < 25) {
        ran(account, 3, [true, true, true]);
        expected.push(`${account.id} failed`);
      } else if (index >= 40 && index < 45) {
        ran(account, 30 + 24 * (index - 40), [false]);
        expected.push(`${account.id} silent`);
      } else if (index >= 60 && index < 65) expected.push(`${account.id} missing`);
      else if (!account.suspended && account.joinedHoursAgo === undefined) ran(account, index % 24, [false]);
      return account;
    });
    const watch = new EmbeddedWatch(aws, watchPackage, accounts[0] as AwsAccount, accounts);

    const run = await watch.run();

    expect(findings(run)).to.have.members(expected);
    expect(expected).to.have.length(15);
    expect(run.result).to.deep.equal({ fresh: 177, failed: 5, silent: 5, missing: 5, inactive: 5, new: 3 });
    expect(run.messages).to.have.length(1);
    const named = run.messages[0]?.text.match(/^ {2}\d{12}/gm)?.map((id) => id.trim());
    expect(named).to.have.members(expected.map((finding) => finding.slice(0, 12)));
  });

  /** Adds accounts whose function has just run. */
  function served(...accounts: AwsAccount[]) {
    for (const account of accounts) {
      aws.addAccount(account);
      ran(account, 1, [false]);
    }
    return accounts;
  }

  it('reports accounts whose role is missing or trusts another role', async () => {
    const missing = member(1, { memberRole: 'missing' });
    const accounts = served(member(0), missing, member(2, { memberRole: 'trusts-another-role' }));
    const run = await new EmbeddedWatch(aws, watchPackage, member(0), accounts).run();
    expect(findings(run)).to.deep.equal(['100000000001 unreadable', '100000000002 unreadable']);
  });

  it('runs in a delegated administrator, where the management account needs the role', async () => {
    const delegated = { organization: { ...organization, delegatedAdministratorId: '100000000001' } };
    const home = member(1, delegated);
    const unprepared = member(0, { ...delegated, memberRole: 'missing' });
    const accounts = served(unprepared, home, member(2, delegated));
    const run = await new EmbeddedWatch(aws, watchPackage, home, accounts).run();
    expect(findings(run)).to.deep.equal(['100000000000 unreadable']);
    expect(run.messages[0]?.text).to.include('account-0 (management account)');
  });

  it('has a function that Lambda stops only after it has reported', async () => {
    const hanging = [{ operation: 'cloudwatch:GetMetricData', fault: 'no-answer' }] as const;
    const accounts = [member(0), member(1, { faults: hanging })];
    for (const account of accounts) aws.addAccount(account);
    const options = { timeoutSeconds: 4 };
    const watch = new EmbeddedWatch(aws, watchPackage, accounts[0] as AwsAccount, accounts, options);
    expect((await rejection(watch.run())).message).to.match(/^No time for all accounts/);
    expect(watch.messages).to.have.length(1);
  });
});
