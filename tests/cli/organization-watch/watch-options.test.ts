import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { WATCH } from '../../../cli/organization-watch/watch-options.ts';
import { parseOptions } from '../../../cli/terminal/command-options.ts';

describe('cli/organization-watch/watch-options', () => {
  const read = (args: string) => parseOptions(WATCH, args.split(' ').filter(Boolean), {});

  const refused: Record<string, [args: string, RegExp]> = {
    'no way to look': ['', /expected --role-name NAME or --embedded/],
    'the name of a role with a path': ['--role-name a/b', /--role-name: expected the name of an IAM role/],
    'a frequency that it does not know': ['--frequency Daily', /--frequency: expected .*One_Hour/],
    'an invalid account ID': [
      '--role-name R --exclude 1234',
      /--exclude\[0\]: expected a 12-digit account id/,
    ],
    'an external ID that AWS does not allow': ['--external-id a', /--external-id: expected an external ID/],
    'too many calls at a time': ['--concurrency 101', /a whole number from 1 to 100/],
    'an own Region on the embedded AWS': ['--embedded --region x', /--region: expected without --embedded/],
    'an organization file with own credentials': [
      '--role-name R --organization f',
      /--organization: expected with --embedded/,
    ],
  };
  for (const [name, [args, message]] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      expect(() => read(args))
        .to.throw(ExpectationError, message)
        .with.property('message')
        .that.includes('See npm run watch:organization -- --help.');
    });
  }

  it('takes excluded accounts in one option or in several', () => {
    expect(read('--role-name R --exclude 111122223333,222233334444 --exclude 333344445555'))
      .to.have.property('excludedAccounts')
      .that.deep.equals(['111122223333', '222233334444', '333344445555']);
  });
});
