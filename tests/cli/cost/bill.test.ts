import { expect } from 'chai';
import { billOf, priceOf, sumOf, times } from '../../../cli/cost/bill.ts';
import { PRICES, type Price } from '../../../cli/cost/prices.ts';

describe('cli/cost: bill', () => {
  /** By hand: 100,000 × $0.001 = $100; the next 400,000 × $0.0008 = $320; each one beyond, $0.0005. */
  const evaluations: [quantity: number, dollars: number][] = [
    [0, 0],
    [30, 0.03],
    [100_000, 100],
    [100_001, 100.0008],
    [300_000, 260],
    [500_000, 420],
    [500_001, 420.0005],
    [1_500_000, 920],
  ];
  for (const [quantity, dollars] of evaluations) {
    it(`has ${quantity} evaluations cost $${dollars}`, () => {
      expect(priceOf(PRICES.configEvaluations, quantity)).to.be.closeTo(dollars, 1e-9);
    });
  }

  it('lists what is used, most expensive first', () => {
    expect(billOf({ lambdaRequests: 1_000_000, alarmMetrics: 3, snsEmails: 0 })).to.deep.equal([
      { name: 'alarmMetrics', quantity: 3, dollars: 3 * 0.1 },
      { name: 'lambdaRequests', quantity: 1_000_000, dollars: 0.2 },
    ]);
  });

  it('adds up stacks, and multiplies one', () => {
    const stack = { alarmMetrics: 2, configEvaluations: 30 };
    expect(sumOf([stack, {}, { configEvaluations: 1, snsMessages: 5 }])).to.deep.equal({
      alarmMetrics: 2,
      configEvaluations: 31,
      snsMessages: 5,
    });
    expect(times(10, stack)).to.deep.equal({ alarmMetrics: 20, configEvaluations: 300 });
    expect(times(0, stack)).to.deep.equal({ alarmMetrics: 0, configEvaluations: 0 });
  });

  for (const [name, price] of Object.entries<Price>(PRICES)) {
    it(`says where the price of ${name} is from, and when it was read`, () => {
      expect(price.source).to.match(/^https:\/\/aws\.amazon\.com\/\S+\/pricing\/$/);
      expect(price.secondarySource ?? 'https://').to.match(/^https:\/\//);
      expect(price.readOn).to.match(/^\d{4}-\d\d-\d\d$/);
      expect(price.tiers.at(-1)?.upTo).to.equal(Number.POSITIVE_INFINITY);
      for (const { dollars } of price.tiers) expect(dollars).to.be.above(0);
    });
  }
});
