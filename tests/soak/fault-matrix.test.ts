import { expect } from 'chai';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { centralPackage } from '../deployed.ts';
import { faultCases } from './fault-matrix.ts';
import { expectedCompliance, type FaultRun, runFaultCases } from './run-faults.ts';

describe('soak/fault-matrix', () => {
  let deployed: Package;
  let runs: readonly FaultRun[];
  before(async () => {
    deployed = await centralPackage();
    runs = await runFaultCases(deployed, faultCases);
  });

  for (const [index, { operation, name, expected, says }] of faultCases.entries()) {
    it(`${operation}: ${name}: ${expected}`, () => {
      const run = runs[index] as FaultRun;
      const { accountId, complianceType, error } = run;
      expect(complianceType).to.equal(expectedCompliance(run));
      if (expected === 'survived') return expect(error).to.equal(undefined);
      expect(error).to.match(new RegExp(`^No verdict for account ${accountId}\\. .*${operation}`, 's'));
      return expect(error).to.match(says ?? /^$/);
    });
  }

  it('has every case once', () => {
    const names = faultCases.map(({ operation, name }) => `${operation} ${name}`);
    expect(names).to.have.length(new Set(names).size);
  });
});
