import { expect } from 'chai';
import { readOrganizationFiles } from '../../embedded-aws/organization-file.ts';
import { file, folderOfFiles, refusal } from './organization-file-fixture.ts';

const partitions: Record<string, string> = {
  'us-east-1': 'aws',
  'ap-southeast-5': 'aws',
  'cn-northwest-1': 'aws-cn',
  'us-gov-east-1': 'aws-us-gov',
  'us-iso-east-1': 'aws-iso',
  'eusc-de-east-1': 'aws-eusc',
};

/** Nowhere, nowhere yet, nowhere in particular, or no Region at all. */
const noRegions = [
  'us-east-9',
  'aws-global',
  'aws-cn-global',
  'cn-north-9',
  'us-gov-north-1',
  'US-EAST-1',
  'Oregon',
  '',
];

describe('embedded-aws/organization-file', () => {
  const { writeJson } = folderOfFiles();

  describe('reads', () => {
    for (const [region, partition] of Object.entries(partitions)) {
      it(`${region} as a Region of ${partition}`, async () => {
        const [read] = await readOrganizationFiles([await writeJson('region.json', { ...file, region })]);
        expect(read?.accounts[0]).to.include({ region, partition });
      });
    }
  });

  describe('refuses', () => {
    for (const region of noRegions) {
      it(`the Region "${region}"`, async () => {
        const path = await writeJson('region.json', { ...file, region });
        expect(await refusal(path)).to.equal(
          `${path}.region: expected an AWS Region such as eu-central-1, got "${region}"`,
        );
      });
    }
  });
});
