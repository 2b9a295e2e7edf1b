import { parseArgs } from 'node:util';
import * as v from 'valibot';
import { ExpectationError, expectShape } from '../../aws/expect.ts';
import { FREQUENCIES } from './load.ts';
import { type Demand, WAY_NAMES, WAYS, type WayName } from './ways.ts';

export const HELP = `Estimates what the rule costs in a month: from the templates of this version, what an evaluation needs as measured on
the embedded AWS, and the prices in cli/cost/prices.ts. It needs no AWS account.

  npm run cost                           one account
  npm run cost -- --accounts N           N accounts, the management account included
  npm run cost -- --frequency F          ${FREQUENCIES.join(', ')}
  npm run cost -- --way WAY              each item of one way:
${WAY_NAMES.map((name) => `      ${name.padEnd(32)} ${WAYS[name].title}`).join('\n')}
  npm run cost -- --changes N            with re-evaluation on change (deploy/reevaluate-on-change.yml): changes of
                                         the root user in a month and account
  npm run cost -- --json                 one JSON document
  npm run cost -- --measure              measure an evaluation again, and store it in cli/cost/measurement.json
  npm run cost -- --help                 this text

The tables of docs/deployment/scale-and-cost.md are written from this by npm run docs.

Exit status: 0 estimated; 1 packaging failed; 2 an option is invalid.
`;

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

/** @throws {ExpectationError} on an invalid option */
export function readOptions(args: readonly string[]): Options | 'help' {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        accounts: { type: 'string', default: '1' },
        frequency: { type: 'string', default: 'TwentyFour_Hours' },
        way: { type: 'string' },
        changes: { type: 'string', default: '0' },
        json: { type: 'boolean', default: false },
        measure: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    const { way, ...demand } = expectShape('option', shape, values);
    return { demand, way, json: values.json, measure: values.measure };
  } catch (cause) {
    throw new ExpectationError(`${(cause as Error).message}\nSee npm run cost -- --help`, { cause });
  }
}
