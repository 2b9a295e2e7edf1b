import { promisify } from 'node:util';
import { expect } from 'chai';
import { VirtualClock } from './virtual-clock.ts';

const HOUR = 3_600_000;

describe('VirtualClock', () => {
  it('lets an hour pass in no time, in order', async () => {
    const clock = new VirtualClock(1000);
    const woken: [string, number][] = [];
    for (const [name, after] of [
      ['late', HOUR],
      ['early', 5],
      ['beyond', HOUR + 1],
    ] as const) {
      void clock.sleep(after).then(() => woken.push([name, clock.now()]));
    }
    await clock.advance(HOUR);
    expect(woken).to.deep.equal([
      ['early', 1005],
      ['late', 1000 + HOUR],
    ]);
    await clock.advanceToEnd();
    expect(woken.at(-1)).to.deep.equal(['beyond', 1001 + HOUR]);
  });

  it('gives setTimeout and clearTimeout another meaning for what it runs, and for nothing else', async () => {
    const clock = new VirtualClock(0);
    const woken: string[] = [];
    const ended = clock.run(async () => {
      const cancelled = setTimeout(() => woken.push('cancelled'), HOUR);
      setTimeout(() => clearTimeout(cancelled), HOUR - 1);
      await new Promise((resolve) => setTimeout(resolve, 2 * HOUR));
      woken.push('within');
    });
    await new Promise((resolve) => setTimeout(resolve, 1));
    await promisify(setTimeout)(1);
    const real = setTimeout(() => woken.push('real'), HOUR);
    clearTimeout(real);
    expect(woken).to.deep.equal([]);
    await clock.advanceToEnd();
    await ended;
    expect(woken).to.deep.equal(['within']);
    expect(clock.now()).to.equal(2 * HOUR);
  });

  it('stands still while something takes real time', async () => {
    const clock = new VirtualClock(0);
    let endedAt: number | undefined;
    const work = clock.run(async () => {
      await new Promise((resolve) => setTimeout(resolve, 10));
      await clock.real(() => new Promise((resolve) => setTimeout(resolve, 2)));
      endedAt = clock.now();
    });
    await clock.advance(HOUR);
    await work;
    expect(endedAt).to.equal(10);
    expect(clock.now()).to.equal(HOUR);
  });
});
