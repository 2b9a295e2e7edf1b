import { expect } from 'chai';
import { flag, parseOptions, text } from '../../../cli/terminal/command-options.ts';

describe('cli/terminal/command-options', () => {
  const options = { 'role-name': text('NAME', 'a role'), json: flag('JSON') };
  const command = { name: 'small', options, read: (values: object) => ({ ...values }) };
  const read = (args: readonly string[], environment = {}) => parseOptions(command, args, environment);

  it('accepts a second --, of a person or of a shell', () => {
    expect(read(['--', '--role-name', 'Audit'])).to.deep.include({ 'role-name': 'Audit', json: false });
  });

  it('shows the help also where npm has taken an option', () => {
    expect(read(['--help'], { npm_config_json: 'true' })).to.equal('help');
  });

  const refused: Record<string, [args: string[], message: string]> = {
    'a misspelt option': [['--rolename', 'x'], "Unknown option '--rolename'. Did you mean --role-name?"],
    'the beginning of an option': [['--rol', 'x'], "Unknown option '--rol'. Did you mean --role-name?"],
    'an option like no other': [['--verbose'], "Unknown option '--verbose'."],
    'a value for a switch': [['--json=yes'], "Option '--json' does not take an argument."],
    'an option without its value': [['--role-name'], "Option '--role-name <value>' argument missing."],
    'an option without its dashes': [['json'], "Unexpected argument 'json'. Did you mean --json?"],
    'an argument': [['Audit'], "Unexpected argument 'Audit'."],
  };
  for (const [name, [args, message]] of Object.entries(refused)) {
    it(`refuses ${name}, and explains no positional arguments`, () => {
      expect(() => read(args)).to.throw(`${message}\nSee npm run small -- --help.`);
    });
  }
});
