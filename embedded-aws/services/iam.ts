import type { AwsAccount, Principal } from './accounts.ts';
import { AwsError } from './aws-error.ts';
import { rootDeviceName, serialNumbers } from './iam-mfa-devices.ts';
import { rootUserChanges } from './iam-root-user.ts';
import { escapeXml, Xml } from './wire-answer.ts';

type Input = Readonly<Record<string, unknown>>;

/** Operations of IAM: https://docs.aws.amazon.com/IAM/latest/APIReference/ */
export const iam: Record<string, (account: AwsAccount, input: Input, caller: Principal) => Xml> = {
  ...rootUserChanges,

  /** Lists the root user's devices: the caller has a session of the root user and gives no user name. */
  ListMFADevices: ({ id, partition, rootUser }) => {
    const prefix = `arn:${partition}:iam::${id}`;
    const members = serialNumbers(prefix, rootUser?.mfaDevices ?? []).map(
      (serialNumber) =>
        `<member><SerialNumber>${escapeXml(serialNumber)}</SerialNumber>` +
        '<EnableDate>2026-01-01T00:00:00Z</EnableDate></member>',
    );
    return new Xml(`<IsTruncated>false</IsTruncated><MFADevices>${members.join('')}</MFADevices>`);
  },

  GetAccountSummary: (account) => new Xml(`<SummaryMap>${entries(accountSummary(account))}</SummaryMap>`),

  ListVirtualMFADevices(account, input) {
    const status = input['AssignmentStatus'] ?? 'Any';
    const devices = status === 'Unassigned' ? [] : virtualDevices(account);
    if (!['Assigned', 'Unassigned', 'Any'].includes(`${status}`)) throw invalid('AssignmentStatus', status);
    const size = wholeNumber('MaxItems', input['MaxItems'] ?? '100', 1);
    const start = wholeNumber('Marker', input['Marker'] ?? '0', 0);
    const end = start + size;
    const members = devices.slice(start, end).map((inside) => `<member>${inside}</member>`);
    const isTruncated = end < devices.length;
    return new Xml(
      `<IsTruncated>${isTruncated}</IsTruncated><VirtualMFADevices>${members.join('')}</VirtualMFADevices>` +
        (isTruncated ? `<Marker>${end}</Marker>` : ''),
    );
  },
};

function accountSummary({ rootUser }: AwsAccount): Record<string, number> {
  const summary = {
    Users: 0,
    UsersQuota: 5000,
    Roles: 1,
    RolesQuota: 1000,
    MFADevices: 0,
    MFADevicesInUse: 0,
    AccountMFAEnabled: 0,
  };
  if (rootUser === null) return summary;
  return {
    ...summary,
    MFADevices: rootUser.mfaDevices.length,
    MFADevicesInUse: rootUser.mfaDevices.length,
    AccountMFAEnabled: Number(rootUser.mfaDevices.length > 0),
    AccountPasswordPresent: Number(rootUser.password),
    AccountAccessKeysPresent: Number(rootUser.accessKeys > 0),
    AccountSigningCertificatesPresent: Number(rootUser.signingCertificates > 0),
  };
}

function entries(summary: Record<string, number>): string {
  return Object.entries(summary)
    .map(([key, value]) => `<entry><key>${key}</key><value>${value}</value></entry>`)
    .join('');
}

/** The users' devices come first: code that reads only the first device or page finds none of the root user. */
function virtualDevices({ id, partition, rootUser, users }: AwsAccount): string[] {
  const arn = `arn:${partition}:iam::${id}`;
  const ofUsers = users.map(({ name, virtualMfaDevice }) =>
    device(`${arn}:mfa/${virtualMfaDevice}`, `${arn}:user/${name}`),
  );
  const ofRoot = (rootUser?.mfaDevices ?? [])
    .filter((kind) => kind === 'virtual')
    .map((_, index) => device(`${arn}:mfa/${rootDeviceName(index)}`, `${arn}:root`));
  return [...ofUsers, ...ofRoot];
}

function device(serialNumber: string, userArn: string): string {
  return (
    `<SerialNumber>${escapeXml(serialNumber)}</SerialNumber><EnableDate>2026-01-01T00:00:00Z</EnableDate>` +
    `<User><Arn>${escapeXml(userArn)}</Arn><UserId>${userArn.split(':')[4]}</UserId>` +
    '<CreateDate>2026-01-01T00:00:00Z</CreateDate></User>'
  );
}

function wholeNumber(name: string, value: unknown, minimum: number): number {
  if (typeof value === 'string' && /^\d{1,4}$/.test(value) && Number(value) >= minimum) return Number(value);
  throw invalid(name, value);
}

function invalid(name: string, value: unknown): AwsError {
  return new AwsError('ValidationError', `Invalid ${name}: ${value}`);
}
