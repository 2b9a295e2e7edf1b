/** Stands for the tests of a suite that this machine cannot run. The reporter accepts no other test that does not run. */
export function skipped(reason: string): void {
  it(`is skipped: ${reason}`, function () {
    this.skip();
  });
}
