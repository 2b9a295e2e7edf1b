import { mkdir } from 'node:fs/promises';
import { devNull } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import sinon from 'sinon';
import {
  FunctionError,
  type LambdaFunction,
  LambdaProcess,
} from '../../../embedded-aws/lambda/lambda-process.ts';
import { rejection } from '../../rejection.ts';
import { folderOfFiles } from '../fixtures.ts';

const runtime = `nodejs${process.versions.node.split('.')[0]}.x`;
const arn = 'arn:aws:lambda:eu-central-1:111122223333:function:example';

describe('embedded-aws/lambda/lambda-process', () => {
  const { folder, write } = folderOfFiles();
  let lambda: LambdaProcess | undefined;

  before(() => mkdir(join(folder(), 'handlers')));

  afterEach(async () => {
    sinon.restore();
    await lambda?.stop();
  });

  /** A function whose handler file has the given text. */
  async function lambdaWith(source: string, changes: Partial<LambdaFunction> = {}): Promise<LambdaProcess> {
    await write('handlers/example.js', source);
    lambda = new LambdaProcess({
      name: 'example',
      arn,
      handler: 'handlers/example.handler',
      runtime,
      memoryMb: 256,
      timeoutSeconds: 20,
      environment: {},
      taskRoot: folder(),
      ...changes,
    });
    return lambda;
  }

  const modules: Record<string, string> = {
    'a CommonJS module': 'exports.handler = async (event) => ({ got: event });',
    'a CommonJS module with exports that Node.js cannot foresee':
      "module.exports = Object.fromEntries([['handler', async (event) => ({ got: event })]]);",
    'an ES module': 'export const handler = async (event) => ({ got: event });',
  };
  for (const [name, source] of Object.entries(modules)) {
    it(`gives back what the handler returned: ${name}`, async () => {
      const result = await (await lambdaWith(source)).invoke({ deep: [1, 'two', null] }, {});
      expect(result).to.deep.equal({ got: { deep: [1, 'two', null] } });
    });
  }

  it('calls the handler by its name', async () => {
    const source = "exports.handler = async () => 'handler'; exports.other = async () => 'other';";
    const named = await lambdaWith(source, { handler: 'handlers/example.other' });
    expect(await named.invoke({}, {})).to.equal('other');
  });

  it("gives the handler Lambda's context, also with the ARN of the function in another account", async () => {
    const timed = await lambdaWith(`
      exports.handler = async (event, { getRemainingTimeInMillis, ...context }) =>
        ({ ...context, remaining: getRemainingTimeInMillis() });`);
    const elsewhere = arn.replace('111122223333', '444455556666');
    for (const [given, invokedFunctionArn] of [
      [undefined, arn],
      [elsewhere, elsewhere],
    ] as const) {
      const context = (await timed.invoke({}, {}, given)) as Record<string, unknown>;
      const { awsRequestId, remaining, ...rest } = context;
      expect(rest).to.deep.equal({ functionName: 'example', invokedFunctionArn });
      expect(awsRequestId).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(remaining).to.be.within(1, 20_000);
    }
  });

  it("gives the handler Lambda's environment, the function's own, the call's, and nothing of this process", async () => {
    const source = 'exports.handler = async () => ({ ...process.env });';
    const withEnvironment = await lambdaWith(source, { environment: { OWN: 'own', BOTH: 'own' } });
    const result = await withEnvironment.invoke({}, { AWS_REGION: 'eu-central-1', BOTH: 'call' });
    // Node.js hands this one down to each child while coverage is measured.
    const { NODE_V8_COVERAGE: _, ...environment } = result as Record<string, string>;
    expect(environment).to.deep.equal({
      _HANDLER: 'handlers/example.handler',
      AWS_EXECUTION_ENV: `AWS_Lambda_${runtime}`,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '256',
      AWS_LAMBDA_FUNCTION_NAME: 'example',
      AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
      AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
      AWS_LAMBDA_LOG_FORMAT: 'JSON',
      AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/example',
      LAMBDA_TASK_ROOT: folder(),
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      TZ: ':UTC',
      AWS_REGION: 'eu-central-1',
      OWN: 'own',
      BOTH: 'call',
    });
  });

  const does = (code: string) => `exports.handler = async () => { ${code} };`;
  const ended = ['Runtime.ExitError', 'The function ended without an answer'] as const;
  const failures: Record<string, [source: string, errorType: string, message: string]> = {
    'throws an error': [does("throw new RangeError('out of range');"), 'RangeError', 'out of range'],
    'throws before it returns a promise': [
      "exports.handler = () => { throw new TypeError('at once'); };",
      'TypeError',
      'at once',
    ],
    'throws a text': [does("throw 'just text';"), 'Error', 'just text'],
    'throws while its module loads': ["throw new Error('not loadable');", 'Error', 'not loadable'],
    'has no such handler': ['exports.other = async () => 1;', 'TypeError', 'handler is not a function'],
    exits: [does('process.exit(0);'), ...ended],
    'exits while its module loads': ['process.exit(1);', ...ended],
    'fails outside of its promise': [
      does("await new Promise(() => setImmediate(() => { throw new Error('stray'); }));"),
      ...ended,
    ],
  };
  for (const [name, [source, errorType, message]] of Object.entries(failures)) {
    it(`fails when the function ${name}`, async () => {
      const error = await rejection((await lambdaWith(source)).invoke({}, {}));
      expect(error).to.be.instanceOf(FunctionError);
      expect(error).to.include({ errorType, message });
    });
  }

  it('names a handler file that does not exist', async () => {
    const missing = await lambdaWith('', { handler: 'handlers/missing.handler' });
    const error = await rejection(missing.invoke({}, {}));
    expect(error).to.be.instanceOf(FunctionError);
    expect(error.message).to.include(join(folder(), 'handlers', 'missing.js'));
  });

  it('refuses a runtime that is not this Node.js', async () => {
    const error = await rejection(lambdaWith('', { runtime: 'nodejs18.x' }));
    expect(error.message).to.include(`Expected to run on nodejs18.x, got ${runtime}`);
  });

  it('logs one JSON object a line, with its level', async () => {
    const logging = await lambdaWith(`
      exports.handler = async (event, { awsRequestId }) => {
        console.debug('a'); console.log('b'); console.info({ c: 1 }); console.warn('d'); console.error('e');
        return awsRequestId;
      };`);
    const before = Date.now();
    const requestId = await logging.invoke({}, {});
    await logging.stop();

    const text = logging.log.trimEnd();
    const lines = text.split('\n').map((line) => JSON.parse(line));

    expect(lines.map(({ timestamp: _, ...line }) => line)).to.deep.equal([
      { level: 'DEBUG', requestId, message: 'a' },
      { level: 'INFO', requestId, message: 'b' },
      { level: 'INFO', requestId, message: { c: 1 } },
      { level: 'WARN', requestId, message: 'd' },
      { level: 'ERROR', requestId, message: 'e' },
    ]);
    for (const { timestamp } of lines) expect(Date.parse(timestamp)).to.be.within(before, Date.now());
  });

  it('has logged all lines of a call when the call ends, also where the process goes on', async () => {
    const logging = await lambdaWith('exports.handler = async (event) => console.info(event);');
    for (let call = 0; call < 100; call += 1) {
      logging.log = '';
      await logging.invoke({ call }, {});
      expect(JSON.parse(logging.log).message).to.deep.equal({ call });
    }
  });

  it('logs what the function writes to standard output and error itself', async () => {
    const logging = await lambdaWith(does("process.stdout.write('out '); process.stderr.write('err ');"));
    await logging.invoke({}, {});
    expect(logging.log.trim().split(' ').sort()).to.deep.equal(['err', 'out']);
  });

  /**
   * Lets the time of a call pass once the function says that it is running.
   *
   * @returns how the call ends; whether it was still under way a millisecond before
   */
  async function timedOut(lambda: LambdaProcess, seconds: number, event: object = {}) {
    const clock = sinon.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    let isOver = false;
    const failure = rejection(lambda.invoke(event, {})).finally(() => {
      isOver = true;
    });
    while (!lambda.log.includes('running') && !isOver) await nextTurn();
    await clock.tickAsync(seconds * 1000 - 1);
    const wasUnderWay = !isOver;
    await clock.tickAsync(1);
    clock.restore();
    return { error: await failure, wasUnderWay };
  }

  it('stops a function that is busy for ever when its time is up', async () => {
    const source = "exports.handler = async () => { process.stdout.write('running'); for (;;); };";
    const { error, wasUnderWay } = await timedOut(await lambdaWith(source, { timeoutSeconds: 30 }), 30);
    expect(wasUnderWay).to.equal(true);
    expect(error).to.be.instanceOf(FunctionError);
    expect(error).to.include({
      errorType: 'Sandbox.Timedout',
      message: 'Task timed out after 30.00 seconds',
    });
  });

  describe('process', () => {
    const counter = `
      let count = 0;
      exports.handler = async (event) => {
        count += 1;
        if (event.pid) return process.pid;
        if (event.exit) process.exit(0);
        if (event.hang) process.stdout.write('running');
        if (event.hang) await new Promise(() => {});
        return count;
      };`;

    const endings: Record<string, (counting: LambdaProcess) => Promise<unknown>> = {
      'an exit': (counting) => rejection(counting.invoke({ exit: true }, {})),
      'a timeout': (counting) => timedOut(counting, 20, { hang: true }),
      stop: (counting) => counting.stop(),
    };
    for (const [name, end] of Object.entries(endings)) {
      it(`is kept from call to call, and begins anew after ${name}`, async () => {
        const counting = await lambdaWith(counter, { timeoutSeconds: 20 });
        expect(await counting.invoke({}, {})).to.equal(1);
        expect(await counting.invoke({}, {})).to.equal(2);
        await end(counting);
        expect(await counting.invoke({}, {})).to.equal(1);
      });
    }

    it('is gone after stop, which may come before the first call, and twice', async () => {
      const counting = await lambdaWith(counter);
      await counting.stop();
      const pid = (await counting.invoke({ pid: true }, {})) as number;
      await counting.stop();
      expect(() => process.kill(pid, 0)).to.throw('ESRCH');
      await counting.stop();
    });
  });
});
