import { expect } from 'chai';
import sinon from 'sinon';
import { readCompliance } from '../../embedded-aws/compliance.ts';
import { deployedPackage } from '../deployed.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { changingAccount, simulatedAccount } from './changing-account.ts';
import { iamEvent } from './cloudtrail.ts';

const SECOND = 1000;
const account = anAccount({ region: 'us-east-1' });
const event = iamEvent('DeactivateMFADevice');

describe('reevaluation', () => {
  afterEach(() => sinon.restore());

  const ended = ({ reevaluation }: Pick<ReturnType<typeof simulatedAccount>, 'reevaluation'>) =>
    reevaluation.stepFunctions.executions.map(({ machineArn, status, error }) =>
      [machineArn.split(':').at(-1), status, error].filter((part) => part !== undefined).join(' '),
    );

  /** How one change ends with an AWS Config that refuses some calls, and when evaluations begin. */
  async function change(refuse: (call: number) => string | undefined) {
    const running = simulatedAccount(account, { refuse });
    running.reevaluation.put(event);
    const start = running.clock.now();
    await running.clock.advanceToEnd();
    return [ended(running), running.begun.map((at) => at - start)];
  }

  it('does nothing for an event that does not match', async () => {
    const running = simulatedAccount(account);
    const userIdentity = { type: 'IAMUser', userName: 'alice' };
    expect(running.reevaluation.put(iamEvent('DeactivateMFADevice', { userIdentity }))).to.equal(false);
    await running.clock.advanceToEnd();
    expect(ended(running)).to.deep.equal([]);
  });

  const passing: [error: string, begunAfterSeconds: number][] = [
    ['LimitExceededException', 90 + 65 + 84.5 + 109.85],
    ['ThrottlingException', 90 + 30 + 60 + 120],
    ['InternalServerError', 90 + 30 + 60 + 120],
  ];
  for (const [error, seconds] of passing) {
    it(`tries again when AWS Config answers three times with ${error}`, async () => {
      expect(await change((call) => (call <= 3 ? error : undefined))).to.deep.equal([
        ['Collect SUCCEEDED', 'Evaluate SUCCEEDED'],
        [Math.round(seconds * SECOND)],
      ]);
    });
  }

  for (const error of ['NoSuchConfigRuleException', 'AccessDeniedException', 'LimitExceededException']) {
    it(`fails where AWS Config goes on answering with ${error}`, async () => {
      expect(await change(() => error)).to.deep.equal([
        ['Collect SUCCEEDED', `Evaluate FAILED Config.${error}`],
        [],
      ]);
    });
  }

  it('evaluates a change whose minute has been evaluated already with the next minute', async () => {
    const { clock, reevaluation, begun } = simulatedAccount(account);
    const { executions } = reevaluation.stepFunctions;
    const machineArn = 'arn:aws:states:us-east-1:111122223333:stateMachine:Evaluate';
    executions.push({ machineArn, name: '2026-07-13T21-50', input: '{}', status: 'SUCCEEDED' });
    const names = () => executions.filter((one) => one.machineArn === machineArn).map(({ name }) => name);

    reevaluation.put(event);
    await clock.advance(59 * SECOND);
    expect(names()).to.deep.equal(['2026-07-13T21-50']);
    await clock.advanceToEnd();
    expect(names()).to.deep.equal(['2026-07-13T21-50', '2026-07-13T21-51']);
    expect(begun).to.deep.equal([clock.now()]);
    expect(executions.map(({ status }) => status)).to.not.include('FAILED');
  });

  it('evaluates again for a change of another time', async () => {
    const running = simulatedAccount(account);
    running.reevaluation.put(event);
    await running.clock.advance(600 * SECOND);
    running.reevaluation.put(iamEvent('DeactivateMFADevice', { eventID: 'another' }));
    await running.clock.advanceToEnd();
    expect(running.begun).to.have.lengthOf(2);
    expect(new Set(ended(running))).to.deep.equal(new Set(['Collect SUCCEEDED', 'Evaluate SUCCEEDED']));
  });

  for (const [partition, region] of [
    ['aws', 'eu-central-1'],
    ['aws-cn', 'cn-northwest-1'],
    ['aws-us-gov', 'us-gov-east-1'],
  ] as const) {
    it(`forwards an event from the home Region of ${partition} to the rule in ${region}`, async () => {
      const running = simulatedAccount(anAccount({ partition, region }));
      expect(running.reevaluation.put(event)).to.equal(true);
      await running.clock.advanceToEnd();
      expect(running.begun).to.have.lengthOf(1);
      const { executions } = running.reevaluation.stepFunctions;
      expect(executions.map(({ machineArn }) => machineArn.split(':')[3])).to.deep.equal([region, region]);
    });
  }

  describe('beside the AWS Config that calls the packaged function', () => {
    let running: Awaited<ReturnType<typeof changingAccount>>;
    afterEach(() => running.aws.close());

    async function start(parameters: Readonly<Record<string, string>> = {}) {
      running = await changingAccount(await deployedPackage(), { ...account }, { parameters });
      return running;
    }

    it('fails once the rule is deleted meanwhile, and says why', async () => {
      const { aws, clock, reevaluation, begun } = await start();
      reevaluation.put(event);
      aws.deleteRule(account);
      await clock.advanceToEnd();
      expect(ended(running)).to.include('Evaluate FAILED Config.NoSuchConfigRuleException');
      expect(begun).to.deep.equal([]);
    });

    it('is refused without a permission on the rule, and the daily way goes on', async () => {
      const RuleArn = 'arn:aws:config:us-east-1:111122223333:config-rule/config-rule-another';
      const { aws, clock, reevaluation } = await start({ RuleArn });
      reevaluation.put(event);
      await clock.advanceToEnd();
      expect(ended(running)).to.include('Evaluate FAILED Config.AccessDeniedException');
      await aws.evaluate(account);
      expect(await readCompliance(aws, account)).to.include({ complianceType: 'NON_COMPLIANT' });
    });

    it('shows the evaluation with the time at which AWS Config asked', async () => {
      const { aws, clock, reevaluation } = await start();
      reevaluation.put(event);
      await clock.advanceToEnd();
      const compliance = await readCompliance(aws, account);
      expect(compliance?.orderingTimestamp).to.equal('2026-07-13T21:51:30.000Z');
    });
  });
});
