import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { EVALUATE } from '../../../cli/dry-run/options.ts';
import { parseOptions } from '../../../cli/terminal/command-options.ts';
import { parameters } from './organization-fixture.ts';

describe('cli/dry-run/options', () => {
  const read = (commandLine: string) =>
    parseOptions(EVALUATE, commandLine === '' ? [] : commandLine.split(' '), {});

  const ROOT = '--organization --assume-root';
  const refused: Record<string, [commandLine: string, message: string]> = {
    'an unknown argument': ['--orgnization', "'--orgnization'. Did you mean --organization?"],
    'no way into the accounts': [
      '--organization',
      '--organization needs either --role-name NAME or --assume-root',
    ],
    'both ways': [`${ROOT} --role-name a`, '--organization needs either'],
    'a way without an organization': ['--role-name a', '--organization needs either'],
    'both formats': ['--json --csv', 'use --json or --csv, not both'],
    'another --fail-on': ['--fail-on compliant', '--fail-on: expected "non-compliant", got "compliant"'],
    'no calls at a time': [
      '--concurrency 0',
      '--concurrency: expected a whole number from 1 to 100, got "0"',
    ],
    'a parameter without a value': ['--parameter a', '--parameter: expected NAME=VALUE, got a'],
    'a parameter without a name': ['--parameter =a', '--parameter: expected NAME=VALUE, got =a'],
    'a parameter twice': ['--parameter a=1 --parameter a=2', '--parameter: expected each once, got a again'],
    'an unknown parameter': [
      '--parameter a=1',
      '--parameter.a: unknown name; expected one of: allowVirtualMfa',
    ],
    'a profile without a name': ['--profile=', '--profile: expected a name, got ""'],
    'a Region without a name': ['--region=', '--region: expected a name, got ""'],
    'a role with a path': [
      '--organization --role-name a/b',
      'name of an IAM role, without a path, got "a/b"',
    ],
    'an external ID alone': [`${ROOT} --external-id ab`, '--external-id: expected with --role-name'],
    'an invalid external ID': [
      '--organization --role-name a --external-id a*',
      '--external-id: expected an external ID of 2 to 1224 characters, got "a*"',
    ],
    'a selection alone': ['--exclude 111122223333', '--exclude: expected with --organization'],
    'an invalid excluded account': [
      `${ROOT} --exclude 1`,
      '--exclude[0]: expected a 12-digit account id, got "1"',
    ],
    'an invalid account': [`${ROOT} --account a`, '--account[0]: expected a 12-digit account id, got "a"'],
    'an invalid unit': [
      `${ROOT} --ou a`,
      '--ou[0]: expected the id of an organizational unit or a root, such as ou-',
    ],
    'an organization file alone': [
      '--write-organization a',
      '--write-organization: expected with --organization',
    ],
    'no name of a file': [
      `${ROOT} --write-organization=`,
      '--write-organization: expected a file name, got ""',
    ],
  };
  for (const [name, [commandLine, message]] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      expect(() => read(commandLine))
        .to.throw(ExpectationError, message)
        .with.property('message')
        .that.includes('See npm run evaluate -- --help.');
    });
  }

  it('evaluates the account of the credentials where nothing is chosen', () => {
    expect(read('')).to.deep.equal({
      profile: undefined,
      region: undefined,
      way: undefined,
      selection: { excluded: [], accounts: [], units: [] },
      parameters,
      concurrency: 4,
      format: 'table',
      outputs: { files: [], asListed: false, previous: undefined },
      failOnNonCompliant: false,
    });
  });

  it('selects accounts, and says in which way they are reached', () => {
    const selected =
      '--exclude 111122223333 --exclude=222233334444 --account 333344445555 --ou ou-ab12-11111111';
    expect(read(`--organization --role-name Audit --external-id a:b ${selected}`)).to.deep.include({
      way: { roleName: 'Audit', externalId: 'a:b' },
      selection: {
        excluded: ['111122223333', '222233334444'],
        accounts: ['333344445555'],
        units: ['ou-ab12-11111111'],
      },
    });
  });

  it('takes parameters of the rule', () => {
    const settings = '--parameter allowVirtualMfa=false --parameter=credentialFreeCompliance=COMPLIANT';
    expect(read(settings)).to.deep.include({
      parameters: { ...parameters, allowVirtualMfa: false, credentialFreeCompliance: 'COMPLIANT' },
    });
  });

  it('explains what root sessions do in the accounts', () => {
    for (const fact of ['900 seconds', 'management account', 'CloudTrail', 'Service control policies']) {
      expect(EVALUATE.notes).to.include(fact);
    }
  });
});
