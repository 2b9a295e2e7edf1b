import { GetAccountSummaryCommand, IAMClient, ListVirtualMFADevicesCommand } from '@aws-sdk/client-iam';
import {
  AWSOrganizationsNotInUseException,
  DescribeOrganizationCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import type { Aws } from '../../aws/call.ts';
import { cannotTell, confirmed, differs, type Statement } from './statement.ts';

/** Keys about the root user. `AccountMFAEnabled` and the password are flags, the others counts. */
const COUNTS = ['AccountAccessKeysPresent', 'AccountSigningCertificatesPresent'];
const CREDENTIALS = ['AccountPasswordPresent', ...COUNTS];

/** What stands at each key, in a word: `missing`, `0`, `1`, `more` or `odd`. */
async function readKinds({ call, clientConfig }: Aws, keys: readonly string[]) {
  const iam = new IAMClient(clientConfig);
  const { SummaryMap = {} } = await call('iam:GetAccountSummary', (options) =>
    iam.send(new GetAccountSummaryCommand({}), options),
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

const accountSummary: Statement = {
  id: 'account-summary',
  says: 'GetAccountSummary has AccountMFAEnabled and the three keys of root credentials, as flags and counts',
  actions: ['iam:GetAccountSummary'],
  async check(aws) {
    const kinds = await readKinds(aws, ['AccountMFAEnabled', ...CREDENTIALS]);
    const wrong = kinds.filter(({ kind }) => kind === 'missing' || kind === 'odd');
    const where = `in the partition ${aws.account.partition}`;
    return wrong.length === 0 ? confirmed(where) : differs(`${where}: ${inWords(wrong)}`);
  },
};

/** The keys are 0 or left out in a partition. */
function absent(
  partition: string,
  place: string,
  keys: readonly string[],
  statement: Pick<Statement, 'id' | 'says'>,
): Statement {
  return {
    ...statement,
    actions: ['iam:GetAccountSummary'],
    async check(aws) {
      if (aws.account.partition !== partition) return cannotTell(`the account is not in ${place}`);
      const kinds = await readKinds(aws, keys);
      const isAbsent = kinds.every(({ kind }) => kind === '0' || kind === 'missing');
      return isAbsent ? confirmed(inWords(kinds)) : differs(inWords(kinds));
    },
  };
}

const govCloudPassword = absent('aws-us-gov', 'AWS GovCloud (US)', ['AccountPasswordPresent'], {
  id: 'govcloud-password',
  says: 'In AWS GovCloud (US), AccountPasswordPresent is 0 or left out, because the root user has no console password',
});

const chinaSummary = absent('aws-cn', 'a China Region', CREDENTIALS, {
  id: 'china-summary',
  says: 'In the China Regions, the keys of root credentials are 0 or left out, because accounts have no root user',
});

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
