import { expect } from 'chai';
import sinon from 'sinon';
import { ExpectationError } from '../../../aws/expect.ts';
import { HELP, readOptions } from '../../../cli/dry-run/options.ts';

describe('cli/dry-run/options', () => {
  afterEach(() => sinon.restore());

  function refusalOf(args: readonly string[], environment: Record<string, string> = {}): ExpectationError {
    sinon.stub(process, 'argv').value(['node', 'evaluate.ts', ...args]);
    try {
      readOptions(environment);
    } catch (error) {
      if (error instanceof ExpectationError) return error;
      throw error;
    }
    return expect.fail('The options were taken');
  }

  const refused: Record<string, [args: string[], message: RegExp]> = {
    'an argument that it does not know': [['--orgnization'], /Unknown option '--orgnization'/],
    'an organization without a way into it': [
      ['--organization'],
      /--organization needs either --role-name NAME or --assume-root/,
    ],
    'both ways': [['--organization', '--role-name', 'a', '--assume-root'], /--organization needs either/],
    'a way without an organization': [['--role-name', 'a'], /--organization needs either/],
    'both formats': [['--json', '--csv'], /use --json or --csv, not both/],
    'another --fail-on': [['--fail-on', 'compliant'], /--fail-on: expected "non-compliant", got "compliant"/],
    'no accounts at a time': [
      ['--concurrency', '0'],
      /--concurrency: expected a whole number from 1 to 100, got "0"/,
    ],
    'a parameter without a value': [
      ['--parameter', 'allowVirtualMfa'],
      /expected NAME=VALUE, got allowVirtualMfa/,
    ],
    'a parameter twice': [
      ['--parameter', 'allowVirtualMfa=true', '--parameter', 'allowVirtualMfa=false'],
      /--parameter: expected each once, got allowVirtualMfa again/,
    ],
    'a profile without a name': [['--profile', ''], /--profile: expected a name, got 0/],
    'a Region without a name': [['--region', ''], /--region: expected a name, got 0/],
    'a role with a path': [
      ['--organization', '--role-name', 'audit/Evaluation'],
      /--role-name: expected the name of an IAM role, without a path, got "audit\/Evaluation"/,
    ],
    'a parameter that the rule does not know': [
      ['--parameter', 'allowVirtualMFA=false'],
      /allowVirtualMFA: unknown name; expected one of: allowVirtualMfa/,
    ],
  };
  for (const [name, [args, message]] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      const error = refusalOf(args);
      expect(error.message).to.match(message).and.include('See npm run evaluate -- --help.');
    });
  }

  const options = HELP.match(/(?<=^ .*)--[a-z-]+/gm)?.filter((option) => option !== '--help') ?? [];
  it('explains its options', () => expect(options).to.include.members(['--parameter', '--concurrency']));
  for (const option of new Set(options.filter((name) => name !== '--'))) {
    it(`refuses ${option} where npm has taken it`, () => {
      const name = option.slice(2).replaceAll('-', '_');
      const error = refusalOf([], { [`npm_config_${name}`]: 'true' });
      expect(error.message).to.include(
        `${option}: put this option after --: npm run evaluate -- ${option}\nSee npm run evaluate -- --help.`,
      );
    });
  }
});
