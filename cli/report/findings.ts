import { type CauseGroup, groupByCause } from '../../watch/group-by-cause.ts';
import { type Guide, guidesFor, inWords } from './guidance.ts';
import { type Evaluated, groupsOf, type Report, riskOf } from './model.ts';

/** NON_COMPLIANT accounts with one reason and one next step. */
export interface Finding extends CauseGroup<Evaluated> {
  readonly reason: string;
  readonly reasonInWords: string;
  readonly guides: readonly Guide[];
}

/** The findings of a report, the highest risk first; of one risk, those of member accounts last. */
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
    .toSorted((one, other) => riskOf(first(one)) - riskOf(first(other)));
}

function first({ accounts }: CauseGroup<Evaluated>): Evaluated {
  return accounts[0] as Evaluated;
}
