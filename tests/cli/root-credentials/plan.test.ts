import { expect } from 'chai';
import {
  type Plan,
  planAccount,
  readPlan,
  type Sorting,
  writePlan,
} from '../../../cli/root-credentials/plan.ts';
import { bare, full, ready } from './simulated-accounts.ts';

const member = {
  id: '111122223333',
  name: 'member',
  state: 'ACTIVE' as string | undefined,
  joinedAt: undefined,
  managementAccountId: '999988887777',
  isExcluded: false,
};
const sorting: Sorting = {
  now: new Date('2026-04-02T03:04:05Z'),
  usedWithinDays: 90,
  includeUsed: new Set(),
};
const read = async () => full;
const neverRead = async () => {
  throw new Error('this account is not read');
};

describe('cli/root-credentials/plan', () => {
  describe('planAccount', () => {
    const { id, name } = member;
    // The second key of `full` was used on 2026-01-02, 90 days before.
    const used = 'Access key AKIA2 was used within 90 days.';
    const cases: [title: string, planned: ReturnType<typeof planAccount>, expected: object][] = [
      [
        'holds back an account whose key was used as long ago as named',
        planAccount(member, read, sorting),
        { id, name, state: 'held back', reason: used, rootUser: full },
      ],
      [
        'is ready a moment later',
        planAccount(member, read, { ...sorting, now: new Date('2026-04-02T03:04:05.001Z') }),
        ready(full),
      ],
      [
        'is ready where the account is named although a key is in use',
        planAccount(member, read, { ...sorting, includeUsed: new Set([id]) }),
        ready(full),
      ],
      [
        'is ready with nothing but an MFA device',
        planAccount(member, async () => ({ ...bare, mfaDevices: full.mfaDevices }), sorting),
        ready({ ...bare, mfaDevices: full.mfaDevices }),
      ],
      [
        'has nothing to delete',
        planAccount(member, async () => bare, sorting),
        { id, name, state: 'nothing to delete' },
      ],
      [
        'is not reachable when it cannot be read',
        planAccount(member, () => Promise.reject(new Error('denied')), sorting),
        { id, name, state: 'not reachable', reason: 'denied' },
      ],
      [
        'never touches the management account',
        planAccount({ ...member, id: '999988887777' }, neverRead, sorting),
        { id: '999988887777', name, state: 'never', reason: 'It is the management account.' },
      ],
      [
        'never touches a suspended account',
        planAccount({ ...member, state: 'SUSPENDED' }, neverRead, sorting),
        { id, name, state: 'never', reason: 'AWS Organizations reports it as SUSPENDED.' },
      ],
      [
        'does not read an account in an unknown state',
        planAccount({ ...member, state: undefined }, neverRead, sorting),
        { id, name, state: 'not reachable', reason: 'Expected a known state of the account, got nothing.' },
      ],
      [
        'does not read an excluded account',
        planAccount({ ...member, isExcluded: true }, neverRead, sorting),
        { id, name, state: 'excluded' },
      ],
    ];
    for (const [title, planned, expected] of cases) {
      it(title, async () => expect(await planned).to.deep.equal(expected));
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
    const refused = (text: string) => () => readPlan('plan.json', text);

    it('is read as it was written', () => {
      expect(readPlan('plan.json', file).plan).to.deep.equal(plan);
    });

    it('may be laid out in another way', () => {
      expect(readPlan('plan.json', JSON.stringify(JSON.parse(file))).plan).to.deep.equal(plan);
    });

    it('is refused when it was edited', () => {
      expect(refused(file.replace('AKIA2', 'AKIA3'))).to.throw(
        'plan.json: expected the plan as it was written',
      );
    });

    it('is refused when it is cut off', () => {
      expect(refused(file.slice(0, -20))).to.throw('plan.json: expected the text of a JSON object');
    });

    it('is refused when another version wrote it', () => {
      expect(refused(file.replace('"version": 1', '"version": 2'))).to.throw(
        'plan.json.version: expected 1, got 2. Make a new plan',
      );
    });

    const broken: [title: string, content: object, error: string][] = [
      ['names an account twice', { ...plan, accounts: [ready(full), ready(full)] }, 'each account once'],
      [
        'has an unknown state of an account',
        { ...plan, accounts: [{ ...ready(full), state: 'go' }] },
        'state',
      ],
      ['has an unknown field', { ...plan, also: 1 }, 'unknown name'],
    ];
    for (const [title, content, error] of broken) {
      it(`is refused when it ${title}`, () => {
        expect(refused(writePlan(content as Plan))).to.throw(error);
      });
    }
  });
});
