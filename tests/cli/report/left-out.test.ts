import { expect } from 'chai';
import { toCsv } from '../../../cli/report/csv.ts';
import { toHtml } from '../../../cli/report/html/page.ts';
import { toJson } from '../../../cli/report/json.ts';
import { toMarkdown } from '../../../cli/report/markdown.ts';
import { countsOf, type Outcome } from '../../../cli/report/model.ts';
import { toOcsf } from '../../../cli/report/ocsf.ts';
import { toScreen } from '../../../cli/report/screen.ts';
import { aScreen } from '../terminal/a-screen.ts';
import { aReport, compliant } from './report-fixture.ts';

const excluded: Outcome = { accountId: '555566667777', accountName: 'left', notEvaluated: 'excluded' };
const interrupted: Outcome = { accountId: '666677778888', accountName: 'late', notEvaluated: 'interrupted' };

describe('cli/report: accounts that were left out', () => {
  const report = aReport([excluded, compliant(), interrupted]);
  const screen = () => toScreen(report, { stream: aScreen(120), asListed: false, nextStep: () => '' });

  it('are named and counted in the table', () => {
    expect(screen())
      .to.match(/^555566667777 {2}left +EXCLUDED\b/m)
      .and.match(/^666677778888 {2}late +INTERRUPTED\b/m);
    expect(countsOf(report.outcomes).map(({ state, count }) => `${count} ${state}`)).to.deep.equal([
      '1 COMPLIANT',
      '1 EXCLUDED',
      '1 INTERRUPTED',
    ]);
  });

  it('are in the JSON document, beside those that are suspended', () => {
    expect(JSON.parse(toJson(report)).notEvaluated).to.deep.equal([
      { accountId: '555566667777', accountName: 'left', state: 'EXCLUDED' },
      { accountId: '666677778888', accountName: 'late', state: 'INTERRUPTED' },
    ]);
  });

  it('have their state in CSV', () => {
    expect(toCsv(report))
      .to.match(/^555566667777,left,,.*,EXCLUDED,$/m)
      .and.match(/^666677778888,late,,.*,INTERRUPTED,$/m);
  });

  it('are named in Markdown', () => {
    expect(toMarkdown(report))
      .to.match(/^\| 555566667777 \| .*left.* \| not evaluated: excluded \|$/m)
      .and.match(/^\| 666677778888 \| .*late.* \| not evaluated: interrupted \|$/m);
  });

  it('are named on the page', () => {
    expect(toHtml(report))
      .to.match(/<bdi>left<\/bdi><code>555566667777<\/code><\/th><td>not evaluated: excluded<\/td>/)
      .and.match(/<bdi>late<\/bdi><code>666677778888<\/code><\/th><td>not evaluated: interrupted<\/td>/);
  });

  it('are findings of OCSF that say so', () => {
    const findings = JSON.parse(toOcsf(report)).map(({ cloud, compliance, message, severity }: Finding) => ({
      id: cloud.account.uid,
      status: compliance.status,
      message,
      severity,
    }));
    expect(findings.slice(1)).to.deep.equal([
      {
        id: '555566667777',
        status: 'EXCLUDED',
        message: 'The account was not evaluated: excluded.',
        severity: 'Informational',
      },
      {
        id: '666677778888',
        status: 'INTERRUPTED',
        message: 'The account was not evaluated: interrupted.',
        severity: 'Informational',
      },
    ]);
  });
});

interface Finding {
  readonly cloud: { readonly account: { readonly uid: string } };
  readonly compliance: { readonly status: string };
  readonly message: string;
  readonly severity: string;
}
