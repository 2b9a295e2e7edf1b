import { expect } from 'chai';
import { FURTHER_READING, guideFor } from '../../../cli/report/guidance.ts';
import { reasonsByAnnotation } from '../../../cli/report/reasons-by-annotation.ts';
import { rootUserMfaEnabled } from '../../../rules/root-user-mfa-enabled/rule.ts';

const none = { password: false, accessKeys: false, signingCertificates: false };

/** The reasons of NON_COMPLIANT verdicts, as the rule gives them. */
async function nonCompliantReasons(): Promise<Set<string>> {
  const reasons = new Set<string>();
  for (const partition of ['aws', 'aws-us-gov', 'aws-cn'])
    for (const role of ['management', 'member', 'none'] as const)
      for (const [mfaEnabled, credentials] of [
        [true, none],
        [false, none],
        [false, { ...none, accessKeys: true }],
      ] as const)
        for (const allowMemberCredentials of [true, false]) {
          const { complianceType, reason } = await rootUserMfaEnabled.evaluate(
            {
              partition,
              accountSummary: async () => ({ mfaEnabled, credentials }),
              hasVirtualMfaDevice: async () => true,
              organizationRole: async () => role,
            },
            { allowVirtualMfa: false, allowMemberCredentials, credentialFreeCompliance: 'NOT_APPLICABLE' },
          );
          if (complianceType === 'NON_COMPLIANT') reasons.add(reason);
        }
  return reasons;
}

describe('cli/report/guidance', () => {
  it('has a page of AWS for the next step of each NON_COMPLIANT verdict', async () => {
    const reasons = await nonCompliantReasons();
    expect(reasons.size).to.be.at.least(6);
    const general = guideFor('a reason that is not known');
    for (const reason of reasons) expect(guideFor(reason), reason).to.not.equal(general);
  });

  it('links to AWS only', () => {
    for (const { url } of FURTHER_READING) expect(url).to.match(/^https:\/\/docs\.aws\.amazon\.com\/IAM\//);
  });
});

describe('cli/report/reasons-by-annotation', () => {
  it('knows a reason for every annotation of the rule', async () => {
    const reasons = await reasonsByAnnotation();
    // Seven sets of credentials in a member and elsewhere, three in GovCloud, and one annotation for each other reason.
    expect(reasons.size).to.equal(7 * 2 + 3 + 8);
    expect(new Set(reasons.values()).size).to.equal(11);
  });
});
