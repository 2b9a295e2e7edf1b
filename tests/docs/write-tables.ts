import { writeBetweenMarkers } from './between-markers.ts';
import { generatedTables } from './generated-tables.ts';

// One after the other: two tables can stand in one page.
for (const { path, name, text } of generatedTables) await writeBetweenMarkers(path, name, text);
