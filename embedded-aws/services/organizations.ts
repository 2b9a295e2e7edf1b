import { type AwsAccount, administersOrganization } from './accounts.ts';
import { AwsError } from './aws-error.ts';
import type { Input } from './query-input.ts';

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

  /** Lists at most 20 accounts a page. AWS retired `Status` on 2026-09-09; only `State` is left. */
  ListAccounts(account, input, all) {
    const { page, next } = pageOf(membersOf(account, all), input);
    return { Accounts: page.map(described), ...next };
  },

  /** The accounts of a unit or a root, without those of the units below it. */
  ListAccountsForParent(account, input, all) {
    const { parent, members } = childrenOf(account, input, all);
    const children = members.filter(({ units = [] }) => (units.at(-1) ?? ROOT) === parent);
    const { page, next } = pageOf(children, input);
    return { Accounts: page.map(described), ...next };
  },

  /** The units right below a unit or a root. Units without accounts are not known here. */
  ListOrganizationalUnitsForParent(account, input, all) {
    const { parent, members } = childrenOf(account, input, all);
    const below = members.flatMap(({ units = [] }) => {
      const path = [ROOT, ...units];
      return path.filter((_, index) => path[index - 1] === parent);
    });
    const { page, next } = pageOf([...new Set(below)], input);
    return { OrganizationalUnits: page.map((Id) => ({ Id, Name: Id })), ...next };
  },
};

const ROOT = 'r-ab12';

function membersOf(account: AwsAccount, all: readonly AwsAccount[]): readonly AwsAccount[] {
  if (account.organization === null) throw notInUse();
  if (!administersOrganization(account)) {
    throw new AwsError('AccessDeniedException', "You don't have permissions to access this resource.");
  }
  const { id } = account.organization;
  return all.filter(({ organization }) => organization?.id === id);
}

function childrenOf(account: AwsAccount, input: Input, all: readonly AwsAccount[]) {
  const members = membersOf(account, all);
  const parent = input['ParentId'];
  if (parent !== ROOT && !members.some(({ units = [] }) => units.some((unit) => unit === parent))) {
    throw new AwsError('ParentNotFoundException', "You specified a parent that doesn't exist.");
  }
  return { parent, members };
}

function pageOf<Entry>(entries: readonly Entry[], input: Input) {
  const start = wholeNumber('NextToken', input['NextToken'] ?? 0, 0, Number.MAX_SAFE_INTEGER);
  const end = start + wholeNumber('MaxResults', input['MaxResults'] ?? 20, 1, 20);
  return { page: entries.slice(start, end), next: end < entries.length ? { NextToken: `${end}` } : {} };
}

function described(member: AwsAccount) {
  const { id, managementAccountId } = member.organization as NonNullable<AwsAccount['organization']>;
  const arn = `arn:${member.partition}:organizations::${managementAccountId}:account/${id}`;
  return {
    Id: member.id,
    Arn: `${arn}/${member.id}`,
    Name: member.name,
    Email: `${member.id}@example.com`,
    State: member.suspended === true ? 'SUSPENDED' : 'ACTIVE',
    JoinedMethod: 'CREATED',
    ...(member.joinedHoursAgo !== undefined && {
      JoinedTimestamp: Math.round(Date.now() / 1000 - member.joinedHoursAgo * 3600),
    }),
  };
}

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
