import { expect } from 'chai';
import { timeLeft } from '../../../cli/terminal/progress.ts';

describe('cli/terminal/progress', () => {
  const texts: [elapsedMs: number, done: number, total: number, text: string][] = [
    [60_000, 0, 100, ''],
    [1_999, 10, 100, ''],
    [60_000, 100, 100, ''],
    [2_000, 1, 2, 'a few seconds left'],
    [10_000, 10, 20, 'a few seconds left'],
    [10_000, 10, 21, 'about 20 seconds left'],
    [10_000, 10, 69, 'about 60 seconds left'],
    [10_000, 10, 70, 'about 1 minute left'],
    [10_000, 10, 71, 'about 2 minutes left'],
    [60_000, 1, 60, 'about 59 minutes left'],
    [60_000, 1, 92, 'about 1 h 31 min left'],
  ];
  for (const [elapsedMs, done, total, text] of texts) {
    it(` ${done} of ${total} after ${elapsedMs / 1000} s: ${text || 'nothing'}`, () => {
      expect(timeLeft(elapsedMs, done, total)).to.equal(text);
    });
  }
});
