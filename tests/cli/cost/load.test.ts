import { expect } from 'chai';
import { secondsOfEvaluation, secondsOfWatch } from '../../../cli/cost/assumptions.ts';
import { monthsOf, runsAMonth, scheduledRunsAMonth } from '../../../cli/cost/load.ts';

describe('cli/cost: load', () => {
  const frequencies: Record<string, number> = {
    One_Hour: 720,
    Three_Hours: 240,
    Six_Hours: 120,
    Twelve_Hours: 60,
    TwentyFour_Hours: 30,
  };
  for (const [frequency, runs] of Object.entries(frequencies)) {
    it(`has ${runs} evaluations a month with ${frequency}`, () =>
      expect(runsAMonth(frequency)).to.equal(runs));
  }

  it('refuses a frequency that AWS Config does not have, and none', () => {
    for (const frequency of ['Daily', undefined])
      expect(() => runsAMonth(frequency)).to.throw(/Expected one of One_Hour, .*got (Daily|undefined)/);
  });

  const schedules: Record<string, number> = {
    'rate(1 day)': 30,
    'rate(1 hour)': 720,
    'rate(12 hours)': 60,
    'rate(5 minutes)': 8_640,
  };
  for (const [schedule, runs] of Object.entries(schedules)) {
    it(`has ${runs} runs a month with ${schedule}`, () =>
      expect(scheduledRunsAMonth(schedule)).to.equal(runs));
  }

  it('has no scheduled run of a rule that waits for events, and refuses a schedule that it cannot count', () => {
    expect(scheduledRunsAMonth(undefined)).to.equal(0);
    expect(() => scheduledRunsAMonth('cron(0 8 * * ? *)')).to.throw(/such as rate\(1 day\), got cron/);
  });

  it('counts how long a log is kept in months of 30 days, and refuses one that is kept for ever', () => {
    expect(monthsOf(90)).to.equal(3);
    expect(() => monthsOf(undefined)).to.throw(/does not keep its log for ever/);
  });

  it('has an evaluation take longer with less memory, and with one call more', () => {
    const seconds = (memoryMb: number, moreCalls = 0) =>
      secondsOfEvaluation({ memoryMb, timeoutSeconds: 60 }, moreCalls);
    expect(seconds(1769)).to.equal(seconds(4000));
    const answers = seconds(1769) - (seconds(1769 / 2) - seconds(1769));
    expect(seconds(1769 / 4)).to.be.closeTo((seconds(1769) - answers) * 4 + answers, 1e-9);
    expect(seconds(256, 1) - seconds(256)).to.be.closeTo(0.2, 1e-9);
  });

  it('has nothing take longer than its timeout', () => {
    expect(secondsOfEvaluation({ memoryMb: 128, timeoutSeconds: 1 })).to.equal(1);
    expect(secondsOfWatch({ memoryMb: 512, timeoutSeconds: 900 }, 50_000)).to.equal(900);
    expect(secondsOfWatch({ memoryMb: 512, timeoutSeconds: 900 }, 100)).to.be.closeTo(5 + 100 * 0.4, 1e-9);
  });
});
