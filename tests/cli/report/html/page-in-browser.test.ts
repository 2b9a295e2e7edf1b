import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect } from 'chai';
import type { Browser } from 'playwright-core';
import { visibleText } from '../../../../watch/visible-text.ts';
import { findBrowser } from '../../../browser.ts';
import { skipped } from '../../../skipped.ts';
import { aReport, compliant, failed, HOSTILE_NAMES, nonCompliant, oneOfEach } from '../report-fixture.ts';
import { type OpenedPage, openReport } from './opened-page.ts';

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

  let browser: Browser;
  let opened: OpenedPage;
  before(async () => {
    browser = await found.open();
  });
  after(() => browser?.close());
  afterEach(() => opened?.close());

  const evaluate = <Value>(script: string) => opened.page.evaluate(script) as Promise<Value>;

  for (const [name, report] of Object.entries({
    'one account of each kind': aReport(oneOfEach),
    'hostile names': hostile,
    'no accounts': aReport([]),
  })) {
    for (const colorScheme of ['light', 'dark'] as const) {
      it(`loads nothing, logs no error and is accessible: ${name}, ${colorScheme}`, async () => {
        opened = await openReport(browser, report, { colorScheme });
        const { violations } = await evaluate<{ violations: { id: string; nodes: { html: string }[] }[] }>(
          `${axe}; axe.run()`,
        );
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).to.deep.equal([]);
        expect(opened).to.deep.include({ requests: [], complaints: [] });
      });
    }

    for (const width of [375, 1280, 1920]) {
      it(`is no wider than a window of ${width} pixels: ${name}`, async () => {
        opened = await openReport(browser, report, { viewport: { width, height: 900 } });
        expect(await evaluate('document.documentElement.scrollWidth')).to.equal(width);
      });
    }
  }

  it('is accessible on a narrow screen', async () => {
    opened = await openReport(browser, hostile, { viewport: { width: 375, height: 900 } });
    const { violations } = await evaluate<{ violations: { id: string }[] }>(`${axe}; axe.run()`);
    expect(violations.map(({ id }) => id)).to.deep.equal([]);
  });

  it('shows every name as text', async () => {
    opened = await openReport(browser, hostile);
    const shown = await evaluate<string[]>(
      '[...document.querySelectorAll("bdi")].map((name) => name.textContent)',
    );
    const expected = names.map((name) => visibleText(name).trim() || '(no name)');
    expect(shown.map((name) => name.trim())).to.deep.equal([...expected, ...expected, ...expected]);
    expect(
      await evaluate('document.querySelectorAll("img, iframe, [onmouseover], script ~ script").length'),
    ).to.equal(0);
  });

  it('stays a table to a screen reader, also where rows are grids', async () => {
    for (const width of [375, 1280]) {
      opened = await openReport(browser, aReport(oneOfEach), { viewport: { width, height: 900 } });
      const session = await opened.page.context().newCDPSession(opened.page);
      const { nodes } = await session.send('Accessibility.getFullAXTree');
      const roles = nodes.map(({ role }) => role?.value);
      const count = (role: string) => roles.filter((other) => other === role).length;
      expect([count('table'), count('row'), count('rowheader')]).to.deep.equal([5, 10, 5]);
      if (width === 375) await opened.close();
    }
  });

  it('shows everything where scripts are off, and nothing that needs them', async () => {
    opened = await openReport(browser, aReport(oneOfEach), { javaScriptEnabled: false });
    expect(await opened.page.locator('tbody tr:visible').count()).to.equal(5);
    expect(await opened.page.locator('form').isVisible()).to.equal(false);
  });

  it('runs no script but its own', async () => {
    opened = await openReport(browser, aReport(oneOfEach));
    await evaluate(
      `document.body.append(Object.assign(document.createElement('script'), { text: 'window.ran = true' }))`,
    );
    await evaluate(`document.body.setAttribute('style', 'color: red')`);
    expect(await evaluate('window.ran')).to.equal(undefined);
    expect(opened.complaints).to.have.lengthOf(2);
  });

  describe('with scripts', () => {
    const visibleNames = () =>
      opened.page
        .locator('tbody tr:visible bdi')
        .evaluateAll((all) => all.map((name) => String(name.textContent)));
    const status = () => opened.page.locator('output').textContent();
    const three = ['beta', 'alpha', 'gamma 10', 'gamma 9'].map((accountName, index) =>
      compliant({ accountName, accountId: `${400000000000 - index}`, reason: `reason-${4 - index}` }),
    );

    it('searches by name, whatever the case, and by account ID', async () => {
      opened = await openReport(browser, aReport([...oneOfEach, ...three]));
      await opened.page.getByLabel('Search').fill('ALPHA');
      expect(await visibleNames()).to.deep.equal(['alpha']);
      expect(await status()).to.equal('1 of 9 accounts shown');
      await opened.page.getByLabel('Search').fill('7777');
      expect(await visibleNames()).to.deep.equal(['sandbox']);
      await opened.page.getByLabel('Search').fill('nothing like it');
      expect(await opened.page.getByText('No account matches').isVisible()).to.equal(true);
      expect(await opened.page.getByRole('heading', { level: 2 }).allTextContents()).to.deep.equal([
        'About this report',
      ]);
    });

    it('filters by verdict, with the keyboard', async () => {
      opened = await openReport(browser, aReport(oneOfEach));
      await opened.page.getByRole('checkbox', { name: 'NON_COMPLIANT' }).focus();
      await opened.page.keyboard.press('Space');
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
        opened = await openReport(browser, aReport(three));
        await opened.page.getByLabel('Sort by').selectOption('name');
        await opened.page.getByLabel('Sort by').selectOption({ label });
        expect(await visibleNames()).to.deep.equal(expected);
      });
    }

    it('has no controls for a single account', async () => {
      opened = await openReport(browser, aReport([compliant()]));
      expect(await opened.page.locator('form').isVisible()).to.equal(false);
    });
  });

  describe('of 300 accounts with few causes', () => {
    const report = aReport(
      Array.from({ length: 300 }, (_, index) => {
        const accountId = `${100_000_000_000 + index}`;
        if (index % 3 === 0)
          return { accountId, accountName: 'denied', error: `${'Denied. '.repeat(60)}${accountId}` };
        return index % 3 === 1 ? nonCompliant({ accountId }) : compliant({ accountId });
      }),
    );

    it('shows the first account without scrolling', async () => {
      opened = await openReport(browser, report, { viewport: { width: 1280, height: 900 } });
      const box = await opened.page.locator('tbody tr').first().boundingBox();
      expect((box?.y ?? Number.NaN) + (box?.height ?? Number.NaN)).to.be.below(900);
    });

    it('folds the accounts of a cause, opens them for a search, and prints them', async () => {
      opened = await openReport(browser, report);
      const rows = opened.page.locator('.failed tbody tr:visible');
      const sheets = async () =>
        (await opened.page.pdf({ format: 'A4' })).toString('latin1').match(/\/Type \/Page\b/g)?.length;
      const unfolded = await sheets();
      expect(await rows.count()).to.equal(100);
      await opened.page.locator('.failed summary').click();
      expect(await rows.count()).to.equal(0);
      expect(await sheets())
        .to.equal(unfolded)
        .and.to.be.at.most(12);
      await opened.page.getByLabel('Search').fill('100000000003');
      expect(await rows.count()).to.equal(1);
    });
  });

  for (const format of ['A4', 'Letter']) {
    it(`prints on ${format}, without controls and with every account`, async () => {
      const many = Array.from({ length: 600 }, (_, index) => compliant({ accountName: `account-${index}` }));
      opened = await openReport(browser, aReport(many), { colorScheme: 'dark' });
      const pdf = await opened.page.pdf({ format });
      expect(pdf.toString('latin1').match(/\/Type \/Page\b/g)?.length).to.be.within(10, 40);
      await opened.page.emulateMedia({ media: 'print' });
      expect(await opened.page.locator('form').isVisible()).to.equal(false);
      expect(await evaluate('getComputedStyle(document.body).backgroundColor')).to.equal(
        'rgb(255, 255, 255)',
      );
      expect(
        await evaluate('getComputedStyle(document.querySelector("tbody tr")).contentVisibility'),
      ).to.equal('visible');
    });
  }
});
