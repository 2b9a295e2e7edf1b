import { packageFunction } from '../embedded-aws/lambda/package.ts';
import { type Context, runCommand } from './command.ts';
import { COST, type Options } from './cost/cost-options.ts';
import { toJson, toText } from './cost/cost-report.ts';
import { estimate, offeredWays } from './cost/estimate.ts';
import { measure, storeMeasurement } from './cost/measure.ts';
import { readTemplates } from './cost/templates.ts';

async function cost(
  { demand, way, json, measure: isMeasured }: Options,
  { progress }: Context,
): Promise<number> {
  progress.show('Packaging the function');
  const deployed = await packageFunction({ frequency: demand.frequency });
  try {
    if (isMeasured) {
      progress.show('Measuring');
      const measurement = await measure(deployed, new Date(), 5);
      await storeMeasurement(measurement);
      progress.stop();
      process.stdout.write(`${JSON.stringify(measurement, null, 2)}\n`);
      return 0;
    }
    const templates = readTemplates(deployed);
    const ways = way === undefined ? offeredWays(templates, demand) : [way];
    const estimates = ways.map((name) => estimate(name, templates, demand));
    progress.stop();
    process.stdout.write(json ? toJson(estimates, demand) : toText(estimates, demand));
    return 0;
  } finally {
    progress.stop();
    deployed.remove();
  }
}

await runCommand(COST, cost);
