import type { AwsAccount } from './accounts.ts';
import { administersOrganization } from './sts.ts';
import { AwsError } from './wire.ts';

type Input = Readonly<Record<string, unknown>>;

/**
 * Operations of AWS Organizations: https://docs.aws.amazon.com/organizations/latest/APIReference/
 * Each gets the caller's account and all accounts of the embedded AWS.
 */
export const organizations: Record<
  string,
  (account: AwsAccount, input: Input, all: readonly AwsAccount[]) => unknown
> = {
  DescribeOrganization({ organization, partition }) {
    if (organization === null) throw notInUse();
    const { id, managementAccountId } = organization;
    const arn = `arn:${partition}:organizations::${managementAccountId}`;
    return {
      Organization: {
        Id: id,
        Arn: `${arn}:organization/${id}`,
        FeatureSet: 'ALL',
        MasterAccountArn: `${arn}:account/${id}/${managementAccountId}`,
        MasterAccountId: managementAccountId,
        MasterAccountEmail: 'management@example.com',
        AvailablePolicyTypes: [],
      },
    };
  },

  /** At most 20 accounts a page. AWS retired `Status` on 2026-09-09; only `State` is left. */
  ListAccounts(account, input, all) {
    if (account.organization === null) throw notInUse();
    if (!administersOrganization(account)) {
      throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");
    }
    const { id, managementAccountId } = account.organization;
    const arn = `arn:${account.partition}:organizations::${managementAccountId}:account/${id}`;
    const start = wholeNumber('NextToken', input['NextToken'] ?? 0, 0, Number.MAX_SAFE_INTEGER);
    const end = start + wholeNumber('MaxResults', input['MaxResults'] ?? 20, 1, 20);
    const members = all.filter(({ organization }) => organization?.id === id);
    return {
      Accounts: members.slice(start, end).map((member) => ({
        Id: member.id,
        Arn: `${arn}/${member.id}`,
        Name: member.name,
        Email: `${member.id}@example.com`,
        State: member.suspended === true ? 'SUSPENDED' : 'ACTIVE',
        JoinedMethod: 'CREATED',
        ...(member.joinedHoursAgo !== undefined && {
          JoinedTimestamp: Math.round(Date.now() / 1000 - member.joinedHoursAgo * 3600),
        }),
      })),
      ...(end < members.length && { NextToken: `${end}` }),
    };
  },
};

function notInUse(): AwsError {
  return new AwsError(
    'AWSOrganizationsNotInUseException',
    'Your account is not a member of an organization.',
  );
}

function wholeNumber(name: string, value: unknown, least: number, most: number): number {
  const number = Number(value);
  if (/^\d+$/.test(`${value}`) && number >= least && number <= most) return number;
  throw new AwsError('InvalidInputException', `Invalid ${name}: ${value}`);
}
