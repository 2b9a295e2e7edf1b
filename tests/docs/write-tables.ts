import { packageFunction } from '../../embedded-aws/lambda/package.ts';
import { writeBetweenMarkers } from './between-markers.ts';
import { costTables } from './cost-tables.ts';
import { generatedTables } from './generated-tables.ts';

const deployed = await packageFunction();
// One after the other: two tables can stand in one page.
for (const { path, name, text } of [...generatedTables, ...costTables(deployed)]) {
  await writeBetweenMarkers(path, name, text);
}
deployed.remove();
