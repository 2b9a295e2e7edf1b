// Runs in a fresh process: loads a handler, lets it reach its first verdict, and prints what that cost as one line of
// JSON. JavaScript, and nothing loaded beside the handler, so that the figures are the handler's own.
import { createRequire } from 'node:module';

const [file, name] = process.argv.slice(2);
const { event, functionArn } = JSON.parse(process.env.BENCH_INPUT);
const context = { invokedFunctionArn: functionArn, getRemainingTimeInMillis: () => 60_000 };
console.info = () => {};

const start = performance.now();
const { [name]: handler } = createRequire(import.meta.url)(file);
const loaded = performance.now();
const loadedKb = process.resourceUsage().maxRSS;
await handler(event, context);
const reported = performance.now();

const { user, system } = process.cpuUsage();
process.stdout.write(
  JSON.stringify({
    loadMs: loaded - start,
    verdictMs: reported - start,
    cpuMs: (user + system) / 1000,
    loadedMb: loadedKb / 1024,
    peakMb: process.resourceUsage().maxRSS / 1024,
  }),
);
process.exit();
