import { stringify } from 'csv-stringify/sync';
import { rootUserMfaEnabled } from '../../rules/root-user-mfa-enabled/rule.ts';
import { formatCounts, formatTable } from '../terminal/table.ts';
import type { Evidence, Outcome } from './evaluate-account.ts';

/** What there is to say: of one account, or of an organization. */
export interface Report {
  readonly outcomes: readonly Outcome[];
  /** Why the list of accounts broke off, if it did. */
  readonly incomplete?: string | undefined;
}

/**
 * One account a row, with a summary.
 *
 * @param columns the terminal's width, to which the last column is folded; without it nothing is
 */
export function toTable({ outcomes }: Report, columns: number | undefined): string {
  const rows = outcomes.map((outcome) => [
    outcome.accountId,
    outcome.accountName,
    stateOf(outcome),
    'reason' in outcome ? outcome.reason : '',
    'error' in outcome ? outcome.error : 'evidence' in outcome ? describe(outcome.evidence) : '',
  ]);
  const [only] = outcomes;
  const parts = [
    formatTable(['ACCOUNT', 'NAME', 'COMPLIANCE', 'REASON', 'EVIDENCE'], rows, columns),
    ...(outcomes.length === 1 && only !== undefined && 'annotation' in only ? [only.annotation] : []),
    formatCounts(outcomes.map(stateOf)),
    'Nothing was changed or reported. --json and --csv hold the annotations, each with the next action.',
  ];
  return `${parts.join('\n\n')}\n`;
}

/** One JSON document; `docs/dry-run.md` has its shape. */
export function toJson({ outcomes, incomplete }: Report): string {
  const document = {
    rule: rootUserMfaEnabled.name,
    evaluations: outcomes.filter((outcome) => 'complianceType' in outcome),
    notEvaluated: outcomes.filter((outcome) => 'state' in outcome),
    failures: outcomes.filter((outcome) => 'error' in outcome),
    ...(incomplete !== undefined && { incomplete }),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}

/** One account a line. Spreadsheets take no account name for a formula. */
export function toCsv({ outcomes }: Report): string {
  const records = outcomes.map((outcome) => {
    const evidence: Evidence = 'evidence' in outcome ? outcome.evidence : {};
    return {
      ...outcome,
      ...evidence,
      ...evidence.credentials,
      mfaDevices: evidence.mfaDevices?.map(({ kind }) => kind).join('; '),
    };
  });
  return stringify(records, {
    header: true,
    columns: [
      ...['accountId', 'accountName', 'complianceType', 'reason', 'annotation'],
      ...['mfaEnabled', 'password', 'accessKeys', 'signingCertificates'],
      ...['virtualMfaDevice', 'mfaDevices', 'mfaDevicesError', 'organizationRole', 'state', 'error'],
    ],
    cast: { boolean: String },
    escape_formulas: true,
  });
}

/** A verdict, `FAILED`, or the state in which the organization has the account. */
export function stateOf(outcome: Outcome): string {
  if ('error' in outcome) return 'FAILED';
  return 'state' in outcome ? outcome.state : outcome.complianceType;
}

function describe({ mfaEnabled, credentials, ...evidence }: Evidence): string {
  const present = Object.entries(credentials ?? {}).filter(([, value]) => value === true);
  const missing = Object.entries(credentials ?? {}).filter(([, value]) => value === undefined);
  const devices = evidence.mfaDevices?.map(({ kind }) => kind).join(', ');
  return [
    mfaEnabled === true ? 'MFA on' : 'MFA off',
    devices,
    evidence.virtualMfaDevice === true && devices === undefined && 'virtual device',
    evidence.virtualMfaDevice === false && devices === undefined && 'no virtual device',
    present.length === 0 && missing.length === 0 ? 'no credentials' : words(present),
    missing.length > 0 && `not reported: ${words(missing)}`,
    evidence.organizationRole !== undefined && ROLES[evidence.organizationRole],
    evidence.mfaDevicesError !== undefined && `devices not listed: ${evidence.mfaDevicesError}`,
  ]
    .filter((part) => typeof part === 'string' && part !== '')
    .join('; ');
}

const ROLES = { management: 'management account', member: 'member account', none: 'in no organization' };

/** `accessKeys` becomes `access keys`. */
function words(entries: readonly (readonly [string, unknown])[]): string {
  return entries.map(([name]) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)).join(', ');
}
