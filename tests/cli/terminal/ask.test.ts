import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { expect } from 'chai';
import { askMfaCode } from '../../../cli/terminal/ask.ts';

const device = 'arn:aws:iam::111122223333:mfa/alice';

describe('cli/terminal/ask', () => {
  /** Types lines, and reads what is shown meanwhile. */
  async function ask(typed: string, serial = device) {
    const terminal = { input: new PassThrough(), output: new PassThrough() };
    terminal.input.end(typed);
    const outcome = await askMfaCode(serial, terminal).catch((error: Error) => error);
    terminal.output.end();
    return { outcome, shown: await text(terminal.output) };
  }

  it('asks for the code of the device', async () => {
    expect(await ask(' 123456 \n')).to.deep.equal({ outcome: '123456', shown: `MFA code for ${device}: \n` });
  });

  it('asks again until there are six digits', async () => {
    const { outcome, shown } = await ask('12345\nabcdef\n654321\n');
    expect(outcome).to.equal('654321');
    expect(shown.match(/Expected six digits/g)).to.have.lengthOf(2);
  });

  it('gives up where the input ends', async () => {
    const { outcome } = await ask('12\n');
    expect(outcome).to.be.instanceOf(Error).with.property('message', 'No answer was given.');
  });

  it('shows the name of the device, whatever it holds', async () => {
    const { shown } = await ask('123456\n', 'a\u001b[2J\u202eb');
    expect(shown).to.equal('MFA code for a\\u001b[2J\\u202eb: \n');
  });
});
