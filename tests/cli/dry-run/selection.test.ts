import { expect } from 'chai';
import sinon from 'sinon';
import { ExpectationError } from '../../../aws/expect.ts';
import { type Selection, selectAccounts } from '../../../cli/dry-run/selection.ts';
import { stateOf } from '../../../cli/report/model.ts';
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
  const statesWith = async (selection: Partial<Selection>) =>
    (await evaluate(selection)).outcomes.map(stateOf);

  it('makes the run of a delegated administrator green, and names the excluded account', async () => {
    await signIn(delegatedId, [{}, {}, {}]);
    const increment = sinon.spy();
    const { outcomes } = await evaluate({ excluded: [managementId] }, { increment });
    expect(outcomes[0]).to.deep.equal({
      accountId: managementId,
      accountName: 'account-0',
      notEvaluated: 'excluded',
    });
    expect(outcomes.map(stateOf)).to.deep.equal(['EXCLUDED', 'COMPLIANT', 'COMPLIANT']);
    expect(increment.callCount).to.equal(3);
  });

  it('evaluates only the named accounts, and asks the others nothing', async () => {
    await signIn(managementId, [{}, {}, {}, { suspended: true }]);
    const states = ['EXCLUDED', 'COMPLIANT', 'EXCLUDED', 'EXCLUDED'];
    expect(await statesWith({ accounts: [delegatedId] })).to.deep.equal(states);
    expect(countOf('sts:AssumeRoot')).to.equal(1);
  });

  describe('a unit', () => {
    const units = [
      {},
      { units: [WORKLOADS] },
      { units: [WORKLOADS, PRODUCTION] },
      { units: [SANDBOX] },
      ...Array(25).fill({ units: [WORKLOADS, PRODUCTION] }),
    ];
    const indexesWith = async (selection: Partial<Selection>) =>
      (await statesWith(selection)).flatMap((state, index) => (state === 'COMPLIANT' ? [index] : []));

    it('has the accounts of the units below it, on as many pages as there are', async () => {
      await signIn(managementId, units);
      const below = [1, 2, ...Array.from({ length: 25 }, (_, index) => index + 4)];
      expect(await indexesWith({ units: [WORKLOADS] })).to.deep.equal(below);
      expect(countOf('organizations:ListAccountsForParent')).to.equal(3);
      expect(countOf('organizations:ListOrganizationalUnitsForParent')).to.equal(2);
    });

    it('adds to other units and accounts, of which excluded ones are left out', async () => {
      await signIn(managementId, units.slice(0, 4));
      const selection = {
        units: [PRODUCTION, SANDBOX],
        accounts: [managementId],
        excluded: ['100000000003'],
      };
      expect(await indexesWith(selection)).to.deep.equal([0, 2]);
    });

    it('can be the root', async () => {
      await signIn(managementId, units.slice(0, 4));
      expect(await indexesWith({ units: ['r-ab12'] })).to.deep.equal([0, 1, 2, 3]);
    });

    it('that cannot be listed is an error, and no account is left out silently', async () => {
      await signIn('100000000002', units.slice(0, 3));
      const { outcomes, incomplete } = await evaluate({ units: [WORKLOADS] });
      expect(outcomes).to.deep.equal([]);
      expect(incomplete).to.match(/^organizations:ListAccountsForParent: AccessDenied/);
    });
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
