import { packageFunction } from '../../embedded-aws/lambda/package.ts';
import { writeBetweenMarkers } from './between-markers.ts';
import { generatedTables } from './generated-tables.ts';
import { timelineTable } from './timeline.ts';

// One after the other: two tables can stand in one page.
for (const { path, name, text } of generatedTables) await writeBetweenMarkers(path, name, text);

const deployed = await packageFunction();
const { path, name, text } = await timelineTable(deployed);
await writeBetweenMarkers(path, name, text);
deployed.remove();
