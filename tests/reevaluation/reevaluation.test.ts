import { expect } from 'chai';
import { readCompliance } from '../../embedded-aws/compliance.ts';
import type { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { changingAccount, rootUserEvent, simulatedAccount } from './changing-account.ts';
import { homeRegionOf } from './reevaluation.ts';

const MINUTE = 60_000;
const account = anAccount({ region: 'us-east-1' });

describe('reevaluation', () => {
  const ended = (running: ReturnType<typeof simulatedAccount>) =>
    running.reevaluation.stepFunctions.executions.map(({ machineArn, status, error }) =>
      [machineArn.split(':').at(-1), status, error].filter((part) => part !== undefined).join(' '),
    );

  /** One change, with an AWS Config that refuses the first calls. */
  async function change(refuse: (call: number) => string | undefined) {
    const running = simulatedAccount(account, { refuse });
    running.reevaluation.put(rootUserEvent(account, 'event'));
    const start = running.clock.now();
    await running.clock.advanceToEnd();
    return { ended: ended(running), begunAfterMs: running.begun.map((at) => at - start) };
  }

  it('does nothing for an event that does not match', async () => {
    const running = simulatedAccount(account);
    const userIdentity = { type: 'IAMUser', userName: 'alice' };
    expect(running.reevaluation.put(rootUserEvent(account, 'event', { userIdentity }))).to.equal(false);
    await running.clock.advanceToEnd();
    expect(ended(running)).to.deep.equal([]);
  });

  it('waits for an evaluation that is in progress', async () => {
    const limit = (call: number) => (call <= 3 ? 'LimitExceededException' : undefined);
    const { ended: executions, begunAfterMs } = await change(limit);
    expect(executions).to.deep.equal(['Collect SUCCEEDED', 'Evaluate SUCCEEDED']);
    expect(begunAfterMs.map(Math.round)).to.deep.equal([Math.round((90 + 65 * (1 + 1.3 + 1.69)) * 1000)]);
  });

  it('tries again when AWS Config throttles or has an error of its own', async () => {
    for (const error of ['ThrottlingException', 'InternalServerError']) {
      const { ended: executions, begunAfterMs } = await change((call) => (call <= 3 ? error : undefined));
      expect(executions).to.deep.equal(['Collect SUCCEEDED', 'Evaluate SUCCEEDED']);
      expect(begunAfterMs).to.deep.equal([(90 + 30 + 60 + 120) * 1000]);
    }
  });

  for (const error of ['NoSuchConfigRuleException', 'AccessDeniedException']) {
    it(`fails within minutes where AWS Config goes on answering with ${error}`, async () => {
      const { ended: executions, begunAfterMs } = await change(() => error);
      expect(executions).to.deep.equal(['Collect SUCCEEDED', `Evaluate FAILED Config.${error}`]);
      expect(begunAfterMs).to.deep.equal([]);
    });
  }

  it('fails where an evaluation is in progress for ever', async () => {
    const { ended: executions } = await change(() => 'LimitExceededException');
    expect(executions).to.deep.equal(['Collect SUCCEEDED', 'Evaluate FAILED Config.LimitExceededException']);
  });

  it('evaluates a change whose minute has been evaluated already with the next minute', async () => {
    const { clock, reevaluation, begun } = simulatedAccount(account);
    const { executions } = reevaluation.stepFunctions;
    const evaluate = 'arn:aws:states:us-east-1:111122223333:stateMachine:Evaluate';
    const over = { machineArn: evaluate, name: '2026-07-13T21-50', input: '{}', startedAt: clock.now() };
    executions.push({ ...over, status: 'SUCCEEDED' });
    const names = () =>
      executions.filter(({ machineArn }) => machineArn === evaluate).map(({ name }) => name);

    reevaluation.put(rootUserEvent(account, 'event'));
    await clock.advance(59_000);
    expect(names()).to.deep.equal(['2026-07-13T21-50']);
    await clock.advanceToEnd();
    expect(names()).to.deep.equal(['2026-07-13T21-50', '2026-07-13T21-51']);
    expect(begun).to.deep.equal([clock.now()]);
    expect(executions.map(({ status }) => status)).to.not.include('FAILED');
  });

  it('evaluates again for a change of another time', async () => {
    const running = simulatedAccount(account);
    running.reevaluation.put(rootUserEvent(account, 'one'));
    await running.clock.advance(10 * MINUTE);
    running.reevaluation.put(rootUserEvent(account, 'two'));
    await running.clock.advanceToEnd();
    expect(running.begun).to.have.lengthOf(2);
    expect(new Set(ended(running))).to.deep.equal(new Set(['Collect SUCCEEDED', 'Evaluate SUCCEEDED']));
  });

  describe('forwards from the home Region', () => {
    for (const [partition, home, region] of [
      ['aws', 'us-east-1', 'eu-central-1'],
      ['aws-cn', 'cn-north-1', 'cn-northwest-1'],
      ['aws-us-gov', 'us-gov-west-1', 'us-gov-east-1'],
    ] as const) {
      it(`${home} to the rule in ${region}`, async () => {
        const elsewhere = anAccount({ partition, region });
        expect(homeRegionOf(elsewhere)).to.equal(home);
        const running = simulatedAccount(elsewhere);
        expect(running.reevaluation.put({ ...rootUserEvent(elsewhere, 'event'), region: home })).to.equal(
          true,
        );
        await running.clock.advanceToEnd();
        expect(running.begun).to.have.lengthOf(1);
        const regions = running.reevaluation.stepFunctions.executions.map(
          ({ machineArn }) => machineArn.split(':')[3],
        );
        expect(regions).to.deep.equal([region, region]);
      });
    }

    it('is not known for other partitions', () => {
      expect(() => homeRegionOf(anAccount({ partition: 'aws-iso' }))).to.throw('aws-iso');
    });
  });

  describe('beside the real AWS Config', () => {
    let aws: EmbeddedAws | undefined;
    afterEach(() => aws?.close());

    it('fails once the rule is deleted meanwhile, and says why', async () => {
      const changed = { ...account };
      const running = await changingAccount(changed);
      aws = running.aws;
      await running.aws.evaluate(changed);
      running.reevaluation.put(rootUserEvent(changed, 'event'));
      running.aws.deleteRule(changed);
      await running.clock.advanceToEnd();
      const failed = running.reevaluation.stepFunctions.executions.filter(
        ({ status }) => status === 'FAILED',
      );
      expect(failed.map(({ error }) => error)).to.deep.equal(['Config.NoSuchConfigRuleException']);
      expect(running.begun).to.have.lengthOf(1);
    });

    it('is refused without a permission on the rule, and the daily way goes on', async () => {
      const changed = { ...account };
      const running = await changingAccount(changed, {
        RuleArn: 'arn:aws:config:us-east-1:111122223333:config-rule/config-rule-another',
      });
      aws = running.aws;
      running.reevaluation.put(rootUserEvent(changed, 'event'));
      await running.clock.advanceToEnd();
      const failed = running.reevaluation.stepFunctions.executions.filter(
        ({ status }) => status === 'FAILED',
      );
      expect(failed.map(({ error }) => error)).to.deep.equal(['Config.AccessDeniedException']);

      await running.aws.evaluate(changed);
      expect(await readCompliance(running.aws, changed)).to.include({ complianceType: 'NON_COMPLIANT' });
    });

    it('shows the evaluation with the time at which AWS Config asked', async () => {
      const changed = { ...account };
      const running = await changingAccount(changed);
      aws = running.aws;
      running.reevaluation.put(rootUserEvent(changed, 'event'));
      await running.clock.advanceToEnd();
      const compliance = await readCompliance(running.aws, changed);
      expect(compliance?.orderingTimestamp).to.equal('2026-07-13T21:51:30.000Z');
    });
  });
});
