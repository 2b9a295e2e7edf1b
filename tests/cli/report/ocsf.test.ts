import { expect } from 'chai';
import { type Outcome, stateOf } from '../../../cli/report/model.ts';
import { toOcsf } from '../../../cli/report/ocsf.ts';
import manifest from '../../../package.json' with { type: 'json' };
import * as report from './report-fixture.ts';

const high = { severity: 'High', severity_id: 4 };
const unknown = { severity: 'Unknown', severity_id: 0 };
const informational = { severity: 'Informational', severity_id: 1 };
const compliant = report.compliant();
const notApplicable = report.notApplicable();
const nonCompliant = report.nonCompliant();
const remediation = {
  desc: nonCompliant.annotation,
  references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html'],
};

type Attributes = Record<string, unknown>;

/** The captions are those that the schema gives to their ids; the id 99 has captions of its own. */
const findings: [Outcome, compliance: Attributes, others: Attributes][] = [
  [
    { ...nonCompliant, evidence: { mfaEnabled: false } },
    { status: 'Fail', status_id: 3, status_code: nonCompliant.reason, status_detail: 'MFA off' },
    { ...high, message: nonCompliant.annotation, remediation },
  ],
  [
    report.failed({ error: 'Denied.' }),
    { status: 'Warning', status_id: 2, status_code: 'FAILED' },
    { ...unknown, message: 'Denied.' },
  ],
  [
    { ...compliant, evidence: {} },
    { status: 'Pass', status_id: 1, status_code: compliant.reason, status_detail: '' },
    { ...informational, message: compliant.annotation },
  ],
  [
    { ...notApplicable, evidence: {} },
    { status: 'NOT_APPLICABLE', status_id: 99, status_code: notApplicable.reason, status_detail: '' },
    { ...informational, message: notApplicable.annotation },
  ],
  ...[report.excluded, report.interrupted].map((outcome): [Outcome, Attributes, Attributes] => {
    const state = stateOf(outcome);
    return [
      outcome,
      { status: state, status_id: 99, status_code: state },
      { ...informational, message: `The account was not evaluated: ${state.toLowerCase()}.` },
    ];
  }),
];

describe('cli/report/ocsf', () => {
  for (const [outcome, compliance, others] of findings) {
    // Each attribute is one of the class in OCSF 1.5.0, and none is missing that it requires:
    // https://schema.ocsf.io/1.5.0/classes/compliance_finding
    it(`makes a finding of an account that is ${compliance['status_code']}`, () => {
      const { accountId: uid, accountName: name } = outcome;
      const time = Date.parse('2026-07-13T21:50:00.373Z');
      expect(JSON.parse(toOcsf(report.aReport([outcome])))).to.deep.equal([
        {
          activity_id: 1,
          activity_name: 'Create',
          category_name: 'Findings',
          category_uid: 2,
          class_name: 'Compliance Finding',
          class_uid: 2003,
          cloud: { provider: 'AWS', account: { uid, name, type: 'AWS Account', type_id: 10 } },
          compliance: { control: 'root-user-mfa-enabled', ...compliance },
          finding_info: {
            uid: `root-user-mfa-enabled/${uid}`,
            title: 'Root user has MFA enabled, or no credentials that MFA could protect',
            created_time: time,
          },
          metadata: {
            product: { name: manifest.name, version: manifest.version, vendor_name: manifest.name },
            profiles: ['cloud'],
            version: '1.5.0',
          },
          resources: [{ uid, name, type: 'AWS::::Account' }],
          time,
          type_name: 'Compliance Finding: Create',
          type_uid: 200301,
          ...others,
        },
      ]);
    });
  }

  it('has a finding for each account that its organization has not closed, the most urgent first', () => {
    const found: { resources: { name: string }[] }[] = JSON.parse(toOcsf(report.wholeReport));
    expect(found.map(({ resources }) => resources[0]?.name)).to.deep.equal([
      ...['a member', 'payments', 'new', 'security', 'sandbox', 'left out', 'late'],
    ]);
  });
});
