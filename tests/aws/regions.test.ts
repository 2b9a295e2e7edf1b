import { expect } from 'chai';
import { isRegion } from '../../aws/regions.ts';

describe('aws/regions', () => {
  for (const region of ['eu-central-1', 'us-gov-west-1', 'cn-north-1']) {
    it(`knows ${region}`, () => expect(isRegion(region)).to.equal(true));
  }

  for (const other of ['', 'Frankfurt', 'eu-central', 'eu-central-99', 'aws-global', 'aws-cn-global']) {
    it(`does not take "${other}" for a Region`, () => expect(isRegion(other)).to.equal(false));
  }
});
