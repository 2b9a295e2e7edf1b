import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { parse } from 'yaml';
import type { OrganizationAccount } from '../../aws/organization-accounts.ts';
import { type ActiveHour, FRESH_HOURS, type Frequency, judge, judgeUnread } from '../../watch/freshness.ts';

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
const joined = (time: string): OrganizationAccount => ({ ...account, joinedAt: new Date(time) });

describe('watch/freshness', () => {
  describe('judge', () => {
    const rows: Record<string, [OrganizationAccount, Evidence, status: string, detail: string]> = {
      'one success': [account, of(hour(5, 1, 0)), 'fresh', ''],
      'a success at the end of the time': [account, of(hour(26, 1, 0)), 'fresh', ''],
      'a success in this hour': [account, of(hour(0, 1, 0)), 'fresh', ''],
      'a success after two failed attempts': [account, of(hour(5, 3, 2)), 'fresh', ''],
      'a failure beside a success of another hour': [account, of(hour(9, 1, 1), hour(5, 1, 0)), 'fresh', ''],
      'a success, and an hour whose errors are not known': [
        account,
        of(hour(5, 1, 0), hour(0, 1, undefined)),
        'fresh',
        '',
      ],
      'three failed attempts': [
        account,
        of(hour(5, 3, 3)),
        'failed',
        '3 of 3 invocations in the last 26 hours failed',
      ],
      'one failed attempt, the next to come': [
        account,
        of(hour(0, 1, 1)),
        'failed',
        '1 of 1 invocations in the last 26 hours failed',
      ],
      'three failed attempts of one rule, beside a success of another': [
        account,
        of(hour(20, 3, 3), hour(5, 1, 0)),
        'failed',
        '3 of 4 invocations in the last 26 hours failed',
      ],
      'three failed attempts over two hours': [
        account,
        of(hour(5, 2, 2), hour(4, 2, 1)),
        'failed',
        '3 of 4 invocations in the last 26 hours failed',
      ],
      'invocations of which no errors are known': [
        account,
        of(hour(5, 1, undefined)),
        'unreadable',
        'CloudWatch counts invocations and does not say how many failed',
      ],
      'failures, and invocations of which no errors are known': [
        account,
        of(hour(5, 2, 2), hour(4, 1, undefined)),
        'unreadable',
        'CloudWatch counts invocations and does not say how many failed',
      ],
      'a success just before the time': [
        account,
        of(hour(200, 1, 1), hour(27, 1, 0), hour(300, 1, 0)),
        'silent',
        'Last invoked in the hour of 2026-11-23T07:00Z',
      ],
      'nothing at all': [account, of(), 'missing', 'No invocation in the last 14 days'],
      'a refused call': [account, { unreadable: 'Denied.' }, 'unreadable', 'Denied.'],
      'nothing in an account that joined 26 hours ago': [
        joined('2026-11-23T08:20:00Z'),
        of(),
        'missing',
        'No invocation in the last 14 days',
      ],
      'nothing in an account that joined later': [joined('2026-11-23T08:20:01Z'), of(), 'new', ''],
      'silence in an account that has just joined again': [
        joined('2026-11-24T10:00:00Z'),
        of(hour(100, 1, 0)),
        'new',
        '',
      ],
      'a refused call in an account that has just joined': [
        joined('2026-11-24T10:00:00Z'),
        { unreadable: 'Denied.' },
        'new',
        '',
      ],
      'a failure in an account that has just joined': [
        joined('2026-11-24T10:00:00Z'),
        of(hour(0, 1, 1)),
        'failed',
        '1 of 1 invocations in the last 26 hours failed',
      ],
      'a success in an account that has just joined': [
        joined('2026-11-24T10:00:00Z'),
        of(hour(0, 1, 0)),
        'fresh',
        '',
      ],
      'nothing, and no time of joining': [
        { ...account, joinedAt: undefined },
        of(),
        'missing',
        'No invocation in the last 14 days',
      ],
    };
    for (const [name, [watched, evidence, status, detail]] of Object.entries(rows)) {
      it(`${name}: ${status}`, () => {
        expect(judge(watched, evidence, settings)).to.deep.equal({ status, detail });
      });
    }

    for (const [frequency, hours] of Object.entries(FRESH_HOURS) as [Frequency, number][]) {
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
      expect(FRESH_HOURS).to.deep.equal(service.custom.silence);
    });
  });

  describe('judgeUnread', () => {
    const rows: Record<string, [Partial<OrganizationAccount>, readonly string[], object | undefined]> = {
      'an active account': [{}, ['444455556666'], undefined],
      'an excluded account': [{}, ['444455556666', account.id], { status: 'excluded', detail: '' }],
      'a suspended account': [{ state: 'SUSPENDED' }, [], { status: 'inactive', detail: 'SUSPENDED' }],
      'an account that is not open yet': [
        { state: 'PENDING_ACTIVATION' },
        [],
        { status: 'inactive', detail: 'PENDING_ACTIVATION' },
      ],
      'an account that is closing': [
        { state: 'PENDING_CLOSURE' },
        [],
        { status: 'inactive', detail: 'PENDING_CLOSURE' },
      ],
      'a closed account': [{ state: 'CLOSED' }, [], { status: 'inactive', detail: 'CLOSED' }],
      'an account in a state that is not known': [
        { state: 'DORMANT' },
        [],
        { status: 'unreadable', detail: "The account's state is not known: DORMANT" },
      ],
      'an account without a state': [
        { state: undefined },
        [],
        { status: 'unreadable', detail: "The account's state is not known: the list has none" },
      ],
    };
    for (const [name, [changes, excludedAccounts, expected]] of Object.entries(rows)) {
      it(`${name}: ${JSON.stringify(expected)}`, () => {
        expect(judgeUnread({ ...account, ...changes }, { ...settings, excludedAccounts })).to.deep.equal(
          expected,
        );
      });
    }
  });
});
