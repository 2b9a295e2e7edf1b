import { expect } from 'chai';
import { AwsCallError, awsCalls } from '../../aws/call.ts';
import { ExpectationError } from '../../aws/expect.ts';
import { Pacer } from '../../aws/pacer.ts';
import { adviceOn } from '../../handlers/aws-config/advice.ts';
import { rejection } from '../rejection.ts';

const noDeadline = new AbortController().signal;

describe('aws/call', () => {
  it('returns the answer', async () => {
    expect(await awsCalls({ deadline: noDeadline, advise: adviceOn }).call('iam:X', async () => 42)).to.equal(
      42,
    );
  });

  it('hands the deadline to the SDK', async () => {
    const { signal } = new AbortController();
    expect(
      await awsCalls({ deadline: signal, advise: adviceOn }).call('iam:X', async (options) => options),
    ).to.deep.equal({
      abortSignal: signal,
    });
  });

  it('counts calls, failed ones too', async () => {
    const { call, count } = awsCalls({ deadline: noDeadline, advise: adviceOn });
    await call('iam:X', async () => 1);
    await rejection(call('iam:X', async () => fail('no')));
    expect(count()).to.equal(2);
  });

  const again = 'Start the evaluation again; if it fails again, see docs/troubleshooting.md.';
  const undocumented =
    'AWS does not document such an answer: check for a proxy between the function and AWS.';
  const allow =
    'Allow iam:X in the role that AWS names, or find the policy of the organization that denies it.';
  const failures: [string, unknown, string][] = [
    ['an error of the project', new Error('some pages lack'), `iam:X: some pages lack. ${again}`],
    [
      'an answer that is odd',
      new ExpectationError('answer.a: expected 1'),
      `iam:X: answer.a: expected 1. ${undocumented}`,
    ],
    ['an answer that is no JSON', new SyntaxError('no JSON'), `iam:X: SyntaxError: no JSON. ${undocumented}`],
    [
      'an answer that is no XML',
      Object.assign(new Error('XML parse error'), { $responseBodyText: 'x' }),
      `iam:X: XML parse error. ${undocumented}`,
    ],
    [
      'an error of the SDK',
      named('Throttling', 'Rate exceeded'),
      `iam:X: Throttling: Rate exceeded. ${again}`,
    ],
    ['a call that IAM or STS denies', named('AccessDenied', 'No.'), `iam:X: AccessDenied: No. ${allow}`],
    [
      'a call that Config or Organizations denies',
      named('AccessDeniedException', 'User u may not'),
      `iam:X: AccessDeniedException: User u may not. ${allow}`,
    ],
    [
      'a token that AWS Config does not take',
      named('InvalidResultTokenException', 'No.'),
      'iam:X: InvalidResultTokenException: No. Let AWS Config start the evaluation: only its own events carry a valid result token.',
    ],
    [
      'a rule that is gone',
      named('NoSuchConfigRuleException', 'No.'),
      'iam:X: NoSuchConfigRuleException: No. The rule was deleted after AWS Config sent the event. To have it back, see docs/troubleshooting.md.',
    ],
  ];
  for (const name of ['constructor', '__proto__', 'toString', 'hasOwnProperty']) {
    it(`has no advice of its own for an error that AWS calls ${name}`, async () => {
      const error = await rejection(
        awsCalls({ deadline: noDeadline, advise: adviceOn }).call('iam:X', () =>
          Promise.reject(named(name, 'No.')),
        ),
      );
      expect(error.message).to.equal(`iam:X: ${name}: No. ${again}`);
    });
  }

  it('wraps a thrown string in an Error', async () => {
    const error = await rejection(
      awsCalls({ deadline: noDeadline, advise: adviceOn }).call('iam:X', () => Promise.reject('gone')),
    );
    expect(error.message).to.equal(`iam:X: gone. ${again}`);
    expect(error.cause).to.be.instanceOf(Error).with.property('message', 'gone');
  });

  it('quotes a message that is not a string, and only the beginning of a long one', async () => {
    const odd = Object.assign(new Error(), { message: 5 });
    const long = new Error('x'.repeat(300_000));
    const { call } = awsCalls({ deadline: noDeadline, advise: adviceOn });
    expect((await rejection(call('iam:X', () => Promise.reject(odd)))).message).to.equal(
      `iam:X: 5. ${again}`,
    );
    expect((await rejection(call('iam:X', () => Promise.reject(long)))).message).to.equal(
      `iam:X: ${'x'.repeat(1000)}. ${again}`,
    );
  });

  for (const [name, cause, message] of failures) {
    it(`names the action and keeps the cause: ${name}`, async () => {
      const error = await rejection(
        awsCalls({ deadline: noDeadline, advise: adviceOn }).call('iam:X', () => Promise.reject(cause)),
      );
      expect(error).to.be.instanceOf(AwsCallError);
      expect({ ...error, message: error.message, cause: error.cause }).to.deep.equal({
        name: 'AwsCallError',
        action: 'iam:X',
        message,
        cause,
      });
    });
  }

  it('ends a call that hangs with the deadline', async () => {
    const deadline = new AbortController();
    const hanging = awsCalls({ deadline: deadline.signal, advise: adviceOn }).call(
      'iam:X',
      () => new Promise(() => {}),
    );
    deadline.abort();
    expect((await rejection(hanging)).message).to.equal(
      `iam:X: no answer within the time that the function has. ${again}`,
    );
  });

  it('lets the deadline pass where nothing waits for it', async () => {
    const deadline = new AbortController();
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    awsCalls({ deadline: deadline.signal, advise: adviceOn });
    deadline.abort();
    await new Promise(setImmediate);
    process.off('unhandledRejection', note);
    expect(unhandled).to.deep.equal([]);
  });

  it('does not begin another once the deadline is over', async () => {
    const deadline = new AbortController();
    const { call } = awsCalls({ deadline: deadline.signal, advise: adviceOn });
    deadline.abort();
    expect((await rejection(call('iam:X', () => new Promise(() => {})))).message).to.include(
      'no answer within',
    );
  });

  it('leaves out a secret in each form in which an answer can quote it', async () => {
    const secret = 'wJalr/XUtn+FEMI=K7';
    const base64 = Buffer.from(secret).toString('base64');
    const { call, conceal } = awsCalls({
      deadline: noDeadline,
      advise: () => '',
      callersSecrets: new Set(['the-callers-own']),
    });
    conceal(secret, 'short', undefined);
    for (const form of [
      secret,
      secret.toUpperCase(),
      encodeURIComponent(secret),
      base64,
      'the-callers-own',
    ]) {
      const error = await rejection(call('iam:X', () => Promise.reject(new Error(`got <${form}>`))));
      expect(error.message).to.match(/^iam:X: got <\(secret\)=*>\./);
      expect(`${(error.cause as Error).stack}`).to.not.include(form);
    }
    const word = await rejection(call('iam:X', () => Promise.reject(new Error('short'))));
    expect(word.message).to.include('short');
  });

  it('hides what the caller is given in the middle of a run', async () => {
    const callersSecrets = new Set<string>();
    const { call } = awsCalls({ deadline: noDeadline, advise: () => '', callersSecrets });
    callersSecrets.add('the-refreshed-one');
    const error = await rejection(call('iam:X', () => Promise.reject(new Error('the-refreshed-one'))));
    expect(error.message).to.include('(secret)');
  });

  it('throws the reason of an interruption as it is, and only that', async () => {
    const interruption = new AbortController();
    const { call } = awsCalls({
      deadline: noDeadline,
      advise: () => 'Advice.',
      pacer: new Pacer(),
      interruption: interruption.signal,
    });
    const reason = new Error('Interrupted.');
    const throttled = call('iam:X', () => {
      interruption.abort(reason);
      return Promise.reject(named('Throttling', 'Rate exceeded'));
    });
    expect(await rejection(throttled)).to.equal(reason);
    const denied = await rejection(call('iam:Y', () => Promise.reject(named('AccessDenied', 'No.'))));
    expect(denied.message).to.equal('iam:Y: AccessDenied: No. Advice.');
  });

  it('lets the pacer repeat a throttled call', async () => {
    let attempts = 0;
    const pacer = new Pacer({ now: () => 0, sleep: async () => {} });
    const { call, count } = awsCalls({ deadline: noDeadline, advise: () => '', pacer });
    const send = async () => {
      attempts += 1;
      if (attempts === 1) throw Object.assign(new Error('slow down'), { name: 'Throttling' });
      return 'answer';
    };
    expect(await call('iam:X', send)).to.equal('answer');
    expect({ attempts, count: count() }).to.deep.equal({ attempts: 2, count: 1 });
  });
});

function named(name: string, message: string): Error {
  return Object.assign(new Error(message), { name });
}

function fail(message: string): never {
  throw new Error(message);
}
