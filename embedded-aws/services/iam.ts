import { iamArn } from '../../aws/account.ts';
import { type AwsAccount, administersOrganization, type Principal } from './accounts.ts';
import { AwsError } from './aws-error.ts';
import { rootUserOperations, SINCE } from './iam-root-user.ts';
import { type Input, invalid, pageOf } from './query-input.ts';

/** Operations of IAM: https://docs.aws.amazon.com/IAM/latest/APIReference/ */
export const iam: Record<string, (account: AwsAccount, input: Input, caller: Principal) => object> = {
  ...rootUserOperations,

  GetAccountSummary: (account) => ({ SummaryMap: accountSummary(account) }),

  /** Lists the root user's devices: the caller has a session of the root user and gives no user name. */
  ListMFADevices: ({ rootUser }, input) => {
    const devices = rootUser?.mfaDevices ?? [];
    return pageOf(
      'MFADevices',
      devices.map(({ serialNumber }) => ({ SerialNumber: serialNumber, EnableDate: SINCE })),
      input,
    );
  },

  ListVirtualMFADevices(account, input) {
    const status = input['AssignmentStatus'] ?? 'Any';
    if (!['Assigned', 'Unassigned', 'Any'].includes(`${status}`)) throw invalid('AssignmentStatus', status);
    return pageOf('VirtualMFADevices', status === 'Unassigned' ? [] : virtualDevices(account), input);
  },

  ListOrganizationsFeatures(account) {
    const { organization } = account;
    if (organization === null) {
      throw new AwsError(
        'OrganizationNotFoundException',
        'The request was rejected because no organization is associated with your account.',
      );
    }
    if (!administersOrganization(account)) {
      throw new AwsError(
        'AccountNotManagementOrDelegatedAdministratorException',
        'The request was rejected because the account making the request is not the management account or delegated administrator account for centralized root access.',
      );
    }
    return {
      OrganizationId: organization.id,
      EnabledFeatures:
        organization.centralizedRootAccess === false ? [] : ['RootCredentialsManagement', 'RootSessions'],
    };
  },
};

function accountSummary({ rootUser }: AwsAccount): ReadonlyMap<string, number> {
  const devices = rootUser?.mfaDevices.length ?? 0;
  const summary = {
    Users: 0,
    UsersQuota: 5000,
    Roles: 1,
    RolesQuota: 1000,
    MFADevices: devices,
    MFADevicesInUse: devices,
    AccountMFAEnabled: Number(devices > 0),
    ...(rootUser !== null && {
      AccountPasswordPresent: Number(rootUser.password),
      AccountAccessKeysPresent: Number(rootUser.accessKeys.length > 0),
      AccountSigningCertificatesPresent: Number(rootUser.signingCertificates.length > 0),
    }),
  };
  return new Map(Object.entries(summary));
}

/** The users' devices come first: code that reads only the first device or page finds none of the root user. */
function virtualDevices(account: AwsAccount): object[] {
  const ofUsers = account.users.map(({ name, virtualMfaDevice }) =>
    device(iamArn(account, `mfa/${virtualMfaDevice}`), iamArn(account, `user/${name}`)),
  );
  const ofRoot = (account.rootUser?.mfaDevices ?? [])
    .filter(({ kind }) => kind === 'virtual')
    .map(({ serialNumber }) => device(serialNumber, iamArn(account, 'root')));
  return [...ofUsers, ...ofRoot];
}

function device(serialNumber: string, userArn: string): object {
  const User = { Arn: userArn, UserId: userArn.split(':')[4], CreateDate: SINCE };
  return { SerialNumber: serialNumber, EnableDate: SINCE, User };
}
