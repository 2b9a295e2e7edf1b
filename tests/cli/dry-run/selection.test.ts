import { expect } from 'chai';
import sinon from 'sinon';
import { ExpectationError } from '../../../aws/expect.ts';
import { evaluateOrganization } from '../../../cli/dry-run/evaluate-organization.ts';
import { EVERY_ACCOUNT, type Selection, selectAccounts } from '../../../cli/dry-run/selection.ts';
import { type CallerSession, closeSession, openSession } from '../../../cli/dry-run/session.ts';
import { stateOf } from '../../../cli/report/model.ts';
import type { Fault } from '../../../embedded-aws/services/fault-injection.ts';
import type { AccountChanges } from '../../embedded-aws/fixtures.ts';
import { rejection } from '../../rejection.ts';
import {
  delegatedId,
  type EmbeddedOrganization,
  embeddedOrganization,
  managementId,
} from './organization-fixture.ts';

const parameters = {
  allowVirtualMfa: true,
  allowMemberCredentials: true,
  credentialFreeCompliance: 'NOT_APPLICABLE',
} as const;
const WORKLOADS = 'ou-ab12-11111111';
const PRODUCTION = 'ou-ab12-22222222';
const SANDBOX = 'ou-ab12-33333333';
const stranger = '999999999999';

describe('cli/dry-run/selection', () => {
  let aws: EmbeddedOrganization;
  let session: CallerSession;

  afterEach(async () => {
    sinon.restore();
    closeSession(session);
    await aws.close();
  });

  async function signIn(
    accountId: string,
    changes: readonly AccountChanges[],
    faults: readonly Fault[] = [],
  ) {
    aws = await embeddedOrganization(changes);
    sinon.stub(process, 'env').value(aws.environmentOf(accountId, faults));
    session = await openSession({ profile: undefined, region: undefined, connections: 3 });
    aws.requests.length = 0;
  }

  const progress = { total: 0, done: 0 };
  const observer = {
    onListed: (total: number) => {
      progress.total = total;
    },
    onDone: () => {
      progress.done += 1;
    },
  };
  function evaluate(selection: Partial<Selection>) {
    Object.assign(progress, { total: 0, done: 0 });
    const signal = new AbortController().signal;
    const selected = { ...EVERY_ACCOUNT, ...selection };
    return evaluateOrganization(session, { roleName: undefined }, parameters, 4, observer, signal, selected);
  }
  const statesWith = async (selection: Partial<Selection>) =>
    (await evaluate(selection)).outcomes.map(stateOf);
  const countOf = (operation: string) => aws.requests.filter((request) => request === operation).length;

  it('makes the run of a delegated administrator green, and names the excluded account', async () => {
    await signIn(delegatedId, [{}, {}, {}]);
    const { outcomes } = await evaluate({ excluded: [managementId] });
    expect(outcomes[0]).to.deep.equal({
      accountId: managementId,
      accountName: 'account-0',
      notEvaluated: 'excluded',
    });
    expect(outcomes.map(stateOf)).to.deep.equal(['EXCLUDED', 'COMPLIANT', 'COMPLIANT']);
    expect(progress).to.deep.equal({ total: 3, done: 3 });
  });

  it('evaluates only the named accounts, and asks the others nothing', async () => {
    await signIn(managementId, [{}, {}, {}, { suspended: true }]);
    expect(await statesWith({ accounts: [delegatedId] })).to.deep.equal([
      'EXCLUDED',
      'COMPLIANT',
      'EXCLUDED',
      'EXCLUDED',
    ]);
    expect(countOf('sts:AssumeRoot')).to.equal(1);
  });

  describe('a unit', () => {
    const units = [
      {},
      { units: [WORKLOADS] },
      { units: [WORKLOADS, PRODUCTION] },
      { units: [SANDBOX] },
      ...Array.from({ length: 25 }, () => ({ units: [WORKLOADS, PRODUCTION] })),
    ];
    const indexesOf = (states: readonly string[]) =>
      states.flatMap((state, index) => (state === 'COMPLIANT' ? [index] : []));

    it('has the accounts of the units below it, on as many pages as there are', async () => {
      await signIn(managementId, units);
      const states = await statesWith({ units: [WORKLOADS] });
      expect(indexesOf(states)).to.deep.equal([1, 2, ...Array.from({ length: 25 }, (_, index) => index + 4)]);
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
      expect(indexesOf(await statesWith(selection))).to.deep.equal([0, 2]);
    });

    it('can be the root', async () => {
      await signIn(managementId, units.slice(0, 4));
      expect(indexesOf(await statesWith({ units: ['r-ab12'] }))).to.deep.equal([0, 1, 2, 3]);
    });

    it('is refused where the organization does not have it', async () => {
      await signIn(managementId, units.slice(0, 2));
      const error = await rejection(evaluate({ units: ['ou-ab12-99999999'] }));
      expect(error)
        .to.be.instanceOf(ExpectationError)
        .with.property('message', '--ou: expected a unit of the organization, got ou-ab12-99999999');
      expect(countOf('organizations:ListAccounts')).to.equal(0);
    });

    it('that cannot be listed is an error, and no account is left out silently', async () => {
      await signIn('100000000002', units.slice(0, 3));
      const { outcomes, incomplete } = await evaluate({ units: [WORKLOADS] });
      expect(outcomes).to.deep.equal([]);
      expect(incomplete).to.match(/^organizations:ListAccountsForParent: AccessDenied/);
    });
  });

  it('ends a list of units that never ends', async () => {
    await signIn(managementId, [{}]);
    let pages = 0;
    const call = async () => ({ Accounts: [], OrganizationalUnits: [], NextToken: `${++pages}` }) as never;
    const endless = { ...session, calls: () => ({ call, conceal: () => {} }) };
    const selected = selectAccounts(
      endless,
      { ...EVERY_ACCOUNT, units: [WORKLOADS] },
      new AbortController().signal,
    );
    expect((await rejection(selected.next())).message).to.equal(
      'organizations:ListAccountsForParent: expected at most 10000 pages, got more.',
    );
  });

  const refused: Record<string, [Partial<Selection>, string]> = {
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
    await signIn(managementId, Array(25).fill({}), [second]);
    const { outcomes, incomplete } = await evaluate({ excluded: [managementId, stranger] });
    expect(outcomes.map(stateOf)).to.deep.equal(['EXCLUDED', ...Array(19).fill('COMPLIANT')]);
    expect(incomplete).to.match(/^organizations:ListAccounts: /);
  });
});
