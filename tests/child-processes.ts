/** What the processes that a test starts inherit. Mocha loads this before the tests: .mocharc.yml. */
import { fileURLToPath } from 'node:url';

// Each would write a megabyte of coverage. Coverage counts what runs in the tests' own process, which has read it by now.
delete process.env['NODE_V8_COVERAGE'];

// A command that starts for the second time need not be compiled again.
process.env['NODE_COMPILE_CACHE'] ??= fileURLToPath(new URL('../node_modules/.cache/node', import.meta.url));
