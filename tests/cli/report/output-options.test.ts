import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { readOutputs } from '../../../cli/report/output-options.ts';

describe('cli/report/output-options', () => {
  it('names the option of each file', () => {
    const given = { html: 'a', markdown: 'b', ocsf: 'c', order: 'listed', previous: 'd' };
    const { files, ...others } = readOutputs(given);
    expect(files.map(({ option, path }) => [option, path])).to.deep.equal([
      ['--html', 'a'],
      ['--markdown', 'b'],
      ['--ocsf', 'c'],
    ]);
    expect(others).to.deep.equal({ asListed: true, previous: 'd' });
  });

  it('writes no file, and keeps the order of action, if nothing is asked for', () => {
    expect(readOutputs({})).to.deep.equal({ files: [], asListed: false, previous: undefined });
  });

  for (const option of ['html', 'markdown', 'ocsf'] as const) {
    it(`refuses no name for --${option}`, () => {
      expect(() => readOutputs({ [option]: '', order: 'action' })).to.throw(
        ExpectationError,
        `--${option}: expected a file name, got nothing`,
      );
    });
  }

  it('refuses an order that does not exist', () => {
    expect(() => readOutputs({ order: 'name' })).to.throw(
      ExpectationError,
      '--order: expected action or listed, got "name"',
    );
  });
});
