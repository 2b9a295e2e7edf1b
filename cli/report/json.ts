import { rootUserMfaEnabled } from '../../rules/root-user-mfa-enabled/rule.ts';
import { visibleJson } from '../../watch/visible-text.ts';
import { groupsOf, type Report } from './model.ts';

/** The document of `npm run evaluate -- --json`: docs/dry-run.md. */
export function toJson({ outcomes, incomplete, changes }: Report): string {
  const { notEvaluated, failed } = groupsOf(outcomes);
  return jsonText({
    rule: rootUserMfaEnabled.name,
    evaluations: outcomes.filter((outcome) => 'complianceType' in outcome),
    notEvaluated,
    failures: failed,
    incomplete,
    changes: changes && {
      new: [...changes.appeared],
      solved: changes.solved.map(({ accountId }) => accountId),
      unknown: changes.unknown,
    },
  });
}

/** A JSON text that a terminal shows and does not obey. */
export function jsonText(document: object): string {
  return `${visibleJson(JSON.stringify(document, null, 2))}\n`;
}
