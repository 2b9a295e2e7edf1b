import { expect } from 'chai';
import { text } from '../../../cli/terminal/command-options.ts';
import { formatHelp } from '../../../cli/terminal/help.ts';

describe('cli/terminal/help', () => {
  const command = {
    about: '\nA paragraph that is\nwritten on two lines.\n\n  an example    that is kept as it is\n',
    options: { 'role-name': text('NAME', `${'explained '.repeat(20)}at length`) },
    notes: `\n${'word '.repeat(60)}\n\nAnother.\n`,
  };

  for (const columns of [60, 80, 100]) {
    it(`keeps within ${columns} columns and breaks no word`, () => {
      const help = formatHelp(command, columns);
      for (const line of help.split('\n')) expect(line.length).to.be.at.most(columns);
      expect(help.match(/\S+/g)?.filter((word) => word === 'explained')).to.have.lengthOf(20);
      expect(help.match(/\bword\b/g)).to.have.lengthOf(60);
    });
  }

  it('folds paragraphs, keeps examples, and puts explanations beside their options', () => {
    expect(formatHelp(command, 60).split('\n').slice(0, 7)).to.deep.equal([
      'A paragraph that is written on two lines.',
      '',
      '  an example    that is kept as it is',
      '',
      '  --role-name NAME  explained explained explained explained',
      '                    explained explained explained explained',
      '                    explained explained explained explained',
    ]);
  });

  it('has 80 columns where nothing is known of them, and 100 at most', () => {
    expect(formatHelp(command)).to.equal(formatHelp(command, 80));
    expect(formatHelp(command, 300)).to.equal(formatHelp(command, 100));
  });

  it('breaks no word on a screen that is too narrow', () => {
    expect(formatHelp(command, 20)).to.match(/--role-name NAME {2}explained explained/);
  });
});
