import { expect } from 'chai';
import sinon from 'sinon';
import { readOptions } from '../../../cli/dry-run/options.ts';
import { ExpectationError } from '../../../rules/expect.ts';

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
      /expected one of --role-name NAME and --assume-root/,
    ],
    'both ways': [['--organization', '--role-name', 'a', '--assume-root'], /expected one of/],
    'a way without an organization': [['--role-name', 'a'], /expected one of/],
    'both formats': [['--json', '--csv'], /exclude each other/],
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

  for (const option of ['organization', 'assume_root', 'role_name', 'fail_on', 'csv']) {
    it(`refuses --${option.replace('_', '-')} where npm has taken it`, () => {
      const error = refusalOf([], { [`npm_config_${option}`]: 'true' });
      expect(error.message).to.match(/expected behind --, as in npm run evaluate -- --help/);
    });
  }
});
