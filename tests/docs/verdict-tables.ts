import * as v from 'valibot';
import { leftScope } from '../../handlers/aws-config/run-rule.ts';
import { annotationOf, type Rule, type VerdictRow } from '../../rules/contract.ts';
import { markdownTable } from './markdown-table.ts';

/** Facts for rows whose words name them, by rule, or by reason: each gives an example of the annotation. */
const EXAMPLES: Readonly<Record<string, readonly object[]>> = {
  'root-user-mfa-enabled': [{ password: true }, { accessKeys: true }],
  'govcloud-credentials-without-mfa': [{ accessKeys: true }],
};

type AnyRule = Pick<Rule<never, unknown>, 'name' | 'verdicts' | 'parameters'>;

/** The verdict table of a rule, in Markdown. An asterisk marks what a rule parameter can change. */
export function verdictTable({ verdicts, parameters }: AnyRule): string {
  const defaults = v.parse(parameters, {}) as Readonly<Record<string, unknown>>;
  const rows = Object.entries(verdicts).map(([reason, { when, complianceType }]) => {
    const verdict =
      typeof complianceType === 'string' ? complianceType : `${defaults[complianceType.parameter]} *`;
    return [when, verdict, `\`${reason}\``];
  });
  return markdownTable(
    ['state', 'verdict', 'reason'],
    [
      ...rows,
      ['The account left the scope of the rule', leftScope.complianceType, `\`${leftScope.reason}\``],
      ['AWS refuses a call, does not answer it, or leaves something out', 'none: the function fails', ''],
    ],
  );
}

/** The annotations of a rule, in Markdown: one line for each example where a row names facts. */
export function annotationTable({ name, verdicts }: AnyRule): string {
  const rows = Object.entries(verdicts).flatMap(([reason, row]) => {
    const annotations = (EXAMPLES[reason] ?? EXAMPLES[name] ?? [{}]).map((facts) =>
      annotationOf(row as VerdictRow<object>, facts),
    );
    return [...new Set(annotations)].map((annotation) => [`\`${reason}\``, annotation]);
  });
  return markdownTable(
    ['reason', 'annotation'],
    [...rows, [`\`${leftScope.reason}\``, leftScope.annotation]],
  );
}
