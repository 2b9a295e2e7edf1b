import { type BillItem, billOf } from './bill.ts';
import type { Templates } from './templates.ts';
import { type Demand, usageOf, WAY_NAMES, WAYS, type Way, type WayName } from './ways.ts';

/** What a way costs in a month of 30 days. */
export interface Estimate {
  readonly way: WayName;
  readonly title: string;
  readonly dollars: number;
  readonly dollarsPerAccount: number;
  readonly items: readonly BillItem[];
}

/** @throws {ExpectationError} on a way that is not offered */
export function estimate(way: WayName, templates: Templates, demand: Demand): Estimate {
  const items = billOf(usageOf(way, templates, demand));
  const dollars = items.reduce((sum, item) => sum + item.dollars, 0);
  return { way, title: WAYS[way].title, dollars, dollarsPerAccount: dollars / demand.accounts, items };
}

/** The ways that this version offers for so many accounts. */
export function offeredWays(templates: Templates, demand: Demand): WayName[] {
  return WAY_NAMES.filter((way) => (WAYS[way] as Way).isOffered(templates, demand));
}
