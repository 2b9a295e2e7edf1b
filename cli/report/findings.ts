import { type CauseGroup, groupByCause } from '../../watch/group-by-cause.ts';
import { type Guide, guidesFor, inWords } from './guidance.ts';
import { type Evaluated, groupsOf, type Report } from './model.ts';

/** NON_COMPLIANT accounts with one reason and one next step. */
export interface Finding extends CauseGroup<Evaluated> {
  readonly reason: string;
  readonly reasonInWords: string;
  readonly guides: readonly Guide[];
}

/** The findings of a report, the highest risk first. */
export function findingsOf({ outcomes, members = new Set() }: Report): Finding[] {
  const { nonCompliant } = groupsOf(outcomes);
  return [false, true]
    .flatMap((isMember) => {
      const accounts = nonCompliant.filter(({ accountId }) => members.has(accountId) === isMember);
      return groupByCause(accounts, ({ annotation }) => annotation).map((group) => {
        const { reason } = first(group);
        return { ...group, reason, reasonInWords: inWords(reason), guides: guidesFor(reason, { isMember }) };
      });
    })
    .toSorted((one, other) => nonCompliant.indexOf(first(one)) - nonCompliant.indexOf(first(other)));
}

function first({ accounts }: CauseGroup<Evaluated>): Evaluated {
  return accounts[0] as Evaluated;
}
