import { alignColumns } from '../terminal/columns.ts';
import { MEASUREMENT } from './assumptions.ts';
import type { Estimate } from './estimate.ts';
import { PRICES, type Price, REGION } from './prices.ts';
import type { Demand } from './ways.ts';

const twoDigits = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const fourDigits = new Intl.NumberFormat('en-US', { minimumFractionDigits: 4, maximumFractionDigits: 4 });
const rounded = new Intl.NumberFormat('en-US', { maximumSignificantDigits: 6 });

/** `1,234.50` */
export function dollars(amount: number): string {
  return twoDigits.format(amount);
}

/** `0.0314` */
export function dollarsPerAccount(amount: number): string {
  return fourDigits.format(amount);
}

/** A quantity of units, in at most six digits that count. */
export function quantity(amount: number): string {
  return rounded.format(amount);
}

export function toJson(estimates: readonly Estimate[], demand: Demand): string {
  const ways = estimates.map(({ items, ...estimate }) => ({
    ...estimate,
    items: items.map((item) => ({
      ...item,
      unit: PRICES[item.name].unit,
      service: PRICES[item.name].service,
    })),
  }));
  return `${JSON.stringify({ region: REGION, measured: MEASUREMENT.measured, ...demand, ways }, null, 2)}\n`;
}

/** The totals of the ways, or of one way each item. */
export function toText(estimates: readonly Estimate[], demand: Demand): string {
  const [first, ...others] = estimates;
  const table = first !== undefined && others.length === 0 ? itemTable(first) : wayTable(estimates);
  return `${table}\n\n${scope(demand)}\n`;
}

function wayTable(estimates: readonly Estimate[]): string {
  return alignColumns([
    ['WAY', 'DOLLARS A MONTH', 'AN ACCOUNT', ''],
    ...estimates.map(({ way, title, ...estimate }) => [
      way,
      dollars(estimate.dollars),
      dollarsPerAccount(estimate.dollarsPerAccount),
      title,
    ]),
  ]);
}

function itemTable({ items, ...total }: Estimate): string {
  const rows = items.map(({ name, ...item }) => {
    const { service, unit }: Price = PRICES[name];
    return [service, dollarsPerAccount(item.dollars), quantity(item.quantity), unit];
  });
  return alignColumns([
    ['SERVICE', 'DOLLARS A MONTH', 'QUANTITY', 'UNIT'],
    ...rows,
    [
      total.way,
      dollarsPerAccount(total.dollars),
      '',
      `${dollarsPerAccount(total.dollarsPerAccount)} an account`,
    ],
  ]);
}

function scope({ accounts, frequency, changes }: Demand): string {
  return [
    `${accounts} ${accounts === 1 ? 'account' : 'accounts'}, ${frequency}, 30 days, prices of ${REGION} without free tiers and taxes`,
    ...(changes > 0 ? [`Evaluations on change for each account: ${changes}`] : []),
    'Not included: AWS Config’s recorder. Prices with their sources: docs/deployment/scale-and-cost.md',
  ].join('\n');
}
