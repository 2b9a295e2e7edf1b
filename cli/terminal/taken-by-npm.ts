import { ExpectationError } from '../../aws/expect.ts';

/**
 * npm takes options before `--` for itself and passes them on as `npm_config_<name>` only. The command would do less than
 * the user asked for. npm sets none of these by itself. https://docs.npmjs.com/cli/v11/using-npm/scripts#environment
 *
 * @param options of the command, for `parseArgs`
 * @param command as a user starts it, such as `npm start`
 * @throws {ExpectationError}
 */
export function refuseTakenByNpm(options: object, environment: NodeJS.ProcessEnv, command: string): void {
  const taken = Object.keys(options).find(
    (name) => environment[`npm_config_${name.replaceAll('-', '_')}`] !== undefined,
  );
  if (taken === undefined) return;
  throw new ExpectationError(`--${taken}: put this option after --: ${command} -- --${taken}`);
}
