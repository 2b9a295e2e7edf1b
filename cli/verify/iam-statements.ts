import { GetAccountSummaryCommand, IAMClient, ListVirtualMFADevicesCommand } from '@aws-sdk/client-iam';
import {
  AWSOrganizationsNotInUseException,
  DescribeOrganizationCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { Aws } from '../../aws/call.ts';
import { cannotTell, confirmed, differs, type Statement } from './statement.ts';

/** The keys about the root user, with the kind of value that IAM documents. */
const SUMMARY_KEYS = {
  AccountMFAEnabled: 'flag',
  AccountPasswordPresent: 'flag',
  AccountAccessKeysPresent: 'count',
  AccountSigningCertificatesPresent: 'count',
} as const;

type SummaryKey = keyof typeof SUMMARY_KEYS;

const CREDENTIAL_KEYS = Object.keys(SUMMARY_KEYS).filter(
  (key) => key !== 'AccountMFAEnabled',
) as SummaryKey[];

async function readSummary({ call, clientConfig }: Aws): Promise<Readonly<Record<string, unknown>>> {
  const iam = new IAMClient(clientConfig);
  const { SummaryMap = {} } = await call('iam:GetAccountSummary', (options) =>
    iam.send(new GetAccountSummaryCommand({}), options),
  );
  return SummaryMap;
}

/** What stands at a key, in a word. */
function kindAt(
  summary: Readonly<Record<string, unknown>>,
  key: SummaryKey,
): 'missing' | 'odd' | '0' | '1' | 'more' {
  const value = summary[key];
  if (value === undefined) return 'missing';
  if (value === 0 || value === 1) return value === 0 ? '0' : '1';
  return SUMMARY_KEYS[key] === 'count' && Number.isSafeInteger(value) && Number(value) > 1 ? 'more' : 'odd';
}

const accountSummary: Statement = {
  id: 'account-summary',
  says: 'GetAccountSummary has AccountMFAEnabled and the three keys of root credentials, as flags and counts',
  actions: ['iam:GetAccountSummary'],
  async check(aws) {
    const summary = await readSummary(aws);
    const wrong = (Object.keys(SUMMARY_KEYS) as SummaryKey[])
      .map((key) => [key, kindAt(summary, key)] as const)
      .filter(([, kind]) => kind === 'missing' || kind === 'odd');
    if (wrong.length === 0) return confirmed(`in the partition ${aws.account.partition}`);
    const found = wrong.map(([key, kind]) => `${key} is ${kind}`).join(', ');
    return differs(`in the partition ${aws.account.partition}: ${found}`);
  },
};

const govCloudPassword: Statement = {
  id: 'govcloud-password',
  says: 'In AWS GovCloud (US), AccountPasswordPresent is 0 or left out, because the root user has no console password',
  actions: ['iam:GetAccountSummary'],
  async check(aws) {
    if (aws.account.partition !== 'aws-us-gov') return cannotTell('the account is not in AWS GovCloud (US)');
    const kind = kindAt(await readSummary(aws), 'AccountPasswordPresent');
    return kind === '0' || kind === 'missing' ? confirmed(`it is ${kind}`) : differs(`it is ${kind}`);
  },
};

const chinaSummary: Statement = {
  id: 'china-summary',
  says: 'In the China Regions, the keys of root credentials are 0 or left out, because accounts have no root user',
  actions: ['iam:GetAccountSummary'],
  async check(aws) {
    if (aws.account.partition !== 'aws-cn') return cannotTell('the account is not in a China Region');
    const summary = await readSummary(aws);
    const found = CREDENTIAL_KEYS.map((key) => [key, kindAt(summary, key)] as const);
    const detail = found.map(([key, kind]) => `${key} is ${kind}`).join(', ');
    const isEmpty = found.every(([, kind]) => kind === '0' || kind === 'missing');
    return isEmpty ? confirmed(detail) : differs(detail);
  },
};

const virtualMfaOwners: Statement = {
  id: 'virtual-mfa-owners',
  says: 'ListVirtualMFADevices names the owner of each assigned device by the ARN of a root user or an IAM user',
  actions: ['iam:ListVirtualMFADevices'],
  async check({ call, clientConfig }) {
    const iam = new IAMClient(clientConfig);
    // The first page is enough to see the shape.
    const command = new ListVirtualMFADevicesCommand({ AssignmentStatus: 'Assigned' });
    const { VirtualMFADevices: devices } = await call('iam:ListVirtualMFADevices', (options) =>
      iam.send(command, options),
    );
    if (devices === undefined) return differs('the answer has no list of devices');
    if (devices.length === 0) return cannotTell('no virtual MFA device is assigned in the account');
    const odd = devices.filter(
      ({ User }) => !/^arn:aws[a-z-]*:iam::[0-9]{12}:(root|user\/.+)$/.test(User?.Arn ?? ''),
    );
    if (odd.length > 0) return differs(`${odd.length} of ${devices.length} devices name no such owner`);
    const ofRoot = devices.filter(({ User }) => User?.Arn?.endsWith(':root')).length;
    return confirmed(`${devices.length} devices, ${ofRoot} of the root user`);
  },
};

const organizationRole: Statement = {
  id: 'organization-role',
  says: 'DescribeOrganization answers in every account, and tells the management account from a member',
  actions: ['organizations:DescribeOrganization'],
  async check({ account, call, clientConfig }) {
    const organizations = new OrganizationsClient(clientConfig);
    return call('organizations:DescribeOrganization', async (options) => {
      try {
        const answer = await organizations.send(new DescribeOrganizationCommand({}), options);
        const managementId = answer.Organization?.MasterAccountId;
        if (managementId === undefined) return differs('the answer has no MasterAccountId');
        return confirmed(managementId === account.id ? 'in a management account' : 'in a member account');
      } catch (error) {
        if (error instanceof AWSOrganizationsNotInUseException)
          return confirmed('in an account in no organization');
        throw error;
      }
    });
  },
};

export const iamStatements = [
  accountSummary,
  govCloudPassword,
  chinaSummary,
  virtualMfaOwners,
  organizationRole,
];
