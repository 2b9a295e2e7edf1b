import * as v from 'valibot';
import { expectShape } from '../../aws/expect.ts';
import type { Command } from '../command.ts';
import { flag, text } from '../terminal/command-options.ts';
import { FREQUENCIES } from './load.ts';
import { type Demand, WAY_NAMES, WAYS, type WayName } from './ways.ts';

export interface Options {
  readonly demand: Demand;
  /** One way, or nothing for all. */
  readonly way: WayName | undefined;
  readonly json: boolean;
  readonly measure: boolean;
}

const shape = v.object({
  accounts: v.pipe(
    v.string(),
    v.regex(/^[1-9]\d{0,5}$/, 'a whole number from 1 to 999999'),
    v.transform(Number),
  ),
  changes: v.pipe(v.string(), v.regex(/^\d{1,4}$/, 'a whole number from 0 to 9999'), v.transform(Number)),
  frequency: v.picklist(FREQUENCIES),
  way: v.optional(v.picklist(WAY_NAMES)),
});

const DEFAULTS = { accounts: '1', frequency: 'TwentyFour_Hours', changes: '0' };

const OPTIONS = {
  accounts: text('N', 'N accounts, the management account included; the default is one'),
  frequency: text('FREQUENCY', `${FREQUENCIES.join(', ')}; the default is TwentyFour_Hours`),
  way: text('WAY', 'each item of one way'),
  changes: text(
    'N',
    'with re-evaluation on change (deploy/reevaluate-on-change.yml): changes of the root user in a month and account',
  ),
  json: flag('print one JSON document'),
  measure: flag('measure an evaluation again, and store it in cli/cost/measurement.json'),
};

export const COST: Command<typeof OPTIONS, Options> = {
  name: 'cost',
  about: `
Estimates what the rule costs in a month: from the templates of this version, what an evaluation needs as measured on
the embedded AWS, and the prices in cli/cost/prices.ts. It needs no AWS account.

  npm run cost                    one account
  npm run cost -- --accounts N    N accounts
`,
  options: OPTIONS,
  notes: `
The ways:

${WAY_NAMES.map((name) => `  ${name.padEnd(16)} ${WAYS[name].title}`).join('\n')}

The tables of docs/deployment/scale-and-cost.md are written from this by npm run docs.

Exit status: 0 estimated; 1 packaging failed; 2 an option is invalid.
`,
  read(values) {
    const { way, ...demand } = expectShape('option', shape, { ...DEFAULTS, ...values });
    return { demand, way, json: values.json, measure: values.measure };
  },
};
