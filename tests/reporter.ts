import Mocha from 'mocha';

const { constants } = Mocha.Runner;

/** What forbid-pending calls; the declarations leave out its last argument, which fails also a test that does not run. */
interface Failing {
  fail(test: Mocha.Test, error: Error, force: true): void;
}

/** A dot for each test, then the failures, the skipped tests with their reasons, and one line that counts them all. */
export default class Reporter extends Mocha.reporters.Dot {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const failing = runner as unknown as Failing;
    const skipped: string[] = [];
    runner.on(constants.EVENT_TEST_PENDING, (test) => {
      if (test.title.startsWith('is skipped: ')) skipped.push(test.fullTitle());
      else failing.fail(test, new Error('Expected a test that runs, got one without code or to skip'), true);
    });
    runner.once(constants.EVENT_RUN_END, () => {
      for (const title of skipped) process.stdout.write(`${title}\n`);
      const { passes, failures } = this.stats;
      process.stdout.write(`${passes} passed, ${failures} failed, ${skipped.length} skipped\n`);
    });
  }
}
