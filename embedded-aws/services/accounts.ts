import type { Fault } from './fault-injection.ts';
import type { Policy, TrustPolicy } from './policy.ts';

export type MfaDevice = 'virtual' | 'hardware' | 'passkey';

export interface RootUser {
  readonly password: boolean;
  readonly accessKeys: number;
  readonly signingCertificates: number;
  readonly mfaDevices: readonly MfaDevice[];
}

export interface Organization {
  readonly id: string;
  readonly managementAccountId: string;
  /** For AWS Config, IAM and all else that can be delegated. */
  readonly delegatedAdministratorId?: string;
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
  readonly organization: Organization | null;
  /** Of a member account that its organization has closed or suspended. */
  readonly suspended?: boolean;
  /** When it joined its organization; AWS Organizations does not say where it is left out. */
  readonly joinedHoursAgo?: number;
  /** What is wrong with the rule here, for the watch of an organization. */
  readonly rule?: 'missing' | 'silent';
  /** What is wrong with the role that a central function assumes here. */
  readonly memberRole?: 'missing' | 'trusts-another-role';
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
  /** As trust policies may name it. */
  readonly trustedAs: readonly string[];
}

export interface Role {
  readonly name: string;
  readonly trustPolicy: TrustPolicy;
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
  const { id, partition } = account;
  return {
    account,
    arn: `arn:${partition}:sts::${id}:assumed-role/${roleName}/${sessionName}`,
    id: `AROAEXAMPLE${id.slice(0, 9)}:${sessionName}`,
    policies,
    trustedAs: [roleArn(account, roleName), `arn:${partition}:iam::${id}:root`],
  };
}

export function roleArn({ id, partition }: AwsAccount, roleName: string): string {
  return `arn:${partition}:iam::${id}:role/${roleName}`;
}

/**
 * The role with which AWS Organizations lets the management account's administrators into an account that it creates.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access-cross-account-role.html
 */
export function organizationAccountAccessRole({ partition }: AwsAccount, organization: Organization): Role {
  const Principal = { AWS: `arn:${partition}:iam::${organization.managementAccountId}:root` };
  return {
    name: 'OrganizationAccountAccessRole',
    trustPolicy: { Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] },
    policies: [ADMINISTRATOR],
  };
}

/** https://docs.aws.amazon.com/aws-managed-policy/latest/reference/IAMAuditRootUserCredentials.html */
const AUDIT_ROOT_USER: Policy = {
  Statement: [
    {
      Effect: 'Allow',
      Action: [
        'iam:GetAccountSummary',
        'iam:GetUser',
        'iam:GetLoginProfile',
        'iam:ListMFADevices',
        'iam:ListAccessKeys',
        'iam:GetAccessKeyLastUsed',
        'iam:ListSigningCertificates',
      ],
      Resource: '*',
    },
  ],
};

/** What `sts:AssumeRoot` gives for the task of auditing the root user. */
export function rootSession(account: AwsAccount): Principal {
  const arn = `arn:${account.partition}:iam::${account.id}:root`;
  return { account, arn, id: account.id, policies: [AUDIT_ROOT_USER], trustedAs: [arn] };
}
