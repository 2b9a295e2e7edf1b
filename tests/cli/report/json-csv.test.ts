import { expect } from 'chai';
import { toCsv } from '../../../cli/report/csv.ts';
import { toJson } from '../../../cli/report/json.ts';
import { aReport, compliant, excluded, failed, HOSTILE_NAMES, oneOfEach } from './report-fixture.ts';

/** What a terminal obeys, or does not show. */
const OBEYED = /[^\P{C}\n\u200d]|[\u2028\u2029]/u;

describe('cli/report/json', () => {
  it('puts each account into its list, in the order in which they are listed', () => {
    const { evaluations, notEvaluated, failures, ...rest } = JSON.parse(toJson(aReport(oneOfEach)));
    expect(rest).to.deep.equal({ rule: 'root-user-mfa-enabled' });
    expect(evaluations.map(({ accountName }: { accountName: string }) => accountName)).to.deep.equal([
      'security',
      'sandbox',
      'payments',
    ]);
    expect([notEvaluated.length, failures.length]).to.deep.equal([1, 1]);
  });

  it('names the accounts that were left out', () => {
    expect(JSON.parse(toJson(aReport([excluded]))).notEvaluated).to.deep.equal([
      { accountId: '555500006666', accountName: 'left out', state: 'EXCLUDED' },
    ]);
  });

  it('says why the list is incomplete, if it is', () => {
    expect(JSON.parse(toJson(aReport([], { incomplete: 'gone' })))).to.have.property('incomplete', 'gone');
    expect(JSON.parse(toJson(aReport([], { incomplete: undefined })))).to.not.have.property('incomplete');
  });

  for (const [kind, accountName] of Object.entries(HOSTILE_NAMES)) {
    it(`holds a name as it is, and nothing that a terminal obeys: ${kind}`, () => {
      const json = toJson(aReport([compliant({ accountName })]));
      expect(JSON.parse(json).evaluations[0].accountName).to.equal(accountName);
      expect(json.replaceAll('\u200d', '')).to.not.match(OBEYED);
    });
  }
});

describe('cli/report/csv', () => {
  const rowOf = (accountName: string) => toCsv(aReport([compliant({ accountName })])).split('\n')[1] ?? '';

  it('names the accounts that were left out', () => {
    expect(toCsv(aReport([excluded])).split('\n')[1]).to.equal('555500006666,left out,,,,,,,,,,,,EXCLUDED,');
  });

  it('holds why devices were not listed', () => {
    const evidence = {
      mfaEnabled: true,
      credentials: { password: true, accessKeys: false, signingCertificates: false },
      mfaDevicesError: 'denied, "twice"',
    };
    const [head, row] = toCsv(aReport([compliant({ evidence })])).split('\n');
    expect(head?.split(',').indexOf('mfaDevicesError')).to.equal(11);
    expect(row).to.equal(
      '222233334444,security,COMPLIANT,mfa-enabled,The root user has MFA enabled.,true,true,false,false,,,"denied, ""twice""",,,',
    );
  });

  for (const [kind, accountName] of Object.entries(HOSTILE_NAMES)) {
    it(`keeps an account on its line, and holds nothing that a terminal obeys: ${kind}`, () => {
      const lines = toCsv(aReport([compliant({ accountName })])).split('\n');
      expect(lines).to.have.lengthOf(3);
      expect(lines.join('\n').replaceAll('\u200d', '')).to.not.match(OBEYED);
    });
  }

  /** The cells that a spreadsheet makes of a line: only quotation marks at the beginning of a cell keep it together. */
  const cellsIn = (line: string, separator: string) => {
    const cell = new RegExp(`(?<=^|${separator})("(?:[^"]|"")*"|)[^${separator}]*`, 'g');
    return (line.match(cell) ?? []).map((text) =>
      text.replace(/^"((?:[^"]|"")*)"/, '$1').replaceAll('""', '"'),
    );
  };

  const attacks = [
    "x;=cmd|' /C calc'!A0;",
    ';=1+1',
    'x; =1+1',
    'x;"=1+1"',
    'x;"";=1+1',
    'x,=1+1;+1',
    'x,"-1"',
    'x;@SUM(1)',
    'x;＝1+1',
    'x\t=1+1',
    '";=1+1',
    'x\u2028;\u00a0=1',
  ];
  for (const separator of [',', ';', '\t']) {
    for (const attack of attacks) {
      it(`gives no cell that is a formula, split at ${JSON.stringify(separator)}: ${JSON.stringify(attack)}`, () => {
        const outcomes = [compliant({ accountName: attack }), failed({ accountName: attack, error: attack })];
        const cells = toCsv(aReport(outcomes))
          .split('\n')
          .flatMap((line) => cellsIn(line, separator));
        for (const cell of cells) expect(cell).to.not.match(/^[\s"]*[=+\-@＝＋－＠]/);
      });
    }
  }

  it('does not change a name with separators if none of its cells begins a formula', () => {
    expect(rowOf('a; b, c-d=e')).to.include(',"a; b, c-d=e",');
  });

  it('begins with the name of its first column, and keeps the zeros of an account', () => {
    const csv = toCsv(aReport([compliant({ accountId: '000000000012' })]));
    expect(csv.startsWith('accountId,')).to.equal(true);
    expect(csv.split('\n')[1]?.startsWith('000000000012,')).to.equal(true);
  });

  for (const start of ['=', '+', '-', '@', '\t=', '\r=', ' =', '\u0000=', '＝']) {
    it(`lets no spreadsheet take a name for a formula that starts with ${JSON.stringify(start)}`, () => {
      expect(rowOf(`${start}1+1`)).to.match(/^222233334444,("?'|\\u0000)/);
    });
  }
});
