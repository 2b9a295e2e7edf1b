import { expect } from 'chai';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { centralPackage } from '../deployed.ts';
import { faultCases } from './fault-matrix.ts';
import { deservedCompliance, type FaultRun, runFaultCases } from './run-faults.ts';

describe('soak/fault-matrix', () => {
  let deployed: Package;
  let runs: readonly FaultRun[];
  before(async () => {
    deployed = await centralPackage();
    runs = await runFaultCases(deployed, faultCases);
  });

  for (const [index, { operation, name, expected, says }] of faultCases.entries()) {
    it(`${operation}: ${name}: ${expected}`, () => {
      const { accountId, complianceType, error, ...faultCase } = runs[index] as FaultRun;
      expect(complianceType).to.equal(expected === 'thrown' ? undefined : deservedCompliance(faultCase));
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
