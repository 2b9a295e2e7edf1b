import type { Fault } from '../../embedded-aws/services/fault-injection.ts';
import type { DescribedRootUser } from '../../embedded-aws/services/root-user.ts';
import type { RootCredentials } from '../../rules/root-user-mfa-enabled/verdicts.ts';
import { jsonText } from '../report/json.ts';
import type { MfaDeviceKind, Outcome, Report, ReportedEvidence } from '../report/model.ts';
import { ReportFileError } from '../report/report-files.ts';

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

/** An account of an organization file, as far as a dry run has read it. */
interface ReadAccount {
  readonly rootUser: DescribedRootUser | null;
  /** What was not read is a fault, so that npm start fails where the verdict depends on it. */
  readonly faults?: readonly Fault[];
}

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
      ...('state' in outcome && { suspended: true }),
      ...accountOf(outcome, isChina),
    })),
  });
}

function accountOf(outcome: Outcome, isChina: boolean): ReadAccount {
  const { mfaEnabled, credentials, ...evidence } = 'evidence' in outcome ? outcome.evidence : {};
  if (mfaEnabled === undefined || credentials === undefined) {
    const nothing = { password: false, accessKeys: 0, signingCertificates: 0, mfaDevices: [] };
    return { rootUser: nothing, faults: [{ operation: 'iam:GetAccountSummary', fault: 'denied-by-role' }] };
  }
  if (isChina && !mfaEnabled && !Object.values(credentials).includes(true)) return { rootUser: null };
  const rootUser = {
    password: credentials.password === true,
    accessKeys: credentials.accessKeys === true ? 1 : 0,
    signingCertificates: credentials.signingCertificates === true ? 1 : 0,
    mfaDevices: mfaEnabled ? devicesOf(evidence) : [],
  };
  const faults = [...missingCredentials(credentials), ...(mfaEnabled ? missingDevices(evidence) : [])];
  return { rootUser, ...(faults.length > 0 && { faults }) };
}

/** Some device, where MFA is on and no device was listed. */
function devicesOf({ mfaDevices, virtualMfaDevice }: ReportedEvidence): DescribedRootUser['mfaDevices'] {
  if (mfaDevices !== undefined) return mfaDevices.map(({ kind }) => KINDS[kind]);
  return [virtualMfaDevice === true ? 'virtual' : 'passkey'];
}

function missingDevices({ mfaDevices, virtualMfaDevice }: ReportedEvidence): Fault[] {
  if (mfaDevices !== undefined || virtualMfaDevice !== undefined) return [];
  return [{ operation: 'iam:ListVirtualMFADevices', fault: 'denied-by-role' }];
}

/** What IAM did not report. */
function missingCredentials(credentials: RootCredentials): Fault[] {
  return (Object.keys(SUMMARY_FIELDS) as (keyof RootCredentials)[])
    .filter((name) => credentials[name] === undefined)
    .map((name) => ({ operation: 'iam:GetAccountSummary', fault: 'field', field: SUMMARY_FIELDS[name] }));
}
