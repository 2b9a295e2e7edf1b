import { rootUserMfaEnabled } from '../../rules/root-user-mfa-enabled/rule.ts';

const BOOLEANS = [true, false];
const PARTITIONS = ['aws', 'aws-us-gov', 'aws-cn'];
const ROLES = ['management', 'member', 'none'] as const;

/**
 * AWS Config keeps the annotation of a verdict and not its reason. Asks the rule for the verdict on each combination of
 * evidence, so that the reason is the rule's own.
 */
export async function reasonsByAnnotation(): Promise<ReadonlyMap<string, string>> {
  const reasons = new Map<string, string>();
  for (const { allowVirtualMfa, allowMemberCredentials, root } of combinations()) {
    const verdict = await rootUserMfaEnabled.evaluate(root, {
      allowVirtualMfa,
      allowMemberCredentials,
      credentialFreeCompliance: 'NOT_APPLICABLE',
    });
    reasons.set(verdict.annotation, verdict.reason);
  }
  return reasons;
}

function* combinations() {
  for (const [allowVirtualMfa, allowMemberCredentials] of [
    [true, true],
    [false, true],
    [true, false],
  ] as const)
    for (const mfaEnabled of BOOLEANS)
      for (const virtual of BOOLEANS)
        for (const credentials of credentialCombinations())
          for (const partition of PARTITIONS)
            for (const role of ROLES)
              yield {
                allowVirtualMfa,
                allowMemberCredentials,
                root: {
                  partition,
                  accountSummary: async () => ({ mfaEnabled, credentials }),
                  hasVirtualMfaDevice: async () => virtual,
                  organizationRole: async () => role,
                },
              };
}

function* credentialCombinations() {
  for (const password of BOOLEANS)
    for (const accessKeys of BOOLEANS)
      for (const signingCertificates of BOOLEANS) yield { password, accessKeys, signingCertificates };
}
