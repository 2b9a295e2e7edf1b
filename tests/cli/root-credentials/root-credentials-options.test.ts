import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { DELETE_ROOT_CREDENTIALS } from '../../../cli/root-credentials/root-credentials-options.ts';
import { parseOptions } from '../../../cli/terminal/command-options.ts';

const read = (...args: string[]) => parseOptions(DELETE_ROOT_CREDENTIALS, args, {});

describe('cli/root-credentials/root-credentials-options', () => {
  it('makes a plan of every account, and writes it nowhere, unless told otherwise', () => {
    expect(read()).to.deep.equal({
      action: 'plan',
      path: undefined,
      selection: { excluded: [], accounts: [], units: [] },
      usedWithinDays: 90,
      includeUsed: new Set(),
      profile: undefined,
      region: undefined,
      concurrency: 4,
      json: false,
    });
  });

  it('plans the selected accounts', () => {
    const selected = read(
      ...['--plan', 'p.json', '--account', '111122223333', '--ou', 'r-ab12', '--exclude', '222233334444'],
      ...['--used-within', '0', '--include-used', '111122223333'],
    );
    expect(selected).to.deep.include({
      path: 'p.json',
      selection: { excluded: ['222233334444'], accounts: ['111122223333'], units: ['r-ab12'] },
      usedWithinDays: 0,
      includeUsed: new Set(['111122223333']),
    });
  });

  it('applies a plan, and asks first', () => {
    expect(read('--apply', 'p.json')).to.include({ action: 'apply', path: 'p.json', yes: false });
    expect(read('--apply', 'p.json', '--yes')).to.include({ yes: true });
  });

  it('allows one account password recovery', () => {
    expect(read('--allow-password-recovery', '111122223333')).to.include({
      action: 'allow password recovery',
      accountId: '111122223333',
    });
  });

  const refused: [title: string, commandLine: string, message: string][] = [
    ['two actions', '--plan a --apply a', 'use --plan, --apply or --allow-password-recovery, not two'],
    [
      'a selection of what to apply',
      '--apply a --exclude 111122223333',
      '--exclude: expected when the plan is made',
    ],
    [
      'another time for what to apply',
      '--apply a --used-within 1',
      '--used-within: expected when the plan is made',
    ],
    ['an answer to no question', '--yes', '--yes: expected with --apply or --allow-password-recovery'],
    ['a plan without a name', '--plan=', '--plan: expected the name of a file, got ""'],
    ['days before today', '--used-within=-1', '--used-within: expected a number of days, got "-1"'],
    ['half a day', '--used-within 1.5', '--used-within: expected a number of days, got "1.5"'],
    ['recovery of no account', '--allow-password-recovery a', 'expected a 12-digit account id, got "a"'],
  ];
  for (const [title, commandLine, message] of refused) {
    it(`refuses ${title}`, () =>
      expect(() => read(...commandLine.split(' '))).to.throw(ExpectationError, message));
  }
});
