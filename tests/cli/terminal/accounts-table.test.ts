import { stripVTControlCharacters } from 'node:util';
import { expect } from 'chai';
import sinon from 'sinon';
import {
  alignColumns,
  formatAccountsTable,
  formatCounts,
  type Row,
} from '../../../cli/terminal/accounts-table.ts';
import { aScreen } from './a-screen.ts';

const row = (state: string, changes: Partial<Row> = {}): Row => ({
  id: '111122223333',
  name: 'name',
  state,
  reason: '',
  evidence: '',
  ...changes,
});

describe('cli/terminal/accounts-table', () => {
  const words = Array.from({ length: 40 }, (_, index) => `word${index}`);
  const wordy = row('NON_COMPLIANT', { text: words.join(' ') });

  for (const [columns, widest] of [
    [20, 40],
    [80, 80],
    [120, 120],
    [200, 200],
  ] as const) {
    it(`folds a long text on a terminal of ${columns} columns to ${widest}, and loses no word`, () => {
      const lines = stripVTControlCharacters(formatAccountsTable([wordy], aScreen(columns))).split('\n');
      expect(Math.max(...lines.map((line) => line.length))).to.be.within(widest - 10, widest);
      expect(lines.join(' ').match(/word\d+/g)).to.deep.equal(words);
    });
  }

  it('leaves no blanks at the ends of lines', () => {
    expect(formatAccountsTable([row('FAILED'), wordy], aScreen(80))).to.not.match(/ (\n|$)/);
  });

  it('cuts a long name between its letters', () => {
    const family = '👨‍👩‍👧‍👦';
    const long = row('SUSPENDED', { name: family.repeat(40) });
    const [, line = ''] = formatAccountsTable([long], aScreen(80)).split('\n');
    expect(line.slice(14).split(' ')[0]).to.match(new RegExp(`^(${family})+…$`, 'u'));
  });

  const counts: [{ state: string; count: number }[], string][] = [
    [[], '0 accounts'],
    [[{ state: 'COMPLIANT', count: 1 }], '1 account: 1 COMPLIANT'],
    [[{ state: 'FAILED', count: 2_000 }], '2,000 accounts: 2,000 FAILED'],
  ];
  for (const [given, expected] of counts) {
    it(expected, () => expect(stripVTControlCharacters(formatCounts(given, aScreen()))).to.equal(expected));
  }

  it('aligns columns by the width that a terminal gives the texts, and ends no line with spaces', () => {
    const rows = [
      ['WAY', 'DOLLARS', ''],
      ['central', '0.23', 'One 中央 function'],
      ['中央', '10.00', ''],
    ];
    expect(alignColumns(rows).split('\n')).to.deep.equal([
      'WAY      DOLLARS',
      'central  0.23     One 中央 function',
      '中央     10.00',
    ]);
  });

  describe('colours', () => {
    const withoutColours = { NO_COLOR: undefined, NODE_DISABLE_COLORS: undefined };
    beforeEach(() =>
      sinon.stub(process, 'env').value({ ...process.env, ...withoutColours, FORCE_COLOR: '1' }),
    );
    afterEach(() => sinon.restore());

    const colours: Record<string, string> = {
      COMPLIANT: '\u001b[32mCOMPLIANT\u001b[39m',
      NON_COMPLIANT: '\u001b[31mNON_COMPLIANT\u001b[39m',
      NOT_APPLICABLE: '\u001b[2mNOT_APPLICABLE\u001b[22m',
      FAILED: '\u001b[1m\u001b[31mFAILED\u001b[39m\u001b[22m',
    };
    for (const [state, coloured] of Object.entries(colours)) {
      it(`paints ${state}`, () => expect(formatAccountsTable([row(state)], aScreen())).to.include(coloured));
    }

    it('depend on the stream that shows the table, not on standard output', () => {
      delete process.env['FORCE_COLOR'];
      const terminal = Object.assign(aScreen(100, true), { getColorDepth: () => 8 });
      const painted = [terminal, aScreen(100)].map((screen) => [
        formatAccountsTable([row('FAILED')], screen).includes('\u001b['),
        formatCounts([{ state: 'FAILED', count: 1 }], screen).includes('\u001b['),
      ]);
      expect(painted).to.deep.equal([
        [true, true],
        [false, false],
      ]);
    });

    it('do not change the layout', () => {
      const rows = [...Object.keys(colours).map((state) => row(state)), wordy];
      const coloured = stripVTControlCharacters(formatAccountsTable(rows, aScreen(100)));
      process.env['FORCE_COLOR'] = '0';
      expect(coloured).to.equal(formatAccountsTable(rows, aScreen(100)));
    });
  });
});
