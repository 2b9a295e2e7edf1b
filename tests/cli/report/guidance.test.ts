import { expect } from 'chai';
import { FURTHER_READING, guideFor, guidesFor, inWords } from '../../../cli/report/guidance.ts';
import { rootUserMfaEnabled } from '../../../rules/root-user-mfa-enabled/rule.ts';

describe('cli/report/guidance', () => {
  it('has a page of AWS for the next step of each NON_COMPLIANT verdict', () => {
    const general = guideFor('a reason that is not known');
    for (const [reason, { complianceType }] of Object.entries(rootUserMfaEnabled.verdicts)) {
      if (complianceType === 'NON_COMPLIANT') expect(guideFor(reason), reason).to.not.equal(general);
    }
  });

  it('leads to central deletion first for a member account, where that mends it', () => {
    for (const reason of ['credentials-without-mfa', 'virtual-mfa-assigned']) {
      const [central, own] = guidesFor(reason, { isMember: true });
      expect(central?.title).to.equal('Delete root credentials centrally (npm run delete:root-credentials)');
      expect(own).to.equal(guideFor(reason));
      expect(guidesFor(reason, { isMember: false })).to.deep.equal([guideFor(reason)]);
    }
    const keys = 'govcloud-credentials-without-mfa';
    expect(guidesFor(keys, { isMember: true })).to.deep.equal([guideFor(keys)]);
  });

  it('has a text for each reason of the rule, and for nothing else', () => {
    for (const reason of Object.keys(rootUserMfaEnabled.verdicts))
      expect(inWords(reason), reason).to.match(/^[A-Z]/);
    expect(inWords('a reason that is not known')).to.equal('');
  });

  it('links to AWS only', () => {
    for (const { url } of FURTHER_READING) expect(url).to.match(/^https:\/\/docs\.aws\.amazon\.com\/IAM\//);
  });
});
