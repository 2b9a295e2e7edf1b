import { expect } from 'chai';
import {
  type Plan,
  planAccount,
  type RootUser,
  readPlan,
  writePlan,
} from '../../../cli/root-credentials/plan.ts';
import { bare, full, ready } from './simulated-accounts.ts';

const NOT_READ = new Error('this account is not read');
const member = {
  id: '111122223333',
  name: 'member',
  state: 'ACTIVE' as string | undefined,
  joinedAt: undefined,
  managementAccountId: '999988887777',
  isExcluded: false,
};
// The second key of `full` was used on 2026-01-02, 90 days before.
const sorting = { now: new Date('2026-04-02T03:04:05Z'), usedWithinDays: 90, includeUsed: new Set<string>() };

describe('cli/root-credentials/plan', () => {
  describe('planAccount', () => {
    const namedByTheCaller = { includeUsed: new Set([member.id]) };
    const aMomentLater = { now: new Date('2026-04-02T03:04:05.001Z') };
    const onlyMfa = { ...bare, mfaDevices: full.mfaDevices };
    const cases: [title: string, ending: string, found: RootUser | Error, changes?: object][] = [
      [
        'holds back an account whose key was used as long ago as named',
        'held back: Access key AKIA2 was used within 90 days.',
        full,
      ],
      ['is ready a moment later', 'ready', full, aMomentLater],
      ['is ready where the account is named although a key is in use', 'ready', full, namedByTheCaller],
      ['is ready with nothing but an MFA device', 'ready', onlyMfa],
      ['has nothing to delete', 'nothing to delete', bare],
      ['is not reachable when it cannot be read', 'not reachable: denied', new Error('denied')],
      [
        'never touches the management account',
        'never: It is the management account.',
        NOT_READ,
        { id: '999988887777' },
      ],
      [
        'never touches a suspended account',
        'never: AWS Organizations reports it as SUSPENDED.',
        NOT_READ,
        { state: 'SUSPENDED' },
      ],
      [
        'does not read an account in an unknown state',
        'not reachable: Expected a known state of the account, got nothing.',
        NOT_READ,
        { state: undefined },
      ],
      ['does not read an excluded account', 'excluded', NOT_READ, { isExcluded: true }],
    ];
    for (const [title, ending, found, changes] of cases) {
      it(title, async () => {
        const read = async () => {
          if (found instanceof Error) throw found;
          return found;
        };
        const account = { ...member, ...changes };
        const planned = await planAccount(account, read, { ...sorting, ...changes });
        const [state, reason] = ending.split(': ');
        const { id, name } = account;
        expect(planned).to.deep.equal({
          ...{ id, name, state },
          ...(reason !== undefined && { reason }),
          ...(/^(ready|held back)/.test(ending) && { rootUser: found }),
        });
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
