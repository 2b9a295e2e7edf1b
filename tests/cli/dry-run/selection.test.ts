import { expect } from 'chai';
import sinon from 'sinon';
import { ExpectationError } from '../../../aws/expect.ts';
import { type Selection, selectAccounts } from '../../../cli/dry-run/selection.ts';
import { type Outcome, stateOf } from '../../../cli/report/model.ts';
import { rejection } from '../../rejection.ts';
import { delegatedId, EVERY_ACCOUNT, going, managementId, signedIn } from './organization-fixture.ts';

const WORKLOADS = 'ou-ab12-11111111';
const PRODUCTION = 'ou-ab12-22222222';
const SANDBOX = 'ou-ab12-33333333';
const stranger = '999999999999';

describe('cli/dry-run/selection', () => {
  const { signIn, report, countOf } = signedIn();

  const evaluate = (selection: Partial<Selection>, progress = {}) =>
    report({ selection: { ...EVERY_ACCOUNT, ...selection } }, progress);

  it('makes the run of a delegated administrator green, and names the excluded account', async () => {
    await signIn(delegatedId, [{}, {}, {}]);
    const increment = sinon.spy();
    const { outcomes } = await evaluate({ excluded: [managementId] }, { increment });
    expect(outcomes[0]).to.deep.equal({
      accountId: managementId,
      accountName: 'account-0',
      state: 'EXCLUDED',
    });
    expect(outcomes.map(stateOf)).to.deep.equal(['EXCLUDED', 'COMPLIANT', 'COMPLIANT']);
    expect(increment.callCount).to.equal(3);
  });

  const units = [
    {},
    { units: [WORKLOADS] },
    { units: [WORKLOADS, PRODUCTION] },
    { units: [SANDBOX] },
    { units: [SANDBOX], suspended: true },
    ...Array(25).fill({ units: [WORKLOADS, PRODUCTION] }),
  ];
  const last25 = Array.from({ length: 25 }, (_, index) => index + 5);
  const selected: Record<string, [selection: Partial<Selection>, evaluated: number[]]> = {
    'the named accounts': [{ accounts: [delegatedId] }, [1]],
    'the accounts of a unit and of those below it': [{ units: [WORKLOADS] }, [1, 2, ...last25]],
    'the accounts of several units and the named ones, without those that are left out': [
      { units: [SANDBOX, PRODUCTION], accounts: [managementId], excluded: ['100000000003'] },
      [0, 2, ...last25],
    ],
    'all accounts of the root': [{ units: ['r-ab12'] }, [0, 1, 2, 3, ...last25]],
  };
  for (const [name, [selection, evaluated]] of Object.entries(selected)) {
    it(`evaluates ${name}, and asks the others nothing`, async () => {
      await signIn(managementId, units);
      const { outcomes } = await evaluate(selection);
      const indexes = [...outcomes.keys()].filter((index) => 'evidence' in (outcomes[index] as Outcome));
      expect(indexes).to.deep.equal(evaluated);
      expect(countOf('iam:GetAccountSummary')).to.equal(evaluated.length);
    });
  }

  it('leaves no account out silently where a unit cannot be listed', async () => {
    await signIn('100000000002', units.slice(0, 3));
    const { outcomes, incomplete } = await evaluate({ units: [WORKLOADS] });
    expect(outcomes).to.deep.equal([]);
    expect(incomplete).to.match(/^organizations:ListAccountsForParent: AccessDenied/);
  });

  it('ends a list of units that never ends', async () => {
    let pages = 0;
    const call = async () => ({ Accounts: [], OrganizationalUnits: [], NextToken: `${++pages}` }) as never;
    const calls = () => ({ call, conceal: () => {} });
    const endless = { ...(await signIn(managementId, [{}])), calls };
    const selected = selectAccounts(endless, { ...EVERY_ACCOUNT, units: [WORKLOADS] }, going);
    expect((await rejection(selected.next())).message).to.equal(
      'organizations:ListAccountsForParent: expected at most 10000 pages, got more.',
    );
  });

  const refused: Record<string, [Partial<Selection>, string]> = {
    'a unit that is not in the organization': [
      { units: ['ou-ab12-99999999'] },
      '--ou: expected a unit of the organization, got ou-ab12-99999999',
    ],
    'an excluded account that is not in the organization': [
      { excluded: [stranger] },
      `--exclude: expected an account of the organization, got ${stranger}`,
    ],
    'an account that is not in the organization': [
      { accounts: [managementId, stranger] },
      `--account: expected an account of the organization, got ${stranger}`,
    ],
    'a selection that leaves no account': [
      { accounts: [managementId], excluded: [managementId] },
      '--exclude, --account, --ou: expected an account to evaluate, but none is left',
    ],
  };
  for (const [name, [selection, message]] of Object.entries(refused)) {
    it(`refuses ${name}, before any account is asked`, async () => {
      await signIn(managementId, [{}, {}]);
      const error = await rejection(evaluate(selection));
      expect(error).to.be.instanceOf(ExpectationError).with.property('message', message);
      expect(countOf('iam:GetAccountSummary') + countOf('sts:AssumeRoot')).to.equal(0);
    });
  }

  it('keeps the accounts before the place where the list breaks off', async () => {
    const second = {
      operation: 'organizations:ListAccounts',
      fault: 'denied-by-scp',
      requests: [2],
    } as const;
    await signIn(managementId, Array(25).fill({}), { faults: [second] });
    const { outcomes, incomplete } = await evaluate({ excluded: [managementId, stranger] });
    expect(outcomes.map(stateOf)).to.deep.equal(['EXCLUDED', ...Array(19).fill('COMPLIANT')]);
    expect(incomplete).to.match(/^organizations:ListAccounts: /);
  });
});
