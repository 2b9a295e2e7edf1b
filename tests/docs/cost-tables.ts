import { billOf } from '../../cli/cost/bill.ts';
import { dollars, dollarsPerAccount } from '../../cli/cost/cost-report.ts';
import { estimate, offeredWays } from '../../cli/cost/estimate.ts';
import { PRICES, type Price, type PriceName, REGION, type Tier } from '../../cli/cost/prices.ts';
import { RESOURCE_PRICES } from '../../cli/cost/resource-prices.ts';
import { isCharged } from '../../cli/cost/stack-usage.ts';
import { readTemplates, type Templates } from '../../cli/cost/templates.ts';
import { type Demand, usageOf, WAY_NAMES, WAYS, type WayName } from '../../cli/cost/ways.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import type { GeneratedTable } from './generated-tables.ts';
import { markdownTable } from './verdict-tables.ts';

const PAGE = 'docs/deployment/scale-and-cost.md';
const ACCOUNTS = [1, 10, 100, 1_000, 10_000, 50_000];
const IN_DETAIL = 1_000;

const demandOf = (accounts: number): Demand => ({ accounts, frequency: 'TwentyFour_Hours', changes: 0 });

export function costTables(deployed: Package): GeneratedTable[] {
  const templates = readTemplates(deployed);
  return [
    { path: PAGE, name: 'npm run docs: cost', text: totals(templates) },
    { path: PAGE, name: 'npm run docs: cost in detail', text: details(templates) },
    { path: PAGE, name: 'npm run docs: prices', text: `${prices()}\n\n${withoutPrice()}` },
  ];
}

/** Of each way that is offered for one of the sizes at least. */
function totals(templates: Templates): string {
  const waysFor = (accounts: number) => offeredWays(templates, demandOf(accounts));
  const ways = WAY_NAMES.filter((way) => ACCOUNTS.some((accounts) => waysFor(accounts).includes(way)));
  const rows = ACCOUNTS.map((accounts) => [
    accounts.toLocaleString('en-US'),
    ...ways.map((way) => (waysFor(accounts).includes(way) ? cell(way, templates, demandOf(accounts)) : '')),
  ]);
  return markdownTable(['accounts', ...ways.map((way) => WAYS[way].title)], rows);
}

function cell(way: WayName, templates: Templates, demand: Demand): string {
  const total = estimate(way, templates, demand);
  return `${dollars(total.dollars)} (${dollarsPerAccount(total.dollarsPerAccount)})`;
}

function details(templates: Templates): string {
  const demand = demandOf(IN_DETAIL);
  const ways = offeredWays(templates, demand);
  const bills = ways.map((way) => billOf(usageOf(way, templates, demand)));
  const names = (Object.keys(PRICES) as PriceName[]).filter((name) =>
    bills.some((bill) => bill.some((item) => item.name === name)),
  );
  const rows = names.map((name) => [
    nameOf(name),
    ...bills.map((bill) => {
      const item = bill.find((other) => other.name === name);
      return item === undefined ? '' : dollarsPerAccount(item.dollars);
    }),
  ]);
  return markdownTable(['', ...ways.map((way) => WAYS[way].title)], rows);
}

function prices(): string {
  const rows = Object.entries(PRICES).map(([name, price]: [string, Price]) => [
    nameOf(name as PriceName),
    price.tiers.map(tierText).join(', '),
    `[AWS](${price.source})${price.secondarySource === undefined ? '' : `; read from a [secondary source](${price.secondarySource})`}`,
    price.readOn,
  ]);
  return markdownTable(['one', `price in ${REGION}`, 'source', 'read on'], rows);
}

function tierText({ upTo, dollars: price }: Tier, _: number, tiers: readonly Tier[]): string {
  const amount = `$${price.toLocaleString('en-US', { maximumSignificantDigits: 6, maximumFractionDigits: 10 })}`;
  if (tiers.length === 1) return amount;
  return upTo === Number.POSITIVE_INFINITY
    ? `${amount} beyond`
    : `${amount} up to ${upTo.toLocaleString('en-US')}`;
}

function withoutPrice(): string {
  const rows = Object.entries(RESOURCE_PRICES).flatMap(([type, price]) => {
    if (isCharged(price)) return [];
    const why = 'free' in price ? `free: ${price.free}` : `not counted: ${price.notCounted}`;
    return [[`\`${type}\``, why, `[AWS](${price.source})`]];
  });
  return markdownTable(['resource', 'cost', 'source'], rows);
}

function nameOf(name: PriceName): string {
  return `${PRICES[name].service}: ${PRICES[name].unit}`;
}
