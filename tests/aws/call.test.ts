import timers from 'node:timers/promises';
import { expect } from 'chai';
import sinon from 'sinon';
import { AwsCallError, awsCalls, causeOf } from '../../aws/call.ts';
import { ExpectationError } from '../../aws/expect.ts';
import { Pacer } from '../../aws/pacer.ts';
import { rejection } from '../rejection.ts';

type Options = Partial<Parameters<typeof awsCalls>[0]>;

const calls = (options: Options = {}) =>
  awsCalls({ deadline: new AbortController().signal, advise: (action) => `Allow ${action}.`, ...options });
const failing = (cause: unknown, { call } = calls()) => rejection(call('iam:X', () => Promise.reject(cause)));
const named = (name: string, message: string) => Object.assign(new Error(message), { name });

describe('aws/call', () => {
  afterEach(() => sinon.restore());

  it('hands the deadline to the SDK, and returns the answer', async () => {
    const { signal } = new AbortController();
    const given = await calls({ deadline: signal }).call('iam:X', async (options) => options);
    expect(given).to.deep.equal({ abortSignal: signal });
  });

  it('counts calls, failed ones too', async () => {
    const all = calls();
    await all.call('iam:X', async () => 1);
    await failing(new Error('no'), all);
    expect(all.count()).to.equal(2);
  });

  const failures: Record<string, [cause: Error, message: string]> = {
    'an error of the project': [new Error('some pages lack'), 'some pages lack.'],
    'an answer that is odd': [new ExpectationError('answer.a: expected 1'), 'answer.a: expected 1.'],
    'an error of the SDK': [named('Throttling', 'Rate exceeded'), 'Throttling: Rate exceeded.'],
    'a message with a full stop': [named('AccessDenied', 'No.'), 'AccessDenied: No.'],
    'a message that is not a text': [Object.assign(new Error(), { message: 5 }), '5.'],
    'a long message, of which it quotes the beginning': [
      new Error('x'.repeat(300_000)),
      `${'x'.repeat(1000)}.`,
    ],
  };
  for (const [name, [cause, message]] of Object.entries(failures)) {
    it(`names the action, quotes the cause and advises: ${name}`, async () => {
      const error = await failing(cause);
      expect(error).to.be.instanceOf(AwsCallError).and.to.include({ name: 'AwsCallError', action: 'iam:X' });
      expect(error.message).to.equal(`iam:X: ${message} Allow iam:X.`);
      expect(error.cause).to.include({ name: cause.name, message: String(cause.message) });
    });
  }

  it('tells the name of the error behind a failed call, and of no other error', async () => {
    expect(causeOf(await failing(named('AccessDenied', 'No.')))).to.equal('AccessDenied');
    expect(causeOf(new AwsCallError('iam:X', 'No cause'))).to.equal(undefined);
    expect(causeOf(named('AccessDenied', 'No.'))).to.equal(undefined);
  });

  it('wraps a thrown string in an Error', async () => {
    const { message, cause } = await failing('gone');
    expect(message).to.equal('iam:X: gone. Allow iam:X.');
    expect(cause).to.be.instanceOf(Error).with.property('message', 'gone');
  });

  it('ends a call that hangs with the deadline, and begins no other', async () => {
    const deadline = new AbortController();
    const { call } = calls({ deadline: deadline.signal });
    const hanging = call('iam:X', () => new Promise(() => {}));
    deadline.abort();
    const late = call('iam:X', () => new Promise(() => {}));
    for (const each of [hanging, late]) {
      expect((await rejection(each)).message).to.equal(
        'iam:X: no answer within the time that the function has. Allow iam:X.',
      );
    }
  });

  it('causes no unhandled rejection if no call waits for the deadline', async () => {
    const deadline = new AbortController();
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    calls({ deadline: deadline.signal });
    deadline.abort();
    await new Promise(setImmediate);
    process.off('unhandledRejection', note);
    expect(unhandled).to.deep.equal([]);
  });

  it('leaves out a secret in each form in which an answer can quote it', async () => {
    // Its base64 has each of the characters that a URL changes, and two of padding.
    const secret = '>>>???/a+=';
    const base64 = Buffer.from(secret).toString('base64');
    const all = calls({ callersSecrets: new Set(['the-callers-own']) });
    all.conceal(secret, 'seventy', 'eighty-8', undefined);
    for (const form of [
      secret,
      secret.toUpperCase(),
      encodeURIComponent(secret),
      base64,
      Buffer.from(secret).toString('base64url'),
      'the-callers-own',
      'eighty-8',
    ]) {
      const error = await failing(new Error(`got <${form}>`), all);
      expect(error.message).to.match(/^iam:X: got <\(secret\)=*>\./);
      expect(`${(error.cause as Error).stack}`).to.not.include(form);
    }
    expect((await failing(new Error('seventy'), all)).message).to.include('seventy');
  });

  it('leaves no end of a secret that begins as another does', async () => {
    const all = calls();
    all.conceal('the-session', 'the-session-token');
    expect((await failing(new Error('<the-session-token>'), all)).message).to.include('<(secret)>');
  });

  it('hides what the caller is given in the middle of a run', async () => {
    const callersSecrets = new Set<string>();
    const all = calls({ callersSecrets });
    callersSecrets.add('the-refreshed-one');
    expect((await failing(new Error('the-refreshed-one'), all)).message).to.include('(secret)');
  });

  it('throws the reason of an interruption as it is, and only that', async () => {
    const interruption = new AbortController();
    const { call } = calls({ pacer: new Pacer(), interruption: interruption.signal });
    const reason = new Error('Interrupted.');
    const throttled = call('iam:X', () => {
      interruption.abort(reason);
      return Promise.reject(named('Throttling', 'Rate exceeded'));
    });
    expect(await rejection(throttled)).to.equal(reason);
    const denied = await rejection(call('iam:Y', () => Promise.reject(named('AccessDenied', 'No.'))));
    expect(denied.message).to.equal('iam:Y: AccessDenied: No. Allow iam:Y.');
  });

  it('lets the pacer repeat a throttled call', async () => {
    sinon.stub(timers, 'setTimeout').resolves();
    let attempts = 0;
    const { call, count } = calls({ pacer: new Pacer() });
    const send = async () => {
      attempts += 1;
      if (attempts === 1) throw named('Throttling', 'slow down');
      return 'answer';
    };
    expect(await call('iam:X', send)).to.equal('answer');
    expect({ attempts, count: count() }).to.deep.equal({ attempts: 2, count: 1 });
  });
});
