import { basename } from 'node:path';
import type { ShownOutcome } from '../../embedded-aws/compliance.ts';
import type { OrganizationFile } from '../../embedded-aws/organization-file.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import type { ComplianceType } from '../../rules/contract.ts';
import type { MfaDeviceKind, Outcome, Report, ReportedEvidence } from './model.ts';

const KINDS: Readonly<Record<string, MfaDeviceKind>> = {
  virtual: 'virtual',
  hardware: 'hardware token',
  passkey: 'passkey or security key',
};

/**
 * A report on embedded accounts. AWS Config shows verdict and annotation, the function's log has the reason, and the
 * evidence is what the organization files say.
 *
 * @param shown an outcome for each account, in the order of the files
 * @param log what the function wrote in all accounts: one JSON object a line
 */
export function embeddedReport(
  shown: readonly ShownOutcome[],
  files: readonly OrganizationFile[],
  access: string,
  log: string,
): Report {
  const reasons = reasonsIn(log);
  const accounts = new Map(files.flatMap((file) => file.accounts).map((account) => [account.id, account]));
  return {
    about: {
      command: 'npm start',
      evaluatedAt: new Date(),
      scope: `Embedded accounts described in ${files.map(({ path }) => basename(path)).join(', ')}`,
      access,
      parameters: parametersOf(files),
    },
    members: new Set(accounts.keys().filter((id) => roleOf(accounts.get(id) as AwsAccount) === 'member')),
    outcomes: shown.map((outcome): Outcome => {
      if ('error' in outcome) return outcome;
      const { annotation, orderingTimestamp, ...judged } = outcome;
      const reason = reasons.get(judged.accountId);
      if (reason === undefined) {
        throw new Error(`Expected a reason for ${judged.accountId} in the log of the function, got none`);
      }
      return {
        ...judged,
        // PutEvaluations refuses any other.
        complianceType: judged.complianceType as ComplianceType,
        reason,
        annotation,
        evidence: evidenceOf(accounts.get(judged.accountId)),
        orderingTimestamp,
      };
    }),
  };
}

/** Reasons by account, from `handlers/aws-config/run-log.ts`. A process that ends can leave lines that are not JSON. */
function reasonsIn(log: string): ReadonlyMap<string, string> {
  const lines = log.split('\n').filter((line) => line.startsWith('{"') && line.endsWith('}'));
  const messages = lines.map((line) => JSON.parse(line).message).filter((message) => message?.reason);
  return new Map(messages.map(({ accountId, reason }) => [accountId, reason]));
}

function evidenceOf(account: AwsAccount | undefined): ReportedEvidence {
  if (account === undefined || account.rootUser === null) return {};
  const { password, accessKeys, signingCertificates, mfaDevices } = account.rootUser;
  const credentials = {
    password,
    accessKeys: accessKeys.length > 0,
    signingCertificates: signingCertificates.length > 0,
  };
  const devices = mfaDevices.map(({ kind }) => ({ kind: KINDS[kind] as MfaDeviceKind }));
  return devices.length === 0
    ? { mfaEnabled: false, credentials, organizationRole: roleOf(account) }
    : { mfaEnabled: true, credentials, mfaDevices: devices };
}

function roleOf({ id, organization }: AwsAccount): 'management' | 'member' | 'none' {
  if (organization === null) return 'none';
  return organization.managementAccountId === id ? 'management' : 'member';
}

/** Those that the files set; the others are as in `serverless.yml`. */
function parametersOf(files: readonly OrganizationFile[]): string[] {
  return files.flatMap(({ path, parameters }) => {
    const settings = Object.entries(parameters).map(([name, value]) => `${name}=${value}`);
    return files.length === 1 ? settings : settings.map((setting) => `${setting} (${basename(path)})`);
  });
}
