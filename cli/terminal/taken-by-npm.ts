import { ExpectationError } from '../../aws/expect.ts';
import { nearestName } from './nearest-name.ts';

type Options = Readonly<Record<string, { readonly type: string; readonly value?: string }>>;

/** How a command is started with npm. */
export function npmCommand(name: string): string {
  return name === 'start' ? 'npm start' : `npm run ${name}`;
}

/**
 * npm takes options that are not behind `--` for itself and passes them on as `npm_config_<name>` only; PowerShell drops
 * a `--` without quotes. The command would do less than the user asked for. npm sets none of these names by itself, but
 * for `json`. https://docs.npmjs.com/cli/v11/using-npm/scripts#environment
 *
 * @param name of the npm script
 * @param args what has reached the command: values, which npm has parted from their options
 * @throws {ExpectationError} with the command that does what was meant
 */
export function refuseTakenByNpm(
  name: string,
  options: Options,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): void {
  const names = Object.keys(options);
  const taken = Object.entries(environment).flatMap(([variable, value]) => {
    const given = /^npm_config_(.+)$/.exec(variable)?.[1]?.replaceAll('_', '-');
    const option = given && (names.includes(given) ? given : nearestName(given, names, 1));
    return option && value ? [{ option, values: value.split('\n\n') }] : [];
  });
  const [first = '-'] = args;
  const isValueAlone =
    !first.startsWith('-') && nearestName(first, names) === undefined && 'npm_lifecycle_event' in environment;
  if (taken.length === 0 && !isValueAlone) return;
  const meant = taken.length === 0 ? 'OPTIONS' : optionsMeant(taken, options, args);
  const list = taken.map(({ option }) => `--${option}`).join(', ');
  throw new ExpectationError(
    `${list === '' ? `Unexpected argument '${first}'` : list}: npm keeps what is not after -- for itself. Run
  ${npmCommand(name)} -- ${meant}
in PowerShell, which drops -- unless it is in quotes,
  ${npmCommand(name)} '--' ${meant}
or without npm
  node cli/launch.js ${name.replaceAll(':', '-')} ${meant}`,
  );
}

/** Values that npm has parted from their options belong together again only where all are of one option. */
function optionsMeant(
  taken: readonly { readonly option: string; readonly values: readonly string[] }[],
  options: Options,
  args: readonly string[],
): string {
  const given = taken.flatMap(({ option, values }) =>
    values.map((value) => ({ option, value, isText: options[option]?.type === 'string' })),
  );
  const parted = given.filter(({ isText, value }) => isText && value === 'true');
  const whole = given
    .filter((each) => !parted.includes(each))
    .map(({ option, value, isText }) => (isText ? `--${option} ${quoted(value)}` : `--${option}`));
  const isKnown = new Set(parted.map(({ option }) => option)).size === 1 && args.length >= parted.length;
  const last = parted.map(({ option }, index) => {
    return `--${option} ${isKnown ? quoted(args[index] as string) : options[option]?.value}`;
  });
  const rest = isKnown || parted.length === 0 ? args.slice(parted.length).map(quoted) : [];
  return [...whole, ...last, ...rest].join(' ');
}

function quoted(text: string): string {
  return /^[\w=+,.@/:-]+$/.test(text) ? text : `'${text}'`;
}
