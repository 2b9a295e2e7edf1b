import { groupByCause } from '../../watch/group-by-cause.ts';
import type { Row } from './accounts-table.ts';

/** Puts rows together of which the same is said, but for their account's own id: the text stands once, above all of them. */
export function groupRows(rows: readonly Row[]): Row[] {
  const accounts = rows.map((row) => ({ accountId: row.id, row }));
  return groupByCause(accounts, ({ row }) => row.text ?? '').flatMap(({ text, accounts: members }) => {
    const [first, ...others] = members.map(({ row }) => ({ ...row, text: undefined })) as [Row, ...Row[]];
    if (others.length === 0 || text === '') return [{ ...first, text }, ...others];
    return [{ ...first, above: `The next ${members.length} accounts: ${text}` }, ...others];
  });
}
