import { packageFunction } from '../../embedded-aws/lambda/package.ts';
import { writeBetweenMarkers } from './between-markers.ts';
import { costTables } from './cost-tables.ts';
import { type GeneratedTable, generatedTables } from './generated-tables.ts';

// One after the other: two tables can stand in one page. The tables of the rules come first: they need no package.
await write(generatedTables);
const deployed = await packageFunction();
await write(costTables(deployed));
deployed.remove();

async function write(tables: readonly GeneratedTable[]): Promise<void> {
  for (const { path, name, text } of tables) await writeBetweenMarkers(path, name, text);
}
