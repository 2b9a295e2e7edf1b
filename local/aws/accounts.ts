import type { Fault } from './faults.ts';
import type { Policy } from './policy.ts';

export type MfaDevice = 'virtual' | 'hardware' | 'passkey';

export interface RootUser {
  readonly password: boolean;
  readonly accessKeys: number;
  readonly signingCertificates: number;
  readonly mfaDevices: readonly MfaDevice[];
}

/** An AWS account and what is true of it. */
export interface AwsAccount {
  /** Twelve digits. */
  readonly id: string;
  readonly name: string;
  readonly partition: string;
  /** Where AWS Config and the function are in this account. */
  readonly region: string;
  /** `null`: the account has no root user, and IAM reports nothing of its credentials. */
  readonly rootUser: RootUser | null;
  readonly organization: { readonly id: string; readonly managementAccountId: string } | null;
  /** IAM users that have a virtual MFA device, and what its serial number ends in. */
  readonly users: readonly IamUser[];
  /** What goes wrong when the rule's function calls AWS. */
  readonly faults: readonly Fault[];
}

export interface IamUser {
  readonly name: string;
  readonly virtualMfaDevice: string;
}

/** Who makes a call. */
export interface Principal {
  readonly account: AwsAccount;
  readonly arn: string;
  /** STS's `UserId` for the principal. */
  readonly id: string;
  readonly policies: readonly Policy[];
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

const ADMINISTRATOR: Policy = { Statement: [{ Effect: 'Allow', Action: '*', Resource: '*' }] };

/** A person signed in to the account, who may do everything. */
export function administratorOf(account: AwsAccount): Principal {
  return roleSession(account, 'Administrator', 'local', [ADMINISTRATOR]);
}

export function roleSession(
  account: AwsAccount,
  roleName: string,
  sessionName: string,
  policies: readonly Policy[],
): Principal {
  return {
    account,
    arn: `arn:${account.partition}:sts::${account.id}:assumed-role/${roleName}/${sessionName}`,
    id: `AROAEXAMPLE${account.id.slice(0, 9)}:${sessionName}`,
    policies,
  };
}
