import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { EVALUATE } from '../../../cli/dry-run/options.ts';
import { parseOptions } from '../../../cli/terminal/command-options.ts';

describe('cli/dry-run/options', () => {
  const read = (...args: string[]) => parseOptions(EVALUATE, args, {});

  const refused: Record<string, [args: string[], message: RegExp]> = {
    'an argument that it does not know': [
      ['--orgnization'],
      /Unknown option '--orgnization'\. Did you mean --organization\?/,
    ],
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
    'a profile without a name': [['--profile', ''], /--profile: expected a name, got ""/],
    'a Region without a name': [['--region', ''], /--region: expected a name, got ""/],
    'a role with a path': [
      ['--organization', '--role-name', 'audit/Evaluation'],
      /--role-name: expected the name of an IAM role, without a path, got "audit\/Evaluation"/,
    ],
    'an external ID without a role': [
      ['--organization', '--assume-root', '--external-id', 'ab'],
      /--external-id: expected with --role-name/,
    ],
    'an external ID that AWS does not allow': [
      ['--organization', '--role-name', 'a', '--external-id', 'a b'],
      /--external-id: expected an external ID of 2 to 1224 characters, got "a b"/,
    ],
    'a selection without an organization': [
      ['--exclude', '111122223333'],
      /--exclude: expected with --organization/,
    ],
    'an invalid ID of an excluded account': [
      ['--organization', '--assume-root', '--exclude', '1234'],
      /--exclude\[0\]: expected a 12-digit account id, got "1234"/,
    ],
    'an invalid account ID': [
      ['--organization', '--assume-root', '--account', 'prod'],
      /--account\[0\]: expected a 12-digit account id, got "prod"/,
    ],
    'an invalid ID of a unit': [
      ['--organization', '--assume-root', '--ou', 'Workloads'],
      /--ou\[0\]: expected the id of an organizational unit or a root, such as ou-ab12-11111111, got "Workloads"/,
    ],
    'a parameter that the rule does not know': [
      ['--parameter', 'allowVirtualMFA=false'],
      /allowVirtualMFA: unknown name; expected one of: allowVirtualMfa/,
    ],
  };
  for (const [name, [args, message]] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      expect(() => read(...args))
        .to.throw(ExpectationError, message)
        .with.property('message')
        .that.includes('See npm run evaluate -- --help.');
    });
  }

  it('selects accounts, and says in which way they are reached', () => {
    const organization = ['--organization', '--role-name', 'Audit', '--external-id', 'a:b'];
    const selected = ['--exclude', '111122223333', '--exclude=222233334444', '--account', '333344445555'];
    expect(read(...organization, ...selected, '--ou', 'ou-ab12-11111111')).to.deep.include({
      way: { roleName: 'Audit', externalId: 'a:b' },
      selection: {
        excluded: ['111122223333', '222233334444'],
        accounts: ['333344445555'],
        units: ['ou-ab12-11111111'],
      },
    });
  });
});
