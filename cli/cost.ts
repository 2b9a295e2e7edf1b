import * as v from 'valibot';
import { ExpectationError } from '../aws/expect.ts';
import { frequency, SILENCE_HOURS } from '../watch/silence-hours.ts';
import { runCommand } from './command.ts';
import { type Demand, estimate, isOffered, WAY_NAMES, WAYS } from './cost/estimate.ts';
import { PRICES_READ_ON } from './cost/prices.ts';
import { jsonText } from './report/json.ts';
import { accountsIn, alignColumns } from './terminal/accounts-table.ts';
import { flag, text, type Values } from './terminal/command-options.ts';

type Estimate = ReturnType<typeof estimate>;

const WAY_HEAD = ['WAY', 'DOLLARS A MONTH', 'AN ACCOUNT', ''];
const ITEM_HEAD = ['SERVICE', 'DOLLARS A MONTH', 'QUANTITY', 'UNIT'];

const number = (form: RegExp, expected: string) =>
  v.pipe(v.string(), v.regex(form, expected), v.transform(Number));

const OPTIONS = {
  accounts: text(
    'N',
    'N accounts, the management account included; the default is one',
    v.optional(number(/^[1-9]\d{0,5}$/, 'a whole number from 1 to 999999'), '1'),
  ),
  frequency: text(
    'FREQUENCY',
    `${Object.keys(SILENCE_HOURS).join(', ')}; the default is TwentyFour_Hours`,
    v.optional(frequency, 'TwentyFour_Hours'),
  ),
  way: text('WAY', 'each item of one way', v.optional(v.picklist(WAY_NAMES))),
  changes: text(
    'N',
    'with deploy/reevaluate-on-change.yml: changes of the root user in a month and account',
    v.optional(number(/^\d{1,4}$/, 'a whole number from 0 to 9999'), '0'),
  ),
  json: flag('print one JSON document'),
};

const COST = {
  name: 'cost',
  about: `
Estimates what the rule costs in a month, from the prices in cli/cost/prices.ts and what the templates deploy. It needs no
AWS account.
`,
  options: OPTIONS,
  notes: `
The ways:

${WAY_NAMES.map((name) => `  ${name.padEnd(16)} ${WAYS[name]}`).join('\n')}

Exit status: 0 estimated; 2 an option is invalid.
`,
  read({ way, json, ...demand }: Values<typeof OPTIONS>) {
    const ways = WAY_NAMES.filter((name) => isOffered(name, demand) && (way === undefined || name === way));
    if (ways.length > 0) return { demand, ways, json };
    throw new ExpectationError(`--way: ${way} is not offered for so many accounts and changes`);
  },
};

await runCommand(COST, async ({ demand, ways, json }) => {
  const estimates = ways.map((way) => estimate(way, demand));
  const document = { region: 'us-east-1', ...demand, ways: estimates };
  process.stdout.write(json ? jsonText(document) : toText(estimates, demand));
  return 0;
});

function toText(estimates: readonly Estimate[], { accounts, frequency, changes }: Demand): string {
  const rows = estimates.length === 1 ? estimates.flatMap(itemRows) : [WAY_HEAD, ...estimates.map(wayRow)];
  const change = changes === 0 ? '' : `, ${changes} changes an account`;
  return `${alignColumns(rows)}

${accountsIn(accounts)}, ${frequency}${change}, 30 days, prices of us-east-1 without free tiers and taxes, read on ${PRICES_READ_ON}
Not included: AWS Config's recorder. How it is calculated: docs/deployment/scale-and-cost.md
`;
}

function wayRow({ way, dollars, dollarsPerAccount, title }: Estimate): string[] {
  return [way, dollars.toFixed(2), dollarsPerAccount.toFixed(4), title];
}

function itemRows({ items, way, dollars, dollarsPerAccount }: Estimate): string[][] {
  const rows = items.map(({ service, quantity, unit, dollars }) => {
    return [service, dollars.toFixed(4), String(Number(quantity.toPrecision(6))), unit];
  });
  const total = [way, dollars.toFixed(4), '', `${dollarsPerAccount.toFixed(4)} an account`];
  return [ITEM_HEAD, ...rows, total];
}
