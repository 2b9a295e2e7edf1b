import { expect } from 'chai';
import {
  type Plan,
  planAccount,
  readPlan,
  type Sorting,
  writePlan,
} from '../../../cli/root-credentials/plan.ts';
import { bare, full, ready } from './simulated-accounts.ts';

const managementAccountId = '999988887777';
const member = {
  id: '111122223333',
  name: 'member',
  state: 'ACTIVE' as string | undefined,
  joinedAt: undefined,
  managementAccountId,
  isExcluded: false,
};
// The second key of `full` was used on 2026-01-02, 90 days before.
const sorting: Sorting = {
  now: new Date('2026-04-02T03:04:05Z'),
  usedWithinDays: 90,
  includeUsed: new Set(),
};
const aMomentLater = new Date('2026-04-02T03:04:05.001Z');
const onlyMfa = { ...bare, mfaDevices: full.mfaDevices };

describe('cli/root-credentials/plan', () => {
  describe('planAccount', () => {
    const { id, name } = member;
    const read: [title: string, found: object, settings: Partial<Sorting>, expected: object][] = [
      [
        'holds back an account whose key was used as long ago as named',
        full,
        {},
        { id, name, state: 'held back', reason: 'Access key AKIA2 was used within 90 days.', rootUser: full },
      ],
      ['is ready a moment later', full, { now: aMomentLater }, ready(full)],
      [
        'is ready where the account is named although a key is in use',
        full,
        { includeUsed: new Set([id]) },
        ready(full),
      ],
      ['is ready with nothing but an MFA device', onlyMfa, {}, ready(onlyMfa)],
      ['has nothing to delete', bare, {}, { id, name, state: 'nothing to delete' }],
      [
        'is not reachable when it cannot be read',
        new Error('denied'),
        {},
        { id, name, state: 'not reachable', reason: 'denied' },
      ],
    ];
    for (const [title, found, settings, expected] of read) {
      it(title, async () => {
        const reading = async () => {
          if (found instanceof Error) throw found;
          return found as typeof full;
        };
        expect(await planAccount(member, reading, { ...sorting, ...settings })).to.deep.equal(expected);
      });
    }

    const unread: [title: string, account: Partial<typeof member>, state: string, reason?: string][] = [
      [
        'never touches the management account',
        { id: managementAccountId },
        'never',
        'It is the management account.',
      ],
      [
        'never touches a suspended account',
        { state: 'SUSPENDED' },
        'never',
        'AWS Organizations reports it as SUSPENDED.',
      ],
      [
        'does not read an account in an unknown state',
        { state: undefined },
        'not reachable',
        'Expected a known state of the account, got nothing.',
      ],
      ['does not read an excluded account', { isExcluded: true }, 'excluded'],
    ];
    for (const [title, change, state, ...reasons] of unread) {
      it(title, async () => {
        const account = { ...member, ...change };
        const planned = await planAccount(account, () => expect.fail('it was read'), sorting);
        const [reason] = reasons;
        expect(planned).to.deep.equal({ id: account.id, name, state, ...(reason && { reason }) });
      });
    }
  });

  describe('the file', () => {
    const plan: Plan = {
      version: 1,
      organizationId: 'o-a1b2c3d4e5',
      createdAt: '2026-04-02T03:04:05.000Z',
      usedWithinDays: 90,
      accounts: [ready(full), { id: '222233334444', name: 'other', state: 'nothing to delete' }],
    };
    const file = writePlan(plan);

    it('is read as it was written, in any layout', () => {
      expect(readPlan('plan.json', file).plan).to.deep.equal(plan);
      expect(readPlan('plan.json', JSON.stringify(JSON.parse(file))).plan).to.deep.equal(plan);
    });

    const written = (content: object) => writePlan({ ...plan, ...content } as Plan);
    const refused: [title: string, text: string, error: string][] = [
      ['was edited', file.replace('AKIA2', 'AKIA3'), 'plan.json: expected the plan as it was written'],
      ['is cut off', file.slice(0, -20), 'plan.json: expected the text of a JSON object'],
      [
        'comes from another version',
        file.replace('"version": 1', '"version": 2'),
        'plan.json.version: expected 1, got 2. Make a new plan',
      ],
      ['names an account twice', written({ accounts: [ready(full), ready(full)] }), 'each account once'],
      ['has an unknown state', written({ accounts: [{ ...ready(full), state: 'go' }] }), 'accounts[0].state'],
      ['has an unknown field', written({ also: 1 }), 'unknown name'],
    ];
    for (const [title, text, error] of refused) {
      it(`is refused when it ${title}`, () => expect(() => readPlan('plan.json', text)).to.throw(error));
    }
  });
});
