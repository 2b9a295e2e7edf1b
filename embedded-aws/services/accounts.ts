import { iamArn } from '../../aws/account.ts';
import type { Fault } from './fault-injection.ts';
import type { Policy, TrustPolicy } from './policy.ts';
import type { RootUser } from './root-user.ts';

export interface Organization {
  readonly id: string;
  readonly managementAccountId: string;
  /** The one administrator of every service that can be delegated, such as AWS Config and IAM. */
  readonly delegatedAdministratorId?: string;
  /** Whether administrators may take sessions of members' root users; `true` by default. */
  readonly centralizedRootAccess?: boolean;
}

export interface AwsAccount {
  /** Twelve digits. */
  readonly id: string;
  readonly name: string;
  readonly partition: string;
  /** The Region of AWS Config and of the function in this account. */
  readonly region: string;
  /**
   * `null` where the account has no root user: IAM then reports none of its credentials. It changes, for everybody who
   * holds the account, when the root user changes its own credentials.
   */
  rootUser: RootUser | null;
  readonly organization: Organization | null;
  /** Whether the organization has closed or suspended the member account. */
  readonly suspended?: boolean;
  /** Whether a service control policy denies every action to the root user, and so to root sessions. */
  readonly deniesRootSessions?: boolean;
  /** The organizational units in which it is, from the highest to its own; without them it is in the root. */
  readonly units?: readonly string[];
  /** When it joined its organization. Without it, AWS Organizations does not say. */
  readonly joinedHoursAgo?: number;
  /** What is wrong with the rule, for the watch of an organization. */
  readonly rule?: 'missing' | 'silent';
  /** What is wrong with the member role, which a central function assumes. */
  readonly memberRole?: 'missing' | 'trusts-another-role';
  /** IAM users with a virtual MFA device, and the last part of its serial number. */
  readonly users: readonly IamUser[];
  /** The faults that the rule's function meets when it calls AWS. */
  readonly faults: readonly Fault[];
}

interface IamUser {
  readonly name: string;
  readonly virtualMfaDevice: string;
}

export interface Principal {
  readonly account: AwsAccount;
  readonly arn: string;
  /** STS's `UserId` for the principal. */
  readonly id: string;
  readonly policies: readonly Policy[];
  /** The ARNs by which a trust policy can name the principal. */
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

/** The management account, or a member to which administration is delegated. */
export function administersOrganization({ id, organization }: AwsAccount): boolean {
  return id === organization?.managementAccountId || id === organization?.delegatedAdministratorId;
}

/** A person who is signed in to the account and may do everything. */
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
    trustedAs: [roleArn(account, roleName), iamArn(account, 'root')],
  };
}

export function roleArn(account: AwsAccount, roleName: string): string {
  return iamArn(account, `role/${roleName}`);
}

/**
 * The role that AWS Organizations creates in each new account for the administrators of the management account.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_accounts_access-cross-account-role.html
 */
export function organizationRoles({ id, partition, organization }: AwsAccount): Role[] {
  if (organization === null || organization.managementAccountId === id) return [];
  const Principal = { AWS: iamArn({ id: organization.managementAccountId, partition }, 'root') };
  const trustPolicy: TrustPolicy = { Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole' }] };
  return [{ name: 'OrganizationAccountAccessRole', trustPolicy, policies: [ADMINISTRATOR] }];
}

/**
 * What requests about the root user's MFA devices have for a user name.
 * https://docs.aws.amazon.com/awscloudtrail/latest/userguide/cloudtrail-event-reference-aws-console-sign-in-events.html
 */
export const ROOT_USER_NAME = 'AWS ROOT USER';

export function isRootUser({ account, arn }: Principal): boolean {
  return arn === iamArn(account, 'root');
}

const READS = [
  'iam:GetUser',
  'iam:GetLoginProfile',
  'iam:ListAccessKeys',
  'iam:GetAccessKeyLastUsed',
  'iam:ListSigningCertificates',
  'iam:ListMFADevices',
];

/**
 * What a session of the root user may do, by its task policy.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/security-iam-awsmanpol.html
 */
export const ROOT_TASKS = {
  IAMAuditRootUserCredentials: ['iam:GetAccountSummary', ...READS],
  IAMDeleteRootUserCredentials: [
    ...READS,
    'iam:DeleteAccessKey',
    'iam:DeleteSigningCertificate',
    'iam:DeleteLoginProfile',
    'iam:DeactivateMFADevice',
  ],
  IAMCreateRootUserPassword: ['iam:CreateLoginProfile', 'iam:GetLoginProfile'],
} satisfies Record<string, string[]>;

/** The session that `sts:AssumeRoot` gives for a task. */
export function rootSession(account: AwsAccount, task: keyof typeof ROOT_TASKS): Principal {
  const arn = iamArn(account, 'root');
  const allowed: Policy = { Statement: [{ Effect: 'Allow', Action: ROOT_TASKS[task], Resource: '*' }] };
  return { account, arn, id: account.id, policies: [allowed], trustedAs: [arn] };
}
