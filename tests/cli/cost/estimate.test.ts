import { expect } from 'chai';
import { DEPLOYED, estimate, isOffered, WAY_NAMES, type WayName } from '../../../cli/cost/estimate.ts';
import { priceOf } from '../../../cli/cost/prices.ts';
import type { Template } from '../../../embedded-aws/cloudformation/template.ts';
import { readTemplateFile } from '../../../embedded-aws/cloudformation/template-file.ts';
import { deployedPackage } from '../../deployed.ts';

const ofType = ({ Resources }: Template, type: string) =>
  Object.values(Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => Properties as Record<string, unknown>);

describe('cli/cost/estimate', () => {
  describe('counts what is deployed:', () => {
    const watch = readTemplateFile('organization-watch.yml');

    it('the function, its alarms and its log', async () => {
      const { template } = await deployedPackage();
      expect(ofType(template, 'AWS::CloudWatch::Alarm')).to.have.length(DEPLOYED.alarmsOfFunction);
      expect(ofType(template, 'AWS::Lambda::Function').map(({ MemorySize }) => MemorySize)).to.deep.equal([
        DEPLOYED.functionMemoryMb,
      ]);
      for (const { RetentionInDays } of ofType(template, 'AWS::Logs::LogGroup')) {
        expect(RetentionInDays).to.equal(DEPLOYED.logRetentionDays);
      }
      expect(ofType(template, 'AWS::Config::ConfigRule')).to.have.length(1);
    });

    it('the watch of an organization', () => {
      expect(ofType(watch, 'AWS::CloudWatch::Alarm')).to.have.length(DEPLOYED.alarmsOfWatch);
      const [lambda] = ofType(watch, 'AWS::Lambda::Function');
      expect(lambda).to.include({
        MemorySize: DEPLOYED.watchMemoryMb,
        Timeout: DEPLOYED.watchTimeoutSeconds,
      });
      const [logs] = ofType(watch, 'AWS::Logs::LogGroup');
      expect(logs).to.include({ RetentionInDays: DEPLOYED.logRetentionDays });
    });

    it('the states of the re-evaluation on change', () => {
      const machines = ofType(
        readTemplateFile('reevaluate-on-change.yml'),
        'AWS::StepFunctions::StateMachine',
      );
      const states = machines.flatMap(({ Definition }) =>
        Object.keys((Definition as { States: object }).States),
      );
      expect(states).to.have.length(DEPLOYED.statesOfChange);
    });
  });

  /** Dollars a month, computed by hand from the prices of each unit. */
  const daily: [way: WayName, accounts: number, dollars: string][] = [
    ['managed-rule', 1_000, '30.00'],
    ['one-account', 1, '0.23'],
    ['stacksets', 1_000, '230.24'],
    ['stacksets-watch', 1_000, '31.33'],
    ['central', 1_000, '30.46'],
  ];
  for (const [way, accounts, dollars] of daily) {
    it(`estimates ${way} for ${accounts} accounts`, () => {
      const total = estimate(way, { accounts, frequency: 'TwentyFour_Hours', changes: 0 });
      expect(total.dollars.toFixed(2)).to.equal(dollars);
      expect(total.dollarsPerAccount * accounts).to.be.closeTo(total.dollars, 1e-9);
    });
  }

  it('multiplies what runs by the frequency, and adds an evaluation and the states of each change', () => {
    const { items } = estimate('stacksets', { accounts: 10, frequency: 'Six_Hours', changes: 2 });
    const quantities = Object.fromEntries(items.map(({ name, quantity }) => [name, quantity]));
    expect(quantities).to.include({
      configEvaluations: 10 * (120 + 2),
      lambdaRequests: 10 * (120 + 2),
      alarmMetrics: 20,
      stateTransitions: 10 * 2 * DEPLOYED.statesOfChange,
    });
    expect(quantities).to.not.have.property('metricDataMetrics');
  });

  it('lists the most expensive item first', () => {
    const { items } = estimate('central', { accounts: 1_000, frequency: 'One_Hour', changes: 0 });
    expect(items[0]?.name).to.equal('configEvaluations');
    expect(items.map(({ dollars }) => dollars)).to.deep.equal(
      items.map(({ dollars }) => dollars).toSorted((one, other) => other - one),
    );
  });

  it('offers the way of one account for one account only, and the managed rule without changes only', () => {
    const offered = (accounts: number, changes: number) =>
      WAY_NAMES.filter((way) => isOffered(way, { accounts, frequency: 'One_Hour', changes }));
    expect(offered(1, 0)).to.deep.equal(WAY_NAMES);
    expect(offered(2, 1)).to.deep.equal(['stacksets', 'stacksets-watch', 'central']);
  });

  it('charges each tier for the units in it', () => {
    expect(priceOf('configEvaluations', 100_000)).to.be.closeTo(100, 1e-9);
    expect(priceOf('configEvaluations', 500_001)).to.be.closeTo(100 + 320 + 0.0005, 1e-9);
  });
});
