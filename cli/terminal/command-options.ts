import { type ParseArgsOptionDescriptor, parseArgs } from 'node:util';
import * as v from 'valibot';
import { ExpectationError, expectShape } from '../../aws/expect.ts';
import { nearestName } from './nearest-name.ts';
import { npmCommand, refuseTakenByNpm } from './taken-by-npm.ts';

/** An option, for `parseArgs`, for the help, and for the check of its value. */
interface Option extends ParseArgsOptionDescriptor {
  /** What stands for its value in the help, such as `FILE`. */
  readonly value?: string;
  readonly help: string;
  readonly schema: v.GenericSchema;
}

export type OptionTable = Readonly<Record<string, Option>>;
/** The options by name; one that is not given and has no default is not there. */
export type Values<Table extends OptionTable> = {
  readonly [Name in keyof Table]: v.InferOutput<Table[Name]['schema']>;
};

export const flag = (help: string) =>
  ({ type: 'boolean', help, schema: v.optional(v.boolean(), false) }) as const;

const anyText = v.optional(v.string());

/**
 * @param value what stands for it in the help, such as `FILE`
 * @param schema of its value, or of `undefined` where it is not given
 */
export const text = <Schema extends v.GenericSchema = typeof anyText>(
  value: string,
  help: string,
  schema = anyText as unknown as Schema,
) => ({ type: 'string', value, help, schema }) as const;

/** An option that can be given more than once. */
export const list = (value: string, help: string) =>
  ({
    type: 'string',
    value,
    multiple: true,
    help: `${help}; repeat the option for more`,
    schema: v.optional(v.array(v.string())),
  }) as const;

/** Every command has it. */
export const HELP_OPTION = { help: { ...flag('print this text'), short: 'h' } } as const;

/**
 * @param environment in which npm puts the options that it takes for itself
 * @returns `help` where the help is asked for, whatever else is
 * @throws {ExpectationError} if an option is invalid, with where the options are explained
 */
export function parseOptions<Table extends OptionTable, Options>(
  command: { name: string; options: Table; read?(values: Values<Table>): Options },
  commandLine: readonly string[],
  environment: NodeJS.ProcessEnv,
): Options | 'help' {
  const { name, options } = command;
  // Somebody who writes `--` twice, or whose shell does, means the same.
  const args = commandLine[0] === '--' ? commandLine.slice(1) : [...commandLine];
  if (args.includes('--help') || args.includes('-h')) return 'help';
  try {
    refuseTakenByNpm(name, options, args, environment);
    const values = parse(options, args);
    return command.read === undefined ? (values as Options) : command.read(values);
  } catch (cause) {
    const { message } = cause as Error;
    throw new ExpectationError(`${message}\nSee ${npmCommand(name)} -- --help.`, { cause });
  }
}

function parse<Table extends OptionTable>(options: Table, args: string[]): Values<Table> {
  const given = split(options, args);
  const checked = Object.entries(options)
    .map(([name, { schema }]) => [name, expectShape(`--${name}`, schema, given[name])] as const)
    .filter(([, value]) => value !== undefined);
  return Object.fromEntries(checked) as Values<Table>;
}

function split(options: OptionTable, args: string[]): Readonly<Record<string, unknown>> {
  try {
    return parseArgs({ args, options: { ...options, ...HELP_OPTION } }).values;
  } catch (cause) {
    // The first sentence: what follows in Node.js explains positional arguments, which no command takes.
    const [sentence = ''] = (cause as Error).message.split(/\. (?=[A-Z])/);
    const unknown = /^(?:Unknown option '--|Unexpected argument ')([^']+)'/.exec(sentence)?.[1];
    const meant =
      unknown === undefined ? undefined : nearestName(unknown, Object.keys({ ...options, ...HELP_OPTION }));
    const end = sentence.endsWith('.') ? '' : '.';
    throw new Error(`${sentence}${end}${meant === undefined ? '' : ` Did you mean --${meant}?`}`, { cause });
  }
}
