import { stringify } from 'csv-stringify/sync';
import { visibleText } from '../../watch/visible-text.ts';
import { deviceKinds } from './describe-evidence.ts';
import type { Report, ReportedEvidence } from './model.ts';

/** The beginning of a formula behind a separator, and behind the blanks and quotation marks that spreadsheets skip. */
const FORMULA_BEHIND_SEPARATOR = /([,;\t])(?=[\s"]*[=+\-@\uff1d\uff0b\uff0d\uff20])/g;

/** One account a line. Texts from outside are shown as in the table, and no spreadsheet takes one for a formula. */
export function toCsv({ outcomes }: Report): string {
  const records = outcomes.map((outcome) => {
    const evidence: ReportedEvidence = 'evidence' in outcome ? outcome.evidence : {};
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
    cast: { boolean: String, string: oneCell },
    // A text stays in its cell also for a reader that finds out by itself what separates the cells.
    quoted_match: /[;\t]/,
    escape_formulas: true,
  });
}

/**
 * Where a spreadsheet splits lines at `;` or a tab, as in many countries, quotation marks behind a comma mean nothing
 * to it: what follows a separator begins a cell.
 */
function oneCell(text: string): string {
  return visibleText(text).trim().replaceAll(FORMULA_BEHIND_SEPARATOR, "$1'");
}
