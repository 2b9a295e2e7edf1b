import type { Fault } from '../../embedded-aws/services/fault-injection.ts';
import type { DescribedRootUser } from '../../embedded-aws/services/root-user.ts';
import type { RootCredentials } from '../../rules/root-user-mfa-enabled/verdicts.ts';
import { jsonText } from '../report/json.ts';
import type { MfaDeviceKind, Outcome, Report, ReportedEvidence } from '../report/model.ts';
import { ReportFileError } from '../report/report-files.ts';
import { INACTIVE } from './evaluate-account.ts';

/** Fields of AWS's answer, by the names that the rule gives them. */
const SUMMARY_FIELDS: Record<keyof RootCredentials, string> = {
  password: 'AccountPasswordPresent',
  accessKeys: 'AccountAccessKeysPresent',
  signingCertificates: 'AccountSigningCertificatesPresent',
};
const KINDS: Record<MfaDeviceKind, DescribedRootUser['mfaDevices'][number]> = {
  virtual: 'virtual',
  'hardware token': 'hardware',
  'passkey or security key': 'passkey',
};

/**
 * Writes what was read as an organization file, for npm start: docs/organization-file.md.
 *
 * @throws {ReportFileError} where accounts or the organization's ID are missing
 */
export function asOrganizationFile({ about, outcomes, incomplete, organization }: Report): string {
  if (organization?.id === undefined || incomplete !== undefined) {
    throw new ReportFileError(
      '--write-organization: nothing was written, because the organization is not complete',
    );
  }
  const { region, ...named } = organization;
  const isChina = region.startsWith('cn-');
  return jsonText({
    region,
    organization: named,
    parameters: Object.fromEntries(about.parameters.map((parameter) => parameter.split('=', 2))),
    accounts: outcomes.map((outcome) => ({
      id: outcome.accountId,
      name: outcome.accountName,
      ...('state' in outcome && INACTIVE.includes(outcome.state) && { suspended: true }),
      ...accountOf(outcome, isChina),
    })),
  });
}

/** What was not read is a fault, so that npm start fails where the verdict depends on it. */
function accountOf(outcome: Outcome, isChina: boolean) {
  const evidence: ReportedEvidence = 'evidence' in outcome ? outcome.evidence : {};
  const { mfaEnabled, credentials, mfaDevices, virtualMfaDevice } = evidence;
  if (mfaEnabled === undefined || credentials === undefined) {
    const nothing = { password: false, accessKeys: 0, signingCertificates: 0, mfaDevices: [] };
    return { rootUser: nothing, faults: [{ operation: 'iam:GetAccountSummary', fault: 'denied-by-role' }] };
  }
  if (isChina && !mfaEnabled && !Object.values(credentials).includes(true)) return { rootUser: null };
  const faults: Fault[] = Object.entries(SUMMARY_FIELDS)
    .filter(([name]) => credentials[name as keyof RootCredentials] === undefined)
    .map(([, field]) => ({ operation: 'iam:GetAccountSummary', fault: 'field', field }));
  if (mfaEnabled && mfaDevices === undefined && virtualMfaDevice === undefined) {
    faults.push({ operation: 'iam:ListVirtualMFADevices', fault: 'denied-by-role' });
  }
  // Some device, where MFA is on and no device was listed.
  const devices = mfaDevices?.map(({ kind }) => KINDS[kind]) ?? [virtualMfaDevice ? 'virtual' : 'passkey'];
  const rootUser: DescribedRootUser = {
    password: credentials.password === true,
    accessKeys: credentials.accessKeys ? 1 : 0,
    signingCertificates: credentials.signingCertificates ? 1 : 0,
    mfaDevices: mfaEnabled ? devices : [],
  };
  return { rootUser, ...(faults.length > 0 && { faults }) };
}
