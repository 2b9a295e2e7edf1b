import { expect } from 'chai';
import fc from 'fast-check';
import sinon from 'sinon';
import { readCompliance } from '../../embedded-aws/compliance.ts';
import { createRootUser, type EmbeddedMfaDevice } from '../../embedded-aws/services/root-user.ts';
import { deployedPackage } from '../deployed.ts';
import { anAccount, bareRootUser } from '../embedded-aws/fixtures.ts';
import { changingAccount, type SimulatedConfig, simulatedAccount } from './changing-account.ts';
import { iamEvent } from './cloudtrail.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
/** The time from the last change to the first evaluation that sees it. */
const SETTLED = 30 * SECOND;

/** The seconds of a minute at which a burst begins. */
const SECONDS = [0, 1, 7, 29, 31, 59];

const account = anAccount({ region: 'us-east-1' });
const changeEvent = (index: number) => iamEvent('DeactivateMFADevice', { eventID: `event-${index}` });

describe('a burst of changes of the root user', () => {
  afterEach(() => sinon.restore());

  for (const [last, verdict] of [
    [[], 'NON_COMPLIANT'],
    [['virtual'], 'COMPLIANT'],
  ] as [EmbeddedMfaDevice[], string][]) {
    it(`of 50 over five minutes: the packaged function ends ${verdict}, begun after the last change`, async () => {
      const changed = { ...account };
      const { aws, clock, reevaluation, begun } = await changingAccount(await deployedPackage(), changed);
      for (let change = 1; change <= 50; change += 1) {
        if (change > 1) await clock.advance((5 * MINUTE) / 49);
        const isAsLast = (50 - change) % 2 === 0;
        const mfaDevices = isAsLast ? last : (['virtual'] as const).slice(last.length);
        changed.rootUser = createRootUser(changed, { ...bareRootUser, password: true, mfaDevices });
        reevaluation.put(changeEvent(change));
      }
      const lastChange = clock.now();
      await clock.advanceToEnd();
      const compliance = await readCompliance(aws, changed);
      await aws.close();

      expect(compliance?.complianceType).to.equal(verdict);
      expect(begun).to.have.length.within(1, 6);
      expect(begun.at(-1)).to.be.at.least(lastChange + SETTLED);
      const { executions } = reevaluation.stepFunctions;
      expect(new Set(executions.map(({ status }) => status))).to.deep.equal(new Set(['SUCCEEDED']));
    });
  }

  /** Plays changes at the given times, and lets all that follows happen. */
  async function play(changesAt: readonly number[], config: SimulatedConfig) {
    const { clock, reevaluation, begun } = simulatedAccount(account, config);
    const start = clock.now();
    for (const [index, at] of changesAt.entries()) {
      await clock.advance(start + at - clock.now());
      expect(reevaluation.put(changeEvent(index))).to.equal(true);
    }
    const lastChange = clock.now();
    await clock.advanceToEnd();
    const seen = begun.filter((at) => at >= lastChange + SETTLED);
    return {
      evaluations: begun.length,
      seenAfterMs: (seen[0] ?? Number.POSITIVE_INFINITY) - lastChange,
      failed: reevaluation.stepFunctions.executions.filter(({ status }) => status !== 'SUCCEEDED'),
    };
  }

  const evenly = (count: number, overMs: number, from: number) =>
    Array.from({ length: count }, (_, index) => from + Math.round((index * overMs) / Math.max(count - 1, 1)));

  it('of one change is one evaluation, 90 seconds later', async () => {
    expect(await play([12_345], {})).to.deep.equal({ evaluations: 1, seenAfterMs: 90 * SECOND, failed: [] });
  });

  it('of ten in the same minute is one evaluation', async () => {
    const { evaluations, failed } = await play(evenly(10, 59 * SECOND, 0), {});
    expect({ evaluations, failed }).to.deep.equal({ evaluations: 1, failed: [] });
  });

  const configs: Record<string, SimulatedConfig> = {
    'whose evaluations take no time': {},
    'whose evaluations take 50 seconds': { evaluationMs: 50 * SECOND },
    'whose evaluations take three minutes': { evaluationMs: 3 * MINUTE },
    'that counts refused calls too': { evaluationMs: 5 * SECOND, refusedCallsCount: true },
  };
  for (const [name, config] of Object.entries(configs)) {
    it(`of 50 over five minutes is seen by an AWS Config ${name}`, async () => {
      for (const second of SECONDS) {
        const times = evenly(50, 5 * MINUTE, second * SECOND);
        const { evaluations, seenAfterMs, failed } = await play(times, config);
        expect(failed, `from second ${second}`).to.deep.equal([]);
        expect(evaluations, `from second ${second}`).to.be.within(1, 6);
        expect(seenAfterMs, `from second ${second}`).to.be.at.most(20 * MINUTE);
      }
    });
  }

  it('at any times within ten minutes is seen, with an evaluation a minute at most and no failed execution', async () => {
    const times = fc
      .array(fc.integer({ min: 0, max: 10 * MINUTE }), { minLength: 1, maxLength: 40 })
      .map((all) => all.sort((left, right) => left - right));
    const duration = fc.integer({ min: 0, max: 2 * MINUTE });
    await fc.assert(
      fc.asyncProperty(times, duration, fc.boolean(), async (changesAt, evaluationMs, refusedCallsCount) => {
        const config = { evaluationMs, refusedCallsCount };
        const { evaluations, seenAfterMs, failed } = await play(changesAt, config);
        expect(failed).to.deep.equal([]);
        expect(evaluations).to.be.at.most(new Set(changesAt.map((at) => Math.floor(at / MINUTE))).size);
        expect(seenAfterMs).to.be.at.most(60 * MINUTE);
      }),
      { seed: 20260713, numRuns: 25 },
    );
  });
});
