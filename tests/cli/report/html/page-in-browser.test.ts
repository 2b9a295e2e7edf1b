import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { toHtml } from '../../../../cli/report/html/page.ts';
import type { Report } from '../../../../cli/report/model.ts';
import { visibleText } from '../../../../watch/visible-text.ts';
import { findBrowser } from '../../../browser.ts';
import { folderOfFiles } from '../../../embedded-aws/fixtures.ts';
import { skipped } from '../../../skipped.ts';
import {
  aReport,
  compliant,
  failed,
  HOSTILE_NAMES,
  nonCompliant,
  oneOfEach,
  wholeReport,
} from '../report-fixture.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const found = await findBrowser();

const names = Object.values(HOSTILE_NAMES);
const hostile = aReport(
  [
    ...names.map((accountName) => nonCompliant({ accountName, annotation: accountName })),
    ...names.map((accountName) => compliant({ accountName })),
    ...names.map((accountName) => failed({ accountName, error: accountName })),
  ],
  { incomplete: names.join(' ') },
);

describe('cli/report/html/page in a browser', () => {
  if ('missing' in found) {
    skipped(`there is no browser on ${found.missing}`);
    return;
  }

  const { write } = folderOfFiles();
  let browser: Browser;
  let page: Page;
  /** What the page asked for, and what it complained about. */
  let requests: string[];
  let complaints: string[];
  before(async () => {
    browser = await found.open();
  });
  after(() => browser?.close());
  afterEach(() => page?.context().close());

  /** Opens the report from disk. */
  async function open(report: Report, options: BrowserContextOptions = {}) {
    const url = pathToFileURL(await write('report.html', toHtml(report))).href;
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
    page = await context.newPage();
    requests = [];
    complaints = [];
    page.on('request', (request) => request.url() !== url && requests.push(request.url()));
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('dialog', (dialog) => {
      complaints.push(`dialog: ${dialog.message()}`);
      return dialog.dismiss();
    });
    await page.goto(url);
  }
  const evaluate = <Value>(script: string) => page.evaluate(script) as Promise<Value>;

  const reports = { 'the whole report': wholeReport, 'hostile names': hostile, 'no accounts': aReport([]) };
  const views: [width: number, colorScheme: 'light' | 'dark'][] = [
    [375, 'light'],
    [1280, 'light'],
    [1280, 'dark'],
    [1920, 'light'],
  ];
  for (const [name, report] of Object.entries(reports)) {
    for (const [width, colorScheme] of views) {
      it(`fits, loads nothing, logs no error and is accessible: ${name}, ${width} pixels, ${colorScheme}`, async () => {
        await open(report, { colorScheme, viewport: { width, height: 900 } });
        expect(await evaluate('document.documentElement.scrollWidth')).to.equal(width);
        const { violations } = await evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
          `${axe}; axe.run()`,
        );
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).to.deep.equal([]);
        expect({ requests, complaints }).to.deep.equal({ requests: [], complaints: [] });
      });
    }
  }

  it('shows every name as text', async () => {
    await open(hostile);
    const shown = await page.locator('bdi').allTextContents();
    const expected = names.map((name) => visibleText(name).trim() || '(no name)');
    expect(shown.map((name) => name.trim())).to.deep.equal([...expected, ...expected, ...expected]);
    expect(await page.locator('img, iframe, [onmouseover], script ~ script').count()).to.equal(0);
  });

  for (const width of [375, 1280]) {
    it(`stays a table to a screen reader, also where rows are grids, at ${width} pixels`, async () => {
      await open(aReport(oneOfEach), { viewport: { width, height: 900 } });
      const session = await page.context().newCDPSession(page);
      const { nodes } = await session.send('Accessibility.getFullAXTree');
      const count = (wanted: string) => nodes.filter(({ role }) => role?.value === wanted).length;
      expect([count('table'), count('row'), count('rowheader')]).to.deep.equal([5, 10, 5]);
    });
  }

  it('shows everything where scripts are off, and nothing that needs them', async () => {
    await open(aReport(oneOfEach), { javaScriptEnabled: false });
    expect(await page.locator('tbody tr:visible').count()).to.equal(5);
    expect(await page.locator('form').isVisible()).to.equal(false);
  });

  it('runs no script but its own', async () => {
    await open(aReport(oneOfEach));
    await evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = true' }))`,
    );
    await evaluate(`document.body.setAttribute('style', 'color: red')`);
    expect(await evaluate('window.ran')).to.equal(undefined);
    expect(complaints).to.have.lengthOf(2);
  });

  describe('with scripts', () => {
    const visibleNames = () => page.locator('tbody tr:visible bdi').allTextContents();
    const status = () => page.locator('output').textContent();
    const four = ['beta', 'alpha', 'gamma 10', 'gamma 9'].map((accountName, index) =>
      compliant({ accountName, accountId: `${400000000000 - index}`, reason: `reason-${4 - index}` }),
    );

    it('searches by name, whatever the case, and by account ID', async () => {
      await open(aReport([...oneOfEach, ...four]));
      await page.getByLabel('Search').fill('ALPHA');
      expect(await visibleNames()).to.deep.equal(['alpha']);
      expect(await status()).to.equal('1 of 9 accounts shown');
      await page.getByLabel('Search').fill('7777');
      expect(await visibleNames()).to.deep.equal(['sandbox']);
      await page.getByLabel('Search').fill('nothing like it');
      expect(await page.getByText('No account matches').isVisible()).to.equal(true);
      const headings = await page.getByRole('heading', { level: 2 }).allTextContents();
      expect(headings).to.deep.equal(['About this report']);
    });

    it('filters by verdict, with the keyboard', async () => {
      await open(aReport(oneOfEach));
      await page.getByRole('checkbox', { name: 'NON_COMPLIANT' }).press('Space');
      expect(await visibleNames()).to.deep.equal(['new', 'security', 'sandbox', 'old']);
      expect(await status()).to.equal('4 of 5 accounts shown');
    });

    const orders = {
      name: ['alpha', 'beta', 'gamma 9', 'gamma 10'],
      'account ID': ['gamma 9', 'gamma 10', 'alpha', 'beta'],
      reason: ['gamma 9', 'gamma 10', 'alpha', 'beta'],
      'listed order': ['beta', 'alpha', 'gamma 10', 'gamma 9'],
    };
    for (const [label, expected] of Object.entries(orders)) {
      it(`sorts by ${label}`, async () => {
        await open(aReport(four));
        await page.getByLabel('Sort by').selectOption('name');
        await page.getByLabel('Sort by').selectOption({ label });
        expect(await visibleNames()).to.deep.equal(expected);
      });
    }

    it('has no controls for a single account', async () => {
      await open(aReport([compliant()]));
      expect(await page.locator('form').isVisible()).to.equal(false);
    });
  });

  const sheets = (pdf: Buffer) => pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length;

  const fewCauses = aReport(
    Array.from({ length: 300 }, (_, index) => {
      const accountId = `${100_000_000_000 + index}`;
      if (index % 3 === 1) return nonCompliant({ accountId });
      if (index % 3 === 2) return compliant({ accountId });
      return { ...failed({ error: `${'Denied. '.repeat(60)}${accountId}` }), accountId };
    }),
  );

  it('shows the first of 300 accounts without scrolling', async () => {
    await open(fewCauses);
    const box = await page.locator('tbody tr').first().boundingBox();
    expect((box?.y ?? Number.NaN) + (box?.height ?? Number.NaN)).to.be.below(900);
  });

  it('folds the accounts of a cause, opens them for a search, and prints them', async () => {
    await open(fewCauses);
    const rows = page.locator('.failed tbody tr:visible');
    const unfolded = sheets(await page.pdf({ format: 'A4' }));
    expect(await rows.count()).to.equal(100);
    await page.locator('.failed summary').click();
    expect(await rows.count()).to.equal(0);
    expect(sheets(await page.pdf({ format: 'A4' })))
      .to.equal(unfolded)
      .and.to.be.at.most(12);
    await page.getByLabel('Search').fill('100000000003');
    expect(await rows.count()).to.equal(1);
  });

  for (const format of ['A4', 'Letter']) {
    it(`prints on ${format}, without controls and with every account`, async () => {
      const many = Array.from({ length: 600 }, (_, index) => compliant({ accountName: `account-${index}` }));
      await open(aReport(many), { colorScheme: 'dark' });
      expect(sheets(await page.pdf({ format }))).to.be.within(10, 40);
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('form').isVisible()).to.equal(false);
      const style = (selector: string, property: string) =>
        evaluate(`getComputedStyle(document.querySelector('${selector}')).${property}`);
      expect(await style('body', 'backgroundColor')).to.equal('rgb(255, 255, 255)');
      expect(await style('tbody tr', 'contentVisibility')).to.equal('visible');
    });
  }
});
