// Runs the bundle of the watch once, as Lambda does, and prints what it took as JSON. Argument: the unpacked zip.
import { createRequire } from 'node:module';

const { handler } = createRequire(import.meta.url)(`${process.argv[2]}/handlers/organization-watch.js`);
console.warn = console.info = () => {};
const startedAt = performance.now();
const cpuBefore = process.cpuUsage();
const accounts = await handler(
  {},
  { invokedFunctionArn: process.env['FUNCTION_ARN'], getRemainingTimeInMillis: () => 900_000 },
);
const { user, system } = process.cpuUsage(cpuBefore);
const seconds = (performance.now() - startedAt) / 1000;
const peakMb = process.resourceUsage().maxRSS / 1024;
process.stdout.write(JSON.stringify({ accounts, seconds, cpuSeconds: (user + system) / 1e6, peakMb }));
process.exit(0);
