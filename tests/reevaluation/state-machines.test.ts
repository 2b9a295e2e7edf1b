import { expect } from 'chai';
import { StateMachines } from './state-machines.ts';
import { VirtualClock } from './virtual-clock.ts';

describe('embedded-aws/events/state-machines', () => {
  const add = (...more: object[]) => {
    const wait = Object.assign({ Type: 'Wait', Seconds: 1, End: true }, ...more);
    const definition = { StartAt: 'Pause', States: { Pause: wait } };
    const arn = 'arn:aws:states:us-east-1:111122223333:stateMachine:pause';
    new StateMachines(new VirtualClock(0)).add({ arn, definition, callTask: async () => ({}) });
  };

  it('refuses an invalid definition each time, also beside a valid one', () => {
    add();
    add();
    for (let time = 1; time <= 2; time += 1) {
      expect(() => add({ Seconds: 'soon' })).to.throw('State machine definition is invalid');
    }
  });

  it('refuses a state of a type that the templates do not have', () => {
    expect(() => add({ Type: 'Pass' })).to.throw('does not run the state Pause of type Pass');
  });
});
