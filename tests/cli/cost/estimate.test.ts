import { expect } from 'chai';
import { DEPLOYED, estimate, isOffered, WAY_NAMES } from '../../../cli/cost/estimate.ts';
import { itemOf } from '../../../cli/cost/prices.ts';
import type { Template } from '../../../embedded-aws/cloudformation/template.ts';
import { readTemplateFile } from '../../../embedded-aws/cloudformation/template-file.ts';
import { deployedPackage } from '../../deployed.ts';

/** The values of one property in all resources of one type. */
const valuesOf = ({ Resources }: Template, type: string, property: string) =>
  Object.values(Resources)
    .filter(({ Type }) => Type === type)
    .map(({ Properties }) => (Properties as Record<string, unknown>)[property]);

describe('cli/cost/estimate', () => {
  it('counts what is deployed: the function, its alarms and its log', async () => {
    const { template } = await deployedPackage();
    expect(valuesOf(template, 'AWS::CloudWatch::Alarm', 'Namespace')).to.have.length(
      DEPLOYED.alarmsOfFunction,
    );
    const memory = valuesOf(template, 'AWS::Lambda::Function', 'MemorySize');
    expect(memory).to.deep.equal([DEPLOYED.functionMemoryMb]);
    const retention = valuesOf(template, 'AWS::Logs::LogGroup', 'RetentionInDays');
    expect(retention).to.deep.equal([DEPLOYED.logRetentionDays]);
    expect(valuesOf(template, 'AWS::Config::ConfigRule', 'Source')).to.have.length(1);
  });

  it('counts what is deployed: the watch of an organization', () => {
    const watch = readTemplateFile('organization-watch.yml');
    expect(valuesOf(watch, 'AWS::CloudWatch::Alarm', 'Namespace')).to.have.length(DEPLOYED.alarmsOfWatch);
    expect(valuesOf(watch, 'AWS::Lambda::Function', 'MemorySize')).to.deep.equal([DEPLOYED.watchMemoryMb]);
    expect(valuesOf(watch, 'AWS::Lambda::Function', 'Timeout')).to.deep.equal([DEPLOYED.watchTimeoutSeconds]);
    const retention = valuesOf(watch, 'AWS::Logs::LogGroup', 'RetentionInDays');
    expect(retention).to.deep.equal([DEPLOYED.logRetentionDays]);
  });

  it('counts what is deployed: the states of the re-evaluation on change', () => {
    const change = readTemplateFile('reevaluate-on-change.yml');
    const machines = valuesOf(change, 'AWS::StepFunctions::StateMachine', 'Definition');
    const states = machines.flatMap((machine) => Object.keys((machine as { States: object }).States));
    expect(states).to.have.length(DEPLOYED.statesOfChange);
  });

  it('gives the dollars a month that the prices of each unit make by hand', () => {
    const dollars = WAY_NAMES.map((way) => {
      const accounts = way === 'one-account' ? 1 : 1_000;
      const total = estimate(way, { accounts, frequency: 'TwentyFour_Hours', changes: 0 });
      expect(total.dollarsPerAccount * accounts).to.be.closeTo(total.dollars, 1e-9);
      return [way, total.dollars.toFixed(2)];
    });
    expect(Object.fromEntries(dollars)).to.deep.equal({
      'managed-rule': '30.00',
      'one-account': '0.23',
      stacksets: '230.24',
      'stacksets-watch': '31.33',
      central: '30.46',
    });
  });

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

  it('offers the way of one account for one account only, and the managed rule without changes only', () => {
    const offered = (accounts: number, changes: number) =>
      WAY_NAMES.filter((way) => isOffered(way, { accounts, frequency: 'One_Hour', changes }));
    expect(offered(1, 0)).to.deep.equal(WAY_NAMES);
    expect(offered(2, 1)).to.deep.equal(['stacksets', 'stacksets-watch', 'central']);
  });

  it('charges each tier for the units in it', () => {
    expect(itemOf('configEvaluations', 100_000).dollars).to.be.closeTo(100, 1e-9);
    expect(itemOf('configEvaluations', 500_001).dollars).to.be.closeTo(100 + 320 + 0.0005, 1e-9);
  });
});
