import { PassThrough } from 'node:stream';
import type { Screen } from '../../../cli/terminal/accounts-table.ts';

/** A stream of this width. */
export const aScreen = (columns?: number, isTTY = false): Screen =>
  Object.assign(new PassThrough(), { columns, isTTY });
