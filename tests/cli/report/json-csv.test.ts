import { expect } from 'chai';
import { toCsv } from '../../../cli/report/csv.ts';
import { toJson } from '../../../cli/report/json.ts';
import { aReport, compliant, HOSTILE_NAMES, oneOfEach } from './report-fixture.ts';

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

  it('holds what is wrong with the list, and nothing where nothing is', () => {
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

  for (const name of ['x;=1+1', ';=1+1', 'x,=1+1']) {
    it(`keeps a name in its cell whether a spreadsheet splits at , or at ;: ${name}`, () => {
      expect(rowOf(name)).to.include(`,"${name}",`);
    });
  }

  for (const start of ['=', '+', '-', '@', '\t=', '\r=', ' =', '\u0000=', '＝']) {
    it(`lets no spreadsheet take a name for a formula that starts with ${JSON.stringify(start)}`, () => {
      expect(rowOf(`${start}1+1`)).to.match(/^222233334444,("?'|\\u0000)/);
    });
  }
});
