import { expect } from 'chai';
import { readCompliance } from '../../../embedded-aws/compliance.ts';
import type { EmbeddedAws } from '../../../embedded-aws/embedded-aws.ts';
import type { AwsAccount, MfaDevice } from '../../../embedded-aws/services/accounts.ts';
import { anAccount } from '../fixtures.ts';
import { changingAccount, rootUserEvent, START } from './changing-account.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

describe('a burst of changes', function () {
  this.timeout(60_000);
  let aws: EmbeddedAws | undefined;
  afterEach(async () => {
    await aws?.close();
    aws = undefined;
  });

  const rootUser = { password: true, accessKeys: 0, signingCertificates: 0 };
  const setMfa = (account: AwsAccount, mfaDevices: readonly MfaDevice[]) =>
    Object.assign(account, { rootUser: { ...rootUser, mfaDevices } });

  const bursts: [changes: number, overMs: number, atMost: number][] = [
    [1, 0, 1],
    [10, MINUTE, 2],
    [50, 5 * MINUTE, 6],
    [200, 5 * MINUTE, 6],
  ];
  for (const [changes, overMs, atMost] of bursts) {
    for (const offset of [0, 7, 31, 59]) {
      it(`of ${changes} over ${overMs / SECOND} s, ${offset} s into a minute, ends right with ${atMost} evaluations at most`, async () => {
        const account = anAccount({ region: 'us-east-1' });
        setMfa(account, ['virtual']);
        const running = await changingAccount(account);
        aws = running.aws;
        const { clock, reevaluation, begun, calls } = running;
        await clock.advance(offset * SECOND);
        let lastChange = 0;
        for (let change = 1; change <= changes; change += 1) {
          setMfa(account, (changes - change) % 2 === 0 ? [] : ['virtual']);
          lastChange = clock.now();
          expect(reevaluation.put(rootUserEvent(account, `event-${change}`))).to.equal(true);
          if (change < changes) await clock.advance(overMs / (changes - 1));
        }
        await clock.advanceToEnd();

        const compliance = await readCompliance(running.aws, account);
        expect(compliance?.complianceType).to.equal('NON_COMPLIANT');
        expect(begun.length, JSON.stringify(calls.map(({ at, refusal }) => [(at - START) / 1000, refusal]))).to.be.within(1, atMost);
        expect(begun.at(-1)).to.be.at.least(lastChange + 30 * SECOND);
        expect(reevaluation.stepFunctions.executions.map(({ status }) => status)).to.not.include.members(['FAILED', 'RUNNING']);
        console.log(changes, overMs, offset, JSON.stringify(calls.map(({ at, refusal }) => [(at - START) / 1000, refusal])), (lastChange-START)/1000);
      });
    }
  }
});
