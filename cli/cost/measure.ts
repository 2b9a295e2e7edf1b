import { writeFile } from 'node:fs/promises';
import { cpus, type } from 'node:os';
import { fileURLToPath } from 'node:url';
import { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { readOrganizationFiles } from '../../embedded-aws/organization-file.ts';
import type { Measurement } from './assumptions.ts';

const SAMPLE = fileURLToPath(import.meta.resolve('../../embedded-aws/samples/organization.json'));
/**
 * Evaluates each account of the sample organization in new processes.
 *
 * @param runs of each account
 */
export async function measure(deployed: Package, now: Date, runs: number): Promise<Measurement> {
  const files = await readOrganizationFiles([SAMPLE]);
  const seconds: number[] = [];
  let calls = 0;
  let logBytes = 0;
  for (const { accounts, parameters } of files) {
    for (const account of accounts) {
      for (let run = 0; run < runs; run += 1) {
        let called = 0;
        let log = '';
        const aws = await EmbeddedAws.start(deployed, {
          onRequest: () => {
            called += 1;
          },
          onLog: (text) => {
            log += text;
          },
        });
        aws.deploy(account, parameters);
        const start = performance.now();
        await aws.evaluate(account);
        seconds.push((performance.now() - start) / 1000);
        await aws.close();
        calls = Math.max(calls, called);
        logBytes = Math.max(logBytes, Buffer.byteLength(log));
      }
    }
  }
  return { measured: describe(now), seconds: Number(Math.min(...seconds).toFixed(3)), calls, logBytes };
}

export async function storeMeasurement(measurement: Measurement): Promise<void> {
  const url = new URL('measurement.json', import.meta.url);
  await writeFile(url, `${JSON.stringify(measurement, null, 2)}\n`);
}

function describe(now: Date): string {
  const cpu = cpus();
  return `${now.toISOString().slice(0, 10)}; ${type()} ${process.arch}, ${cpu.length} × ${cpu[0]?.model.trim()}; Node.js ${process.versions.node}`;
}
