import { PRICES, type Price, type PriceName, type Usage } from './prices.ts';

export interface BillItem {
  readonly name: PriceName;
  readonly quantity: number;
  readonly dollars: number;
}

/** A month's usage at the prices of AWS, most expensive first. */
export function billOf(usage: Usage): BillItem[] {
  return Object.entries(usage)
    .map(([key, quantity]) => {
      const name = key as PriceName;
      return { name, quantity, dollars: priceOf(PRICES[name], quantity) };
    })
    .filter(({ quantity }) => quantity > 0)
    .sort((one, other) => other.dollars - one.dollars);
}

/** @returns dollars for this many units of a month */
export function priceOf({ tiers }: Price, quantity: number): number {
  let from = 0;
  let dollars = 0;
  for (const tier of tiers) {
    dollars += Math.max(0, Math.min(quantity, tier.upTo) - from) * tier.dollars;
    from = tier.upTo;
  }
  return dollars;
}

/** The usage of several stacks. */
export function sumOf(usages: readonly Usage[]): Usage {
  const sum: Partial<Record<PriceName, number>> = {};
  for (const usage of usages) {
    for (const [name, quantity] of Object.entries(usage)) {
      const known = sum[name as PriceName];
      sum[name as PriceName] = known === undefined ? quantity : known + quantity;
    }
  }
  return sum;
}

export function times(factor: number, usage: Usage): Usage {
  return Object.fromEntries(Object.entries(usage).map(([name, quantity]) => [name, factor * quantity]));
}
