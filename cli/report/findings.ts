import { guidesFor } from './guidance.ts';
import { type Evaluated, groupsOf, type Report } from './model.ts';

/** NON_COMPLIANT accounts with one reason and one next step. */
export type Finding = ReturnType<typeof findingsOf>[number];

/** The findings of a report, the highest risk first. */
export function findingsOf({ outcomes, members = new Set() }: Report) {
  const groups = Map.groupBy(groupsOf(outcomes).nonCompliant, ({ accountId, annotation }) =>
    JSON.stringify([members.has(accountId), annotation]),
  );
  return [...groups.values()].map((accounts) => {
    const { accountId, reason, annotation } = accounts[0] as Evaluated;
    return {
      accounts,
      reason,
      text: annotation,
      guides: guidesFor(reason, { isMember: members.has(accountId) }),
    };
  });
}
