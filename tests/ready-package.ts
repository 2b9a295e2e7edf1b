/**
 * Loaded before everything else into what a command starts: where that is `serverless package` with the parameters of
 * the package that the tests have made, it copies that package instead. Any other call of Serverless stays as it is.
 */
import { copyFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';

const { READY_PACKAGE: ready = '', READY_PACKAGE_PARAMS: params } = process.env;
const [, program = '', command, ...args] = process.argv;

if (basename(program) === 'serverless' && command === 'package') {
  const options = { package: { type: 'string' }, param: { type: 'string', multiple: true } } as const;
  const { package: folder = '', param = [] } = parseArgs({ args, options }).values;
  if (JSON.stringify(param) === params) {
    const files = readdirSync(ready, { withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { name } of files) copyFileSync(join(ready, name), join(folder, name));
    process.exit();
  }
}
