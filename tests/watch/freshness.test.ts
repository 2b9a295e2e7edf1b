import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import type { OrganizationAccount } from '../../aws/organization-accounts.ts';
import { type ActiveHour, judge, judgeUnread } from '../../watch/freshness.ts';
import { type Frequency, SILENCE_HOURS } from '../../watch/silence-hours.ts';

const now = new Date('2026-11-24T10:20:00Z');
const account: OrganizationAccount = {
  id: '111122223333',
  name: 'example',
  state: 'ACTIVE',
  joinedAt: new Date('2020-01-01T00:00:00Z'),
  managementAccountId: '100000000000',
};
type Evidence = Parameters<typeof judge>[1];

const settings = { now, frequency: 'TwentyFour_Hours', excludedAccounts: [] } as const;

/** @param hours before the hour of now */
const hour = (hours: number, invocations: number, errors: number | undefined): ActiveHour => ({
  start: new Date(Date.parse('2026-11-24T10:00:00Z') - hours * 3_600_000),
  invocations,
  errors,
});
const of = (...activity: ActiveHour[]): Evidence => ({ activity });
const joined = (time: string | undefined): OrganizationAccount => ({
  ...account,
  joinedAt: time === undefined ? undefined : new Date(time),
});

const FRESH = 'fresh: ';
const NEW = 'new: ';
const MISSING = 'missing: No invocation in the last 14 days';
const UNKNOWN = 'unreadable: CloudWatch counts invocations and does not say how many failed';
const failed = (which: string) => `failed: ${which} invocations in the last 26 hours failed`;
const JUST_NOW = '2026-11-24T10:00:00Z';

describe('watch/freshness', () => {
  describe('judge', () => {
    const rows: Record<string, [Evidence, expected: string, account?: OrganizationAccount]> = {
      'one success': [of(hour(5, 1, 0)), FRESH],
      'a success at the end of the time': [of(hour(26, 1, 0)), FRESH],
      'a success in this hour': [of(hour(0, 1, 0)), FRESH],
      'a success after two failed attempts': [of(hour(5, 3, 2)), FRESH],
      'a failure beside a success of another hour': [of(hour(9, 1, 1), hour(5, 1, 0)), FRESH],
      'a success, and an hour whose errors are not known': [of(hour(5, 1, 0), hour(0, 1, undefined)), FRESH],
      'three failed attempts': [of(hour(5, 3, 3)), failed('3 of 3')],
      'one failed attempt, the next to come': [of(hour(0, 1, 1)), failed('1 of 1')],
      'three failed attempts of one rule, beside a success of another': [
        of(hour(20, 3, 3), hour(5, 1, 0)),
        failed('3 of 4'),
      ],
      'three failed attempts over two hours': [of(hour(5, 2, 2), hour(4, 2, 1)), failed('3 of 4')],
      'invocations whose errors are not known': [of(hour(5, 1, undefined)), UNKNOWN],
      'failures, and invocations whose errors are not known': [
        of(hour(5, 2, 2), hour(4, 1, undefined)),
        UNKNOWN,
      ],
      'a success just before the time': [
        of(hour(200, 1, 1), hour(27, 1, 0), hour(300, 1, 0)),
        'silent: Last invoked in the hour of 2026-11-23T07:00Z',
      ],
      'nothing at all': [of(), MISSING],
      'a refused call': [{ unreadable: 'Denied.' }, 'unreadable: Denied.'],
      'nothing in an account that joined 26 hours ago': [of(), MISSING, joined('2026-11-23T08:20:00Z')],
      'nothing in an account that joined later': [of(), NEW, joined('2026-11-23T08:20:01Z')],
      'silence in an account that has just joined again': [of(hour(100, 1, 0)), NEW, joined(JUST_NOW)],
      'a refused call in an account that has just joined': [{ unreadable: 'Denied.' }, NEW, joined(JUST_NOW)],
      'a failure in an account that has just joined': [of(hour(0, 1, 1)), failed('1 of 1'), joined(JUST_NOW)],
      'a success in an account that has just joined': [of(hour(0, 1, 0)), FRESH, joined(JUST_NOW)],
      'nothing, and no time of joining': [of(), MISSING, joined(undefined)],
    };
    for (const [name, [evidence, expected, watched = account]] of Object.entries(rows)) {
      it(`${name}: ${expected}`, () => {
        const { status, detail } = judge(watched, evidence, settings);
        expect(`${status}: ${detail}`).to.equal(expected);
      });
    }

    for (const [frequency, hours] of Object.entries(SILENCE_HOURS) as [Frequency, number][]) {
      it(`waits ${hours} hours with ${frequency}`, () => {
        const statusAt = (hours: number) =>
          judge(account, of(hour(hours, 1, 0)), { ...settings, frequency }).status;
        expect([statusAt(hours), statusAt(hours + 1)]).to.deep.equal(['fresh', 'silent']);
      });
    }

    it('gives a new account 26 hours, however often the rule runs', () => {
      const hourly = { ...settings, frequency: 'One_Hour' } as const;
      expect(judge(joined('2026-11-23T08:20:01Z'), of(), hourly).status).to.equal('new');
      expect(judge(joined('2026-11-23T08:20:00Z'), of(), hourly).status).to.equal('missing');
    });

    it('waits as long as the silence alarm of serverless.yml', () => {
      const service = parse(readFileSync(new URL('../../serverless.yml', import.meta.url), 'utf8'), {
        logLevel: 'silent',
      });
      expect(SILENCE_HOURS).to.deep.equal(service.custom.silence);
    });
  });

  describe('judgeUnread', () => {
    const unknown = "unreadable: The account's state is not known: ";
    const rows: Record<string, [Partial<OrganizationAccount>, expected: string | undefined]> = {
      'an active account': [{}, undefined],
      'an excluded account': [{ id: '444455556666' }, 'excluded: '],
      'a suspended account': [{ state: 'SUSPENDED' }, 'inactive: SUSPENDED'],
      'an account that is not open yet': [{ state: 'PENDING_ACTIVATION' }, 'inactive: PENDING_ACTIVATION'],
      'an account that is closing': [{ state: 'PENDING_CLOSURE' }, 'inactive: PENDING_CLOSURE'],
      'a closed account': [{ state: 'CLOSED' }, 'inactive: CLOSED'],
      'an account in a state that is not known': [{ state: 'DORMANT' }, `${unknown}DORMANT`],
      'an account without a state': [{ state: undefined }, `${unknown}the list has none`],
    };
    for (const [name, [changes, expected]] of Object.entries(rows)) {
      it(`${name}: ${expected}`, () => {
        const excludedAccounts = ['999900001111', '444455556666'];
        const judged = judgeUnread({ ...account, ...changes }, { ...settings, excludedAccounts });
        expect(judged && `${judged.status}: ${judged.detail}`).to.equal(expected);
      });
    }
  });
});
