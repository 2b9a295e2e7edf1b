import { IAM } from '@aws-sdk/client-iam';
import { AWSOrganizationsNotInUseException, Organizations } from '@aws-sdk/client-organizations';
import type { Aws } from '../../aws/call.ts';
import { cannotTell, confirmed, differs, type Statement } from './statement.ts';

/** Keys about the root user. `AccountMFAEnabled` and the password are flags, the others counts. */
const COUNTS = ['AccountAccessKeysPresent', 'AccountSigningCertificatesPresent'];
const CREDENTIALS = ['AccountPasswordPresent', ...COUNTS];

export const iamStatements: readonly Statement[] = [
  {
    id: 'account-summary',
    says: 'GetAccountSummary has AccountMFAEnabled and the three keys of root credentials, as flags and counts',
    actions: ['iam:GetAccountSummary'],
    async check(aws) {
      const kinds = await readKinds(aws, ['AccountMFAEnabled', ...CREDENTIALS]);
      const where = `in the partition ${aws.account.partition}`;
      const wrong = kinds.filter(({ kind }) => kind === 'missing' || kind === 'odd');
      return wrong.length === 0 ? confirmed(where) : differs(`${where}: ${inWords(wrong)}`);
    },
  },
  {
    id: 'govcloud-password',
    says: 'In AWS GovCloud (US), AccountPasswordPresent is 0 or left out, because the root user has no console password',
    actions: ['iam:GetAccountSummary'],
    check: (aws) => checkAbsent(aws, 'aws-us-gov', 'AWS GovCloud (US)', ['AccountPasswordPresent']),
  },
  {
    id: 'china-summary',
    says: 'In the China Regions, the keys of root credentials are 0 or left out, because accounts have no root user',
    actions: ['iam:GetAccountSummary'],
    check: (aws) => checkAbsent(aws, 'aws-cn', 'a China Region', CREDENTIALS),
  },
  {
    id: 'virtual-mfa-owners',
    says: 'ListVirtualMFADevices names the owner of each assigned device by the ARN of a root user or an IAM user',
    actions: ['iam:ListVirtualMFADevices'],
    async check({ call, clientConfig }) {
      const iam = new IAM(clientConfig);
      // The first page is enough to see the shape.
      const { VirtualMFADevices: devices } = await call('iam:ListVirtualMFADevices', (options) =>
        iam.listVirtualMFADevices({ AssignmentStatus: 'Assigned' }, options),
      );
      if (devices === undefined) return differs('the answer has no list of devices');
      if (devices.length === 0) return cannotTell('no virtual MFA device is assigned in the account');
      const owners = devices.map(({ User }) => User?.Arn ?? '');
      const odd = owners.filter((arn) => !/^arn:aws[a-z-]*:iam::[0-9]{12}:(root|user\/.+)$/.test(arn)).length;
      if (odd > 0) return differs(`${odd} of ${owners.length} devices name no such owner`);
      const ofRoot = owners.filter((arn) => arn.endsWith(':root')).length;
      return confirmed(`${owners.length} devices, ${ofRoot} of the root user`);
    },
  },
  {
    id: 'organization-role',
    says: 'DescribeOrganization answers in every account, and tells the management account from a member',
    actions: ['organizations:DescribeOrganization'],
    check({ account, call, clientConfig }) {
      const organizations = new Organizations(clientConfig);
      return call('organizations:DescribeOrganization', async (options) => {
        try {
          const { Organization } = await organizations.describeOrganization({}, options);
          const managementId = Organization?.MasterAccountId;
          if (managementId === undefined) return differs('the answer has no MasterAccountId');
          return confirmed(managementId === account.id ? 'in a management account' : 'in a member account');
        } catch (error) {
          if (!(error instanceof AWSOrganizationsNotInUseException)) throw error;
          return confirmed('in an account in no organization');
        }
      });
    },
  },
];

/** What stands at each key, in a word: `missing`, `0`, `1`, `more` or `odd`. */
async function readKinds({ call, clientConfig }: Aws, keys: readonly string[]) {
  const iam = new IAM(clientConfig);
  const { SummaryMap = {} } = await call('iam:GetAccountSummary', (options) =>
    iam.getAccountSummary({}, options),
  );
  const summary: Readonly<Record<string, unknown>> = SummaryMap;
  return keys.map((key) => ({ key, kind: kindOf(summary[key], COUNTS.includes(key)) }));
}

function kindOf(value: unknown, isCount: boolean): string {
  if (value === undefined) return 'missing';
  if (value === 0 || value === 1) return `${value}`;
  return isCount && Number.isSafeInteger(value) && Number(value) > 1 ? 'more' : 'odd';
}

const inWords = (kinds: Awaited<ReturnType<typeof readKinds>>) =>
  kinds.map(({ key, kind }) => `${key} is ${kind}`).join(', ');

/** Whether the keys are 0 or left out in a partition. */
async function checkAbsent(aws: Aws, partition: string, place: string, keys: readonly string[]) {
  if (aws.account.partition !== partition) return cannotTell(`the account is not in ${place}`);
  const kinds = await readKinds(aws, keys);
  const isAbsent = kinds.every(({ kind }) => kind === '0' || kind === 'missing');
  return isAbsent ? confirmed(inWords(kinds)) : differs(inWords(kinds));
}
