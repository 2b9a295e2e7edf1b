import manifest from '../../package.json' with { type: 'json' };
import { rootUserMfaEnabled } from '../../rules/root-user-mfa-enabled/rule.ts';
import { describeEvidence } from './describe-evidence.ts';
import { guideFor } from './guidance.ts';
import { jsonText } from './json.ts';
import { inOrderOfAction, type Outcome, type Report, stateOf } from './model.ts';

/** `compliance.status_id` and `severity_id`, with their captions. */
const STATUS: Readonly<
  Record<string, readonly [id: number, status: string, severityId: number, severity: string]>
> = {
  COMPLIANT: [1, 'Pass', 1, 'Informational'],
  FAILED: [2, 'Warning', 0, 'Unknown'],
  NON_COMPLIANT: [3, 'Fail', 4, 'High'],
  EXCLUDED: [99, 'EXCLUDED', 1, 'Informational'],
  INTERRUPTED: [99, 'INTERRUPTED', 1, 'Informational'],
  NOT_APPLICABLE: [99, 'NOT_APPLICABLE', 1, 'Informational'],
};

/**
 * A Compliance Finding of the Open Cybersecurity Schema Framework for each account with or without a verdict, as a JSON
 * array. https://schema.ocsf.io/1.5.0/classes/compliance_finding
 */
export function toOcsf({ about, outcomes }: Report): string {
  const told = inOrderOfAction(outcomes).filter((outcome) => stateOf(outcome) in STATUS);
  return jsonText(told.map((outcome) => finding(outcome, about.evaluatedAt.getTime())));
}

function finding(outcome: Outcome, time: number) {
  const { accountId, accountName } = outcome;
  const [statusId, status, severityId, severity] = STATUS[stateOf(outcome)] as (typeof STATUS)[string];
  const message = messageOf(outcome);
  return {
    activity_id: 1,
    activity_name: 'Create',
    category_name: 'Findings',
    category_uid: 2,
    class_name: 'Compliance Finding',
    class_uid: 2003,
    cloud: {
      provider: 'AWS',
      account: { uid: accountId, name: accountName, type: 'AWS Account', type_id: 10 },
    },
    compliance: {
      control: rootUserMfaEnabled.name,
      status,
      status_id: statusId,
      ...('complianceType' in outcome
        ? { status_code: outcome.reason, status_detail: describeEvidence(outcome.evidence) }
        : { status_code: stateOf(outcome) }),
    },
    finding_info: {
      uid: `${rootUserMfaEnabled.name}/${accountId}`,
      title: rootUserMfaEnabled.title,
      created_time: time,
    },
    message,
    metadata: {
      product: { name: manifest.name, version: manifest.version, vendor_name: manifest.name },
      profiles: ['cloud'],
      version: '1.5.0',
    },
    resources: [{ uid: accountId, name: accountName, type: rootUserMfaEnabled.resourceType }],
    ...('complianceType' in outcome &&
      outcome.complianceType === 'NON_COMPLIANT' && {
        remediation: { desc: message, references: [guideFor(outcome.reason).url] },
      }),
    severity,
    severity_id: severityId,
    time,
    type_name: 'Compliance Finding: Create',
    type_uid: 200301,
  };
}

function messageOf(outcome: Outcome): string {
  if ('error' in outcome) return outcome.error;
  if ('complianceType' in outcome) return outcome.annotation;
  return `The account was not evaluated: ${stateOf(outcome).toLowerCase()}.`;
}
