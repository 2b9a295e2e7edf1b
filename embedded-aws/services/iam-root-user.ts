import { type AwsAccount, isRootUser, type Principal, ROOT_USER_NAME, type RootUser } from './accounts.ts';
import { AwsError } from './aws-error.ts';
import { kindOf, serialNumbers } from './iam-mfa-devices.ts';
import { escapeXml, Xml } from './wire-answer.ts';

type Input = Readonly<Record<string, unknown>>;

const MOST_MFA_DEVICES = 8;
const MOST_ACCESS_KEYS = 2;

/**
 * What the root user can change about its own credentials. https://docs.aws.amazon.com/IAM/latest/APIReference/
 *
 * What other callers may change, IAM users' credentials, is not here.
 */
export const rootUserChanges: Record<string, (account: AwsAccount, input: Input, caller: Principal) => Xml> =
  {
    CreateVirtualMFADevice({ id, partition }, input, caller) {
      expectRootUser(caller, input);
      const name = text(input, 'VirtualMFADeviceName', /^[\w+=,.@-]+$/);
      const serialNumber = `arn:${partition}:iam::${id}:mfa/${name}`;
      return new Xml(`<VirtualMFADevice><SerialNumber>${serialNumber}</SerialNumber></VirtualMFADevice>`);
    },

    EnableMFADevice(account, input, caller) {
      const rootUser = expectRootUser(caller, input);
      const serialNumber = text(input, 'SerialNumber', /^.{9,256}$/);
      expectCodes(input);
      if (rootUser.mfaDevices.length === MOST_MFA_DEVICES) {
        throw new AwsError('LimitExceeded', `The root user has ${MOST_MFA_DEVICES} MFA devices.`, 409);
      }
      const device = kindOf(prefixOf(account), serialNumber);
      account.rootUser = { ...rootUser, mfaDevices: [...rootUser.mfaDevices, device] };
      return new Xml('');
    },

    DeactivateMFADevice(account, input, caller) {
      const rootUser = expectRootUser(caller, input);
      const position = positionOf(account, rootUser, input);
      account.rootUser = {
        ...rootUser,
        mfaDevices: rootUser.mfaDevices.filter((_, index) => index !== position),
      };
      return new Xml('');
    },

    ResyncMFADevice(account, input, caller) {
      const rootUser = expectRootUser(caller, input);
      positionOf(account, rootUser, input);
      expectCodes(input);
      return new Xml('');
    },

    CreateAccessKey(account, input, caller) {
      const rootUser = expectRootUser(caller, input);
      if (rootUser.accessKeys >= MOST_ACCESS_KEYS) {
        throw new AwsError('LimitExceeded', 'Cannot exceed quota for AccessKeysPerUser: 2', 409);
      }
      account.rootUser = { ...rootUser, accessKeys: rootUser.accessKeys + 1 };
      const id = `AKIAROOT${account.id}`;
      return new Xml(
        `<AccessKey><AccessKeyId>${id}</AccessKeyId><Status>Active</Status>` +
          '<SecretAccessKey>not-a-secret</SecretAccessKey></AccessKey>',
      );
    },

    DeleteAccessKey(account, input, caller) {
      const rootUser = expectRootUser(caller, input);
      const id = text(input, 'AccessKeyId', /^\w{16,128}$/);
      if (rootUser.accessKeys === 0) {
        throw new AwsError('NoSuchEntity', `The Access Key with id ${id} cannot be found.`, 404);
      }
      account.rootUser = { ...rootUser, accessKeys: rootUser.accessKeys - 1 };
      return new Xml('');
    },
  };

/** @throws {AwsError} unless the root user speaks of itself */
function expectRootUser(caller: Principal, { UserName: userName }: Input): RootUser {
  const { rootUser } = caller.account;
  if (isRootUser(caller) && rootUser !== null && [undefined, ROOT_USER_NAME].includes(userName as string)) {
    return rootUser;
  }
  throw new AwsError(
    'NoSuchEntity',
    `The embedded AWS changes the credentials of the root user only, as the root user; got the caller ${caller.arn}` +
      (userName === undefined ? '' : ` and the user ${userName}`),
    404,
  );
}

function positionOf(account: AwsAccount, { mfaDevices }: RootUser, input: Input): number {
  const serialNumber = text(input, 'SerialNumber', /^.{9,256}$/);
  const position = serialNumbers(prefixOf(account), mfaDevices).indexOf(serialNumber);
  if (position >= 0) return position;
  throw new AwsError('NoSuchEntity', `MFA device ${escapeXml(serialNumber)} is not the root user's`, 404);
}

function prefixOf({ id, partition }: AwsAccount): string {
  return `arn:${partition}:iam::${id}`;
}

function expectCodes(input: Input): void {
  for (const name of ['AuthenticationCode1', 'AuthenticationCode2']) text(input, name, /^\d{6}$/);
}

function text(input: Input, name: string, pattern: RegExp): string {
  const value = input[name];
  if (typeof value === 'string' && pattern.test(value)) return value;
  throw new AwsError('ValidationError', `Invalid ${name}: ${value}`);
}
