import { expect } from 'chai';
import { RESOURCE_PRICES } from '../../../cli/cost/resource-prices.ts';
import { isCharged } from '../../../cli/cost/stack-usage.ts';
import { deployFiles, readTemplates } from '../../../cli/cost/templates.ts';
import type { Template } from '../../../embedded-aws/cloudformation/template.ts';
import { readTemplateFile } from '../../../embedded-aws/cloudformation/template-file.ts';
import { deployedPackage } from '../../deployed.ts';

const typesOf = ({ Resources }: Template) => [...new Set(Object.values(Resources).map(({ Type }) => Type))];

describe('cli/cost: resource prices', () => {
  it('has one for every resource of the compiled template', async () => {
    const { account, stackSet } = readTemplates(await deployedPackage());
    expect(typesOf(account)).to.include.members(['AWS::Lambda::Function', 'AWS::CloudWatch::Alarm']);
    expect(RESOURCE_PRICES).to.include.keys(typesOf(account));
    expect(RESOURCE_PRICES).to.include.keys(typesOf(stackSet));
  });

  for (const file of deployFiles()) {
    it(`has one for every resource of deploy/${file}`, () => {
      expect(RESOURCE_PRICES).to.include.keys(typesOf(readTemplateFile(file)));
    });
  }

  for (const [type, price] of Object.entries(RESOURCE_PRICES)) {
    if (isCharged(price)) continue;
    it(`says why ${type} costs nothing or is not counted, and where that is from`, () => {
      expect('free' in price ? price.free : price.notCounted)
        .to.be.a('string')
        .and.not.equal('');
      expect(price.source).to.match(/^https:\/\/aws\.amazon\.com\//);
    });
  }
});
