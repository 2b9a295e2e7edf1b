/** Loaded before a command that is measured: writes its peak memory in kB to file descriptor 3 when it ends. */
import { writeSync } from 'node:fs';

process.on('exit', () => {
  writeSync(3, `${process.resourceUsage().maxRSS}`);
});
