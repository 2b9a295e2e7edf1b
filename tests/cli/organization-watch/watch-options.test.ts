import { expect } from 'chai';
import sinon from 'sinon';
import { ExpectationError } from '../../../aws/expect.ts';
import { readWatchOptions } from '../../../cli/organization-watch/watch-options.ts';

const ROLE = ['--role-name', 'OrganizationAccountAccessRole'];

describe('cli/organization-watch/watch-options', () => {
  afterEach(() => sinon.restore());

  function refusalOf(args: readonly string[], environment: Record<string, string> = {}): ExpectationError {
    sinon.stub(process, 'argv').value(['node', 'watch-organization.ts', ...args]);
    try {
      readWatchOptions(environment);
    } catch (error) {
      if (error instanceof ExpectationError) return error;
      throw error;
    }
    return expect.fail('The options were taken');
  }

  const refused: Record<string, [args: string[], RegExp, environment?: Record<string, string>]> = {
    'no way to look': [[], /expected --role-name NAME or --embedded/],
    'an option that it does not know': [['--rol-name', 'x'], /Unknown option '--rol-name'/],
    'the name of a role with a path': [
      ['--role-name', 'a/b'],
      /--role-name: expected the name of an IAM role/,
    ],
    'a frequency that it does not know': [
      [...ROLE, '--frequency', 'Daily'],
      /--frequency: expected .*One_Hour/,
    ],
    'an account that is none': [
      [...ROLE, '--exclude', '1234'],
      /--exclude\[0\]: expected a 12-digit account id/,
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
    'an option that npm has taken': [ROLE, /--exclude: expected after --/, { npm_config_exclude: 'x' }],
  };
  for (const [name, [args, message, environment]] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      const { message: refusal } = refusalOf(args, environment);
      expect(refusal).to.match(message).and.to.include('--help lists the options');
    });
  }
});
