import { stringify } from 'csv-stringify/sync';
import { visibleText } from '../../watch/visible-text.ts';
import { deviceKinds } from './describe-evidence.ts';
import type { Evidence, Report } from './model.ts';

/** One account a line. Texts from outside are shown as in the table, and no spreadsheet takes one for a formula. */
export function toCsv({ outcomes }: Report): string {
  const records = outcomes.map((outcome) => {
    const evidence: Evidence = 'evidence' in outcome ? outcome.evidence : {};
    return {
      ...outcome,
      ...evidence,
      ...evidence.credentials,
      mfaDevices: deviceKinds(evidence).replaceAll(', ', '; '),
    };
  });
  return stringify(records, {
    header: true,
    columns: [
      ...['accountId', 'accountName', 'complianceType', 'reason', 'annotation'],
      ...['mfaEnabled', 'password', 'accessKeys', 'signingCertificates'],
      ...['virtualMfaDevice', 'mfaDevices', 'mfaDevicesError', 'organizationRole', 'state', 'error'],
    ],
    cast: { boolean: String, string: (text) => visibleText(text).trim() },
    // A text stays in its cell also where a spreadsheet splits lines at `;` or a tab.
    quoted_match: /[;\t]/,
    escape_formulas: true,
  });
}
