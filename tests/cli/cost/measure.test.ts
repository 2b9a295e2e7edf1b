import { expect } from 'chai';
import { MEASUREMENT } from '../../../cli/cost/assumptions.ts';
import { measure } from '../../../cli/cost/measure.ts';
import { deployedPackage } from '../../deployed.ts';

describe('cli/cost: measurement', () => {
  it('still holds: as many calls, and as much log', async () => {
    const measured = await measure(await deployedPackage(), new Date('2026-11-25T12:00:00Z'), 1);
    expect(measured.measured).to.match(/^2026-11-25; .*Node\.js 24\./);
    expect(measured.calls).to.equal(MEASUREMENT.calls);
    // The digits of the milliseconds differ from run to run.
    expect(measured.logBytes).to.be.within(MEASUREMENT.logBytes - 10, MEASUREMENT.logBytes + 10);
    expect(measured.seconds).to.be.above(0);
  });
});
