import { expect } from 'chai';
import { type WatchedWorld, watchedWorld } from './organization-watch/watched-world.ts';

describe('handlers/organization-watch', () => {
  let world: WatchedWorld;
  afterEach(() => world.close());

  it('runs the watch, whatever started it', async () => {
    world = await watchedWorld([{}, { rule: 'missing' }]);
    expect(await world.run()).to.deep.equal({ fresh: 1, missing: 1 });
  });
});
