import { expect } from 'chai';
import * as v from 'valibot';
import { toOcsf } from '../../../cli/report/ocsf.ts';
import { aReport, excluded, HOSTILE_NAMES, interrupted, nonCompliant, oneOfEach } from './report-fixture.ts';

const integer = v.pipe(v.number(), v.integer());
/** `status` and `severity` have to be the captions that the schema gives to their ids, unless the id is 99. */
const CAPTIONS: Record<'status' | 'severity', Record<number, string>> = {
  status: { 0: 'Unknown', 1: 'Pass', 2: 'Warning', 3: 'Fail' },
  severity: { 0: 'Unknown', 1: 'Informational', 2: 'Low', 3: 'Medium', 4: 'High', 5: 'Critical', 6: 'Fatal' },
};

/**
 * The class and its objects as OCSF 1.5.0 publishes them, as far as findings use them: no attribute that the schema does
 * not have, each of its type, none missing that is required. https://schema.ocsf.io/1.5.0/classes/compliance_finding
 */
const complianceFinding = v.strictObject({
  activity_id: v.literal(1),
  activity_name: v.literal('Create'),
  category_name: v.literal('Findings'),
  category_uid: v.literal(2),
  class_name: v.literal('Compliance Finding'),
  class_uid: v.literal(2003),
  cloud: v.strictObject({
    provider: v.string(),
    account: v.strictObject({
      uid: v.string(),
      name: v.string(),
      type: v.literal('AWS Account'),
      type_id: v.literal(10),
    }),
  }),
  compliance: v.strictObject({
    control: v.string(),
    status: v.string(),
    status_id: v.picklist([0, 1, 2, 3, 99]),
    status_code: v.string(),
    status_detail: v.optional(v.string()),
  }),
  finding_info: v.strictObject({ uid: v.string(), title: v.string(), created_time: integer }),
  message: v.string(),
  metadata: v.strictObject({
    product: v.strictObject({ name: v.string(), version: v.string(), vendor_name: v.string() }),
    profiles: v.tuple([v.literal('cloud')]),
    version: v.literal('1.5.0'),
  }),
  remediation: v.optional(v.strictObject({ desc: v.string(), references: v.array(v.string()) })),
  resources: v.array(v.strictObject({ uid: v.string(), name: v.string(), type: v.string() })),
  severity: v.string(),
  severity_id: v.picklist([0, 1, 2, 3, 4, 5, 6, 99]),
  time: integer,
  type_name: v.literal('Compliance Finding: Create'),
  type_uid: v.literal(200301),
});

type Finding = v.InferOutput<typeof complianceFinding>;

describe('cli/report/ocsf', () => {
  const findings = () => JSON.parse(toOcsf(aReport([...oneOfEach, excluded, interrupted])));

  it('keeps to the schema of the class', () => {
    for (const finding of findings()) {
      const { output, issues } = v.safeParse(complianceFinding, finding);
      expect(issues?.map(({ message }) => message)).to.equal(undefined);
      const { compliance, severity, severity_id } = output as Finding;
      expect(CAPTIONS.severity[severity_id]).to.equal(severity);
      if (compliance.status_id !== 99)
        expect(CAPTIONS.status[compliance.status_id]).to.equal(compliance.status);
    }
  });

  it('has a finding for each account that its organization has not closed, with its status', () => {
    const statuses = findings().map(({ cloud, compliance, severity }: Finding) => [
      cloud.account.name,
      compliance.status,
      compliance.status_code,
      severity,
    ]);
    expect(statuses).to.deep.equal([
      ['payments', 'Fail', 'credentials-without-mfa', 'High'],
      ['new', 'Warning', 'FAILED', 'Unknown'],
      ['security', 'Pass', 'mfa-enabled', 'Informational'],
      ['sandbox', 'NOT_APPLICABLE', 'member-without-credentials', 'Informational'],
      ['left out', 'EXCLUDED', 'EXCLUDED', 'Informational'],
      ['late', 'INTERRUPTED', 'INTERRUPTED', 'Informational'],
    ]);
  });

  it('says when, why and what to do', () => {
    const [finding] = findings();
    expect(finding).to.deep.include({
      time: Date.parse('2026-07-13T21:50:00.373Z'),
      message: nonCompliant().annotation,
      remediation: {
        desc: nonCompliant().annotation,
        references: ['https://docs.aws.amazon.com/IAM/latest/UserGuide/enable-mfa-for-root.html'],
      },
    });
    expect(finding.compliance.status_detail).to.equal('MFA off; password');
    expect(findings().at(-1).message).to.equal('The account was not evaluated: interrupted.');
    expect(finding.finding_info.uid).to.equal('root-user-mfa-enabled/444455556666');
  });

  it('has remediation for a NON_COMPLIANT account only', () => {
    const mended = findings().filter((finding: object) => 'remediation' in finding);
    expect(mended.map(({ cloud }: Finding) => cloud.account.name)).to.deep.equal(['payments']);
  });

  for (const [kind, accountName] of Object.entries(HOSTILE_NAMES)) {
    it(`holds a name as it is: ${kind}`, () => {
      const [finding] = JSON.parse(toOcsf(aReport([nonCompliant({ accountName })])));
      expect(finding.cloud.account.name).to.equal(accountName);
    });
  }
});
