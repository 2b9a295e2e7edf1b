// Node.js hands this variable down to every process that a test starts, and each writes a megabyte of coverage.
// Coverage counts what runs in the tests' own process, which has read the variable by now.
delete process.env['NODE_V8_COVERAGE'];
