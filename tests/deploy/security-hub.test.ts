import { expect } from 'chai';
import { rootUserMfaEnabled as rule } from '../../rules/root-user-mfa-enabled/rule.ts';
import { template } from '../project-files.ts';

describe('deploy/security-hub.yml', () => {
  const { Parameters, Resources } = template('deploy/security-hub.yml');
  const { Criteria, Actions } = Resources.CriticalRootUserFindings.Properties;

  it("finds failed findings by the beginning of the rule's name", () => {
    expect(Parameters.RuleName.Default).to.equal(rule.name);
    expect(Criteria).to.deep.equal({
      ProductName: [{ Comparison: 'EQUALS', Value: 'Config' }],
      Title: [
        { Comparison: 'PREFIX', Value: 'RuleName' },
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of CloudFormation
        { Comparison: 'PREFIX', Value: 'OrgConfigRule-${RuleName}' },
      ],
      ComplianceStatus: [{ Comparison: 'EQUALS', Value: 'FAILED' }],
      RecordState: [{ Comparison: 'EQUALS', Value: 'ACTIVE' }],
    });
  });

  it('makes them critical, with a note of at most 512 characters', () => {
    const [{ FindingFieldsUpdate }] = Actions;
    expect(FindingFieldsUpdate.Severity).to.deep.equal({ Label: 'CRITICAL' });
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of CloudFormation
    const [text, rest] = FindingFieldsUpdate.Note.Text.trim().split('${RemediationUrl}');
    expect(rest).to.equal('');
    expect(text.length + Parameters.RemediationUrl.MaxLength).to.be.at.most(512);
  });
});
