import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { EVALUATE } from '../../../cli/dry-run/options.ts';
import { WATCH } from '../../../cli/organization-watch/watch-options.ts';
import { START } from '../../../cli/start/start-options.ts';
import type { OptionTable } from '../../../cli/terminal/command-options.ts';
import { refuseTakenByNpm } from '../../../cli/terminal/taken-by-npm.ts';

interface Given {
  readonly name: string;
  readonly options: OptionTable;
}
const commands: readonly Given[] = [EVALUATE, WATCH, START];

describe('cli/terminal/taken-by-npm', () => {
  /**
   * @param kept what npm 11 passes on as `npm_config_*`: of `--role-name Audit`, it keeps `role_name=true`, and the
   *   command gets the argument `Audit`
   */
  function refuse({ name, options }: Given, kept: Record<string, string>, args: readonly string[] = []) {
    const variables = Object.entries(kept).map(([option, value]) => [`npm_config_${option}`, value]);
    const environment = { npm_lifecycle_event: name, ...Object.fromEntries(variables) };
    return () => refuseTakenByNpm(name, options, args, environment);
  }

  const told: Record<string, [kept: Record<string, string>, args: string[], meant: string]> = {
    'a value that npm has parted from its option': [
      { organization: 'true', role_name: 'true' },
      ['Audit'],
      '--organization --role-name Audit',
    ],
    'several values of one option': [
      { exclude: 'true\n\ntrue' },
      ['111122223333', '222233334444'],
      '--exclude 111122223333 --exclude 222233334444',
    ],
    'values of several options, which nobody can tell apart': [
      { role_name: 'true', profile: 'true' },
      ['Audit', 'prod'],
      '--role-name NAME --profile NAME',
    ],
    'values behind an equals sign': [
      { parameter: 'a=b\n\nc=d', html: 'my report.html' },
      [],
      "--parameter a=b --parameter c=d --html 'my report.html'",
    ],
    'options of which some reached the command': [{ profile: 'true' }, ['x', '--json'], '--profile x --json'],
    'an abbreviation': [{ org: 'true' }, [], '--organization'],
    'a misspelt option': [{ organizaton: 'true' }, [], '--organization'],
    'a value on its own': [{}, ['Audit'], 'OPTIONS'],
  };
  for (const [name, [kept, args, meant]] of Object.entries(told)) {
    it(`says what to run instead: ${name}`, () => {
      expect(refuse(EVALUATE, kept, args)).to.throw(
        ExpectationError,
        `npm keeps what is not after -- for itself. Run
  npm run evaluate -- ${meant}
in PowerShell, which drops -- unless it is in quotes,
  npm run evaluate '--' ${meant}
or without npm
  node cli/launch.js evaluate ${meant}`,
      );
    });
  }

  for (const [command, npm, launched] of [
    [START, 'npm start', 'start'],
    [WATCH, 'npm run watch:organization', 'watch-organization'],
  ] as const) {
    it(`knows how ${npm} runs with npm and without it`, () => {
      const message = expect(refuse(command, { organization: 'true' }, ['own.json']))
        .to.throw()
        .with.property('message');
      message.that.includes(`\n  ${npm} -- --organization own.json\n`);
      message.that.includes(`\n  node cli/launch.js ${launched} --organization own.json`);
    });
  }

  for (const command of commands) {
    it(`knows each option of ${command.name}, and does not mistake for one what npm itself sets`, () => {
      for (const option of Object.keys(command.options)) {
        const kept = { [option.replaceAll('-', '_')]: 'true' };
        expect(refuse(command, kept)).to.throw(`--${option}: npm keeps`);
      }
      const own = 'cache globalconfig init_module loglevel noproxy prefix userconfig yes'.split(' ');
      const kept = Object.fromEntries(own.map((name) => [name, 'x']));
      expect(refuse(command, { ...kept, json: '' }, ['--json'])).to.not.throw();
    });
  }

  it('leaves a value to the command where npm has not started it, or only the dashes are missing', () => {
    expect(() => refuseTakenByNpm('evaluate', EVALUATE.options, ['Audit'], {})).to.not.throw();
    expect(refuse(EVALUATE, {}, ['organization'])).to.not.throw();
  });
});
