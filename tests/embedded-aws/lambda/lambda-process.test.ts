import { devNull } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { FunctionError } from '../../../embedded-aws/lambda/lambda-process.ts';
import { rejection } from '../../rejection.ts';
import { arn, functionOfEachTest, runtime } from './example-function.ts';

describe('embedded-aws/lambda/function-process', () => {
  const { lambdaWith, taskRoot } = functionOfEachTest();

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

  const contextSource = `
    exports.handler = async (event, { getRemainingTimeInMillis, ...context }) =>
      ({ context, remaining: getRemainingTimeInMillis() });`;

  it("gives the handler Lambda's context", async () => {
    const timed = await lambdaWith(contextSource, { timeoutSeconds: 20 });
    const { context, remaining } = (await timed.invoke({}, {})) as Record<string, unknown>;
    const { awsRequestId, ...rest } = context as Record<string, unknown>;
    expect(rest).to.deep.equal({ functionName: 'example', invokedFunctionArn: arn });
    expect(awsRequestId).to.match(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(remaining).to.be.within(1, 20_000);
  });

  it('lets a process play the same function in another account', async () => {
    const elsewhere = 'arn:aws:lambda:eu-central-1:444455556666:function:example';
    const result = await (await lambdaWith(contextSource)).invoke({}, {}, elsewhere);
    expect(result).to.have.nested.property('context.invokedFunctionArn', elsewhere);
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
      LAMBDA_TASK_ROOT: taskRoot(),
      AWS_CONFIG_FILE: devNull,
      AWS_SHARED_CREDENTIALS_FILE: devNull,
      TZ: ':UTC',
      AWS_REGION: 'eu-central-1',
      OWN: 'own',
      BOTH: 'call',
    });
  });

  const failures: Record<string, [source: string, errorType: string, message: string]> = {
    'throws an error': [
      "exports.handler = async () => { throw new RangeError('out of range'); };",
      'RangeError',
      'out of range',
    ],
    'throws an error of its own class': [
      "class OwnError extends Error { name = 'OwnError' }\n" +
        "exports.handler = async () => { throw new OwnError('special'); };",
      'OwnError',
      'special',
    ],
    'throws before it gives a promise': [
      "exports.handler = () => { throw new TypeError('at once'); };",
      'TypeError',
      'at once',
    ],
    'throws something that is no error': [
      "exports.handler = async () => { throw 'just text'; };",
      'Error',
      'just text',
    ],
    'throws while its module loads': ["throw new Error('not loadable');", 'Error', 'not loadable'],
    exits: [
      'exports.handler = async () => process.exit(0);',
      'Runtime.ExitError',
      'The function ended without an answer',
    ],
    'exits while its module loads': [
      'process.exit(1);',
      'Runtime.ExitError',
      'The function ended without an answer',
    ],
    'fails outside of its promise': [
      "exports.handler = () => new Promise(() => setImmediate(() => { throw new Error('stray'); }));",
      'Runtime.ExitError',
      'The function ended without an answer',
    ],
  };
  for (const [name, [source, errorType, message]] of Object.entries(failures)) {
    it(`fails when the function ${name}`, async () => {
      const error = await rejection((await lambdaWith(source)).invoke({}, {}));
      expect(error).to.be.instanceOf(FunctionError);
      expect(error).to.include({ errorType, message });
    });
  }

  it('names the handler file that is not there', async () => {
    const missing = await lambdaWith('', { handler: 'handlers/missing.handler' });
    const error = await rejection(missing.invoke({}, {}));
    expect(error).to.be.instanceOf(FunctionError);
    expect(error.message).to.include(join(taskRoot(), 'handlers', 'missing.js'));
  });

  it('fails when the module has no such handler', async () => {
    const missing = await lambdaWith('exports.other = async () => 1;');
    const error = await rejection(missing.invoke({}, {}));
    expect(error).to.be.instanceOf(FunctionError);
    expect(error).to.include({ errorType: 'TypeError' });
  });

  it('refuses a runtime that is not this Node.js', async () => {
    const [, major] = /(\d+)/.exec(runtime) ?? [];
    const other = `nodejs${Number(major) - 2}.x`;
    const error = await rejection(lambdaWith('', { runtime: other }));
    expect(error.message).to.include(`Expected to run on ${other}, got ${runtime}`);
  });

  describe('log', () => {
    it('has one JSON object a line, with its level', async () => {
      const logging = await lambdaWith(`
        exports.handler = async (event, { awsRequestId }) => {
          console.debug('a'); console.log('b'); console.info({ c: 1 }); console.warn('d'); console.error('e');
          return awsRequestId;
        };`);
      const before = Date.now();
      const requestId = await logging.invoke({}, {});
      await logging.stop();

      const lines = logging.log
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line));

      expect(lines.map(({ timestamp: _, ...line }) => line)).to.deep.equal([
        { level: 'DEBUG', requestId, message: 'a' },
        { level: 'INFO', requestId, message: 'b' },
        { level: 'INFO', requestId, message: { c: 1 } },
        { level: 'WARN', requestId, message: 'd' },
        { level: 'ERROR', requestId, message: 'e' },
      ]);
      for (const { timestamp } of lines) expect(Date.parse(timestamp)).to.be.within(before, Date.now());
    });

    it('has all lines of a call when the call ends, also where the process goes on', async () => {
      const logging = await lambdaWith('exports.handler = async (event) => console.info(event);');
      for (let call = 0; call < 100; call += 1) {
        logging.log = '';
        await logging.invoke({ call }, {});
        expect(JSON.parse(logging.log).message).to.deep.equal({ call });
      }
    });

    it('has what the function writes to standard output and error itself', async () => {
      const logging = await lambdaWith(`
        exports.handler = async () => { process.stdout.write('out '); process.stderr.write('err '); };`);
      await logging.invoke({}, {});
      await logging.stop();
      expect(logging.log.trim().split(' ').sort()).to.deep.equal(['err', 'out']);
    });
  });
});
