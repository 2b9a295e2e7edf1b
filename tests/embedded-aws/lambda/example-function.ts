import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LambdaFunction, LambdaProcess } from '../../../embedded-aws/lambda/lambda-process.ts';
import { temporaryFolder } from '../fixtures.ts';

export const runtime = `nodejs${process.versions.node.split('.')[0]}.x`;
export const arn = 'arn:aws:lambda:eu-central-1:111122223333:function:example';

/** Lets each test of the suite that calls this write a function of its own, and run it. */
export function functionOfEachTest() {
  let taskRoot: string;
  let lambda: LambdaProcess | undefined;

  beforeEach(async () => {
    taskRoot = await temporaryFolder();
  });

  afterEach(async () => {
    await lambda?.stop();
    lambda = undefined;
    await rm(taskRoot, { recursive: true });
  });

  /** A function whose handler file has the given text. */
  async function lambdaWith(source: string, changes: Partial<LambdaFunction> = {}): Promise<LambdaProcess> {
    await mkdir(join(taskRoot, 'handlers'));
    await writeFile(join(taskRoot, 'handlers', 'example.js'), source);
    lambda = new LambdaProcess({
      name: 'example',
      arn,
      handler: 'handlers/example.handler',
      runtime,
      memoryMb: 256,
      timeoutSeconds: 20,
      environment: {},
      taskRoot,
      ...changes,
    });
    return lambda;
  }

  return { lambdaWith, taskRoot: () => taskRoot };
}
