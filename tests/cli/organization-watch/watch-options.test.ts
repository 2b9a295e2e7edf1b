import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { WATCH } from '../../../cli/organization-watch/watch-options.ts';
import { parseOptions } from '../../../cli/terminal/command-options.ts';

const ROLE = ['--role-name', 'OrganizationAccountAccessRole'];

describe('cli/organization-watch/watch-options', () => {
  const refused: Record<string, [args: string[], RegExp, environment?: Record<string, string>]> = {
    'no way to look': [[], /expected --role-name NAME or --embedded/],
    'an option that it does not know': [
      ['--rol-name', 'x'],
      /Unknown option '--rol-name'\. Did you mean --role-name\?/,
    ],
    'the name of a role with a path': [
      ['--role-name', 'a/b'],
      /--role-name: expected the name of an IAM role/,
    ],
    'a frequency that it does not know': [
      [...ROLE, '--frequency', 'Daily'],
      /--frequency: expected .*One_Hour/,
    ],
    'an invalid account ID': [
      [...ROLE, '--exclude', '1234'],
      /--exclude\[0\]: expected a 12-digit account id/,
    ],
    'an external ID that AWS does not allow': [
      [...ROLE, '--external-id', 'a'],
      /--external-id: expected an external ID/,
    ],
    'too many calls at a time': [[...ROLE, '--concurrency', '101'], /a whole number from 1 to 100/],
    'an own Region on the embedded AWS': [
      ['--embedded', '--region', 'x'],
      /--region: expected without --embedded/,
    ],
    'an organization file with own credentials': [
      [...ROLE, '--organization', 'f'],
      /--organization: expected with --embedded/,
    ],
    'an option that npm has taken': [ROLE, /^--profile: npm keeps/, { npm_config_profile: 'x' }],
  };
  for (const [name, [args, message, environment]] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      expect(() => parseOptions(WATCH, args, environment ?? {}))
        .to.throw(ExpectationError, message)
        .with.property('message')
        .that.includes('See npm run watch:organization -- --help.');
    });
  }

  it('takes excluded accounts in one option or in several', () => {
    const args = [...ROLE, '--exclude', '111122223333,222233334444', '--exclude', '333344445555'];
    expect(parseOptions(WATCH, args, {}))
      .to.have.property('excludedAccounts')
      .that.deep.equals(['111122223333', '222233334444', '333344445555']);
  });
});
