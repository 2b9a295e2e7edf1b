import { packageFunction } from '../embedded-aws/lambda/package.ts';
import { HELP, readOptions } from './cost/cost-options.ts';
import { toJson, toText } from './cost/cost-report.ts';
import { estimate, offeredWays } from './cost/estimate.ts';
import { measure, storeMeasurement } from './cost/measure.ts';
import { readTemplates } from './cost/templates.ts';
import { printError } from './terminal/command-end.ts';
import { Progress } from './terminal/progress.ts';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') {
    process.stdout.write(HELP);
    return;
  }
  const { demand, way, json } = options;
  const progress = new Progress();
  progress.show('Packaging the function');
  const deployed = await packageFunction({ frequency: demand.frequency });
  try {
    if (options.measure) {
      progress.show('Measuring');
      const measurement = await measure(deployed, new Date(), 5);
      await storeMeasurement(measurement);
      progress.stop();
      process.stdout.write(`${JSON.stringify(measurement, null, 2)}\n`);
      return;
    }
    const templates = readTemplates(deployed);
    const ways = way === undefined ? offeredWays(templates, demand) : [way];
    const estimates = ways.map((name) => estimate(name, templates, demand));
    progress.stop();
    process.stdout.write(json ? toJson(estimates, demand) : toText(estimates, demand));
  } finally {
    progress.stop();
    deployed.remove();
  }
}

try {
  await main();
} catch (error) {
  process.exitCode = printError(error);
}
