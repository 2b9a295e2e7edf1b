import { expect } from 'chai';
import { alignColumns } from '../../../cli/terminal/columns.ts';

describe('cli/terminal/columns', () => {
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
});
