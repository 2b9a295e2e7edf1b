import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { readOutputs } from '../../../cli/report/output-options.ts';

describe('cli/report/output-options', () => {
  it('names the option of each file', () => {
    const { files, asListed } = readOutputs({ html: 'a', markdown: 'b', ocsf: 'c', order: 'listed' });
    expect(files.map(({ option, path }) => `${option} ${path}`)).to.deep.equal([
      '--html a',
      '--markdown b',
      '--ocsf c',
    ]);
    expect(asListed).to.equal(true);
    expect(readOutputs({ order: 'action', previous: 'd' })).to.deep.equal({
      files: [],
      asListed: false,
      previous: 'd',
    });
  });

  for (const option of ['html', 'markdown', 'ocsf'] as const) {
    it(`refuses no name for --${option}`, () => {
      expect(() => readOutputs({ [option]: '', order: 'action' })).to.throw(
        ExpectationError,
        `--${option}: expected a file name, got nothing`,
      );
    });
  }

  it('keeps the accounts in the order of action if no order is given', () => {
    expect(readOutputs({}).asListed).to.equal(false);
  });

  it('refuses an order that does not exist', () => {
    expect(() => readOutputs({ order: 'name' })).to.throw(
      ExpectationError,
      '--order: expected action or listed, got "name"',
    );
  });
});
