import { expectShape } from '../../../aws/expect.ts';
import { type RootUserEvidence, rootUserMfaEnabled } from '../../../rules/root-user-mfa-enabled/rule.ts';
import type { RootCredentials } from '../../../rules/root-user-mfa-enabled/verdicts.ts';

/** What an account answers, and how the rule is set. A credential that is not named is not there. */
export interface World extends Partial<RootCredentials> {
  readonly partition?: string;
  readonly mfa?: boolean;
  /** Left out where the rule must not ask. */
  readonly virtualDevice?: boolean;
  readonly role?: 'management' | 'member' | 'none';
  readonly parameters?: object;
}

const BARE = { partition: 'aws', mfa: false, password: false, accessKeys: false, signingCertificates: false };

export async function evaluate(world: World, root = evidenceOf(world)) {
  const parameters = expectShape('rule parameters', rootUserMfaEnabled.parameters, world.parameters ?? {});
  return rootUserMfaEnabled.evaluate(root, parameters);
}

/** Evidence of which only that may be asked on which the verdict depends. */
export function evidenceOf(world: World, reads: string[] = []): RootUserEvidence {
  const { partition, mfa, virtualDevice, role, parameters: _, ...credentials } = { ...BARE, ...world };
  const give = async <Value>(what: string, value: Value | undefined): Promise<Value> => {
    if (value === undefined) throw new Error(`The rule asked for ${what} without need`);
    reads.push(what);
    return value;
  };
  return {
    partition,
    accountSummary: () => give('the summary', { mfaEnabled: mfa, credentials }),
    hasVirtualMfaDevice: () => give('the virtual MFA devices', virtualDevice),
    organizationRole: () => give('the organization', role),
  };
}
