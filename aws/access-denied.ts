/** IAM and STS answer with AccessDenied, Amazon SNS with AuthorizationErrorException, the others with AccessDeniedException. */
export function isAccessDenied({ name }: Error): boolean {
  return /^(AccessDenied|AuthorizationError)(Exception)?$/.test(name);
}

/** @param action as IAM names it, such as `iam:GetAccountSummary` */
export function adviceOnAccessDenied(action: string): string {
  return `Allow ${action} to the principal that AWS names, or find the policy of the organization that denies it.`;
}
