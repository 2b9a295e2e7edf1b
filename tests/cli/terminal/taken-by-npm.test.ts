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

describe('cli/terminal/taken-by-npm', () => {
  /** What npm 11 passes on: `--role-name Audit` as `npm_config_role_name=true` and the argument `Audit`. */
  const refuse = ({ name, options }: Given, args: string[], environment: Record<string, string>) =>
    refuseTakenByNpm(name, options, args, { npm_lifecycle_event: name, ...environment });

  const told: Record<string, [Given, args: string[], environment: Record<string, string>, string]> = {
    'a value that npm has parted from its option': [
      EVALUATE,
      ['Audit'],
      { npm_config_organization: 'true', npm_config_role_name: 'true' },
      '--organization --role-name Audit',
    ],
    'several values of one option': [
      EVALUATE,
      ['111122223333', '222233334444'],
      { npm_config_exclude: 'true\n\ntrue' },
      '--exclude 111122223333 --exclude 222233334444',
    ],
    'values of several options, which nobody can tell apart': [
      EVALUATE,
      ['Audit', 'prod'],
      { npm_config_role_name: 'true', npm_config_profile: 'true' },
      '--role-name NAME --profile NAME',
    ],
    'values behind an equals sign': [
      EVALUATE,
      [],
      { npm_config_parameter: 'a=b\n\nc=d', npm_config_html: 'my report.html' },
      "--parameter a=b --parameter c=d --html 'my report.html'",
    ],
    'options of which some reached the command': [
      WATCH,
      ['x', '--json'],
      { npm_config_profile: 'true' },
      '--profile x --json',
    ],
    'a file of npm start': [
      START,
      ['own.json'],
      { npm_config_organization: 'true' },
      '--organization own.json',
    ],
    'an abbreviation': [EVALUATE, [], { npm_config_org: 'true' }, '--organization'],
    'a misspelt option': [EVALUATE, [], { npm_config_organizaton: 'true' }, '--organization'],
    'a value on its own': [EVALUATE, ['Audit'], {}, 'OPTIONS'],
  };
  for (const [name, [command, args, environment, options]] of Object.entries(told)) {
    it(`says what to run instead: ${name}`, () => {
      const npm = command === START ? 'npm start' : `npm run ${command.name}`;
      const refused = expect(() => refuse(command, args, environment)).to.throw(ExpectationError);
      for (const line of [
        `${npm} -- ${options}`,
        `${npm} '--' ${options}`,
        `node cli/launch.js ${command.name.replace(':', '-')} ${options}`,
      ]) {
        refused.with.property('message').that.includes(`\n  ${line}`);
      }
    });
  }

  for (const command of [EVALUATE, WATCH, START] as readonly Given[]) {
    for (const option of Object.keys(command.options)) {
      it(`knows --${option} of ${command.name}`, () => {
        const variable = `npm_config_${option.replaceAll('-', '_')}`;
        expect(() => refuse(command, [], { [variable]: 'true' })).to.throw(`--${option}: npm keeps`);
      });
    }
  }

  it('does not mistake the variables that npm itself sets for options', () => {
    const own = [
      'cache',
      'globalconfig',
      'init_module',
      'loglevel',
      'noproxy',
      'prefix',
      'userconfig',
      'yes',
    ];
    const environment = Object.fromEntries(own.map((name) => [`npm_config_${name}`, 'x']));
    for (const command of [EVALUATE, WATCH, START] as readonly Given[]) {
      expect(() => refuse(command, ['--json'], { ...environment, npm_config_json: '' })).to.not.throw();
    }
  });

  it('leaves a value to the command where npm has not started it, or only the dashes are missing', () => {
    expect(() => refuseTakenByNpm('evaluate', EVALUATE.options, ['Audit'], {})).to.not.throw();
    expect(() => refuse(EVALUATE, ['organization'], {})).to.not.throw();
  });
});
