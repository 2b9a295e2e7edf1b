import { expect } from 'chai';
import { COST } from '../../../cli/cost/cost-options.ts';
import { toJson, toText } from '../../../cli/cost/cost-report.ts';
import { estimate } from '../../../cli/cost/estimate.ts';
import { readTemplates } from '../../../cli/cost/templates.ts';
import { parseOptions } from '../../../cli/terminal/command-options.ts';
import { deployedPackage } from '../../deployed.ts';

const readOptions = (args: readonly string[]) => parseOptions(COST, args, {});

describe('cli/cost: options and output', () => {
  it('is about one account, once a day, unless it is told', () => {
    expect(readOptions([])).to.deep.equal({
      demand: { accounts: 1, frequency: 'TwentyFour_Hours', changes: 0 },
      way: undefined,
      json: false,
      measure: false,
    });
    const args = [
      '--accounts',
      '50000',
      '--frequency',
      'One_Hour',
      '--way',
      'central',
      '--changes',
      '3',
      '--json',
    ];
    expect(readOptions(args)).to.deep.equal({
      demand: { accounts: 50_000, frequency: 'One_Hour', changes: 3 },
      way: 'central',
      json: true,
      measure: false,
    });
    expect(readOptions(['--help', '--accounts', '0'])).to.equal('help');
  });

  const refused: Record<string, [args: string[], message: RegExp]> = {
    'no accounts': [['--accounts', '0'], /accounts: expected a whole number from 1 to 999999/],
    'accounts that are no number': [['--accounts', '1e3'], /a whole number from 1/],
    'a frequency that AWS Config does not have': [['--frequency', 'Daily'], /frequency/],
    'a way that is not there': [['--way', 'free'], /way/],
    'half a change': [['--changes', '0.5'], /changes: expected a whole number/],
    'an unknown option': [['--region', 'us-east-1'], /--region/],
  };
  for (const [name, [args, message]] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      expect(() => readOptions(args))
        .to.throw(message)
        .with.property('message')
        .that.includes('--help');
    });
  }

  const demand = { accounts: 1, frequency: 'TwentyFour_Hours', changes: 0 } as const;
  const managed = async () => estimate('managed-rule', readTemplates(await deployedPackage()), demand);

  it('prints totals for several ways, and the items of one', async () => {
    const one = await managed();
    expect(toText([one, one], demand)).to.match(
      /^WAY .*\nmanaged-rule +0\.03 +0\.0300 +AWS's managed rule\n/,
    );
    const items = toText([one], demand);
    expect(items).to.match(/^SERVICE .*\nAWS Config +0\.0300 +30 +evaluation\n/);
    expect(items).to.include('1 account, TwentyFour_Hours, 30 days, prices of us-east-1');
  });

  it('gives one JSON document', async () => {
    const { measured, ...document } = JSON.parse(toJson([await managed()], demand));
    expect(measured).to.match(/^\d{4}-\d\d-\d\d; .*Node\.js/);
    expect(document).to.deep.equal({
      region: 'us-east-1',
      ...demand,
      ways: [
        {
          way: 'managed-rule',
          title: "AWS's managed rule",
          dollars: 0.03,
          dollarsPerAccount: 0.03,
          items: [
            {
              name: 'configEvaluations',
              quantity: 30,
              dollars: 0.03,
              unit: 'evaluation',
              service: 'AWS Config',
            },
          ],
        },
      ],
    });
  });
});
