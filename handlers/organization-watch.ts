import type { Context } from 'aws-lambda';
import { runWatch } from './organization-watch/run-watch.ts';

export const handler = (_event: unknown, context: Context) => runWatch(context);
