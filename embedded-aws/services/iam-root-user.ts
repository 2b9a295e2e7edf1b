import { randomUUID } from 'node:crypto';
import { iamArn } from '../../aws/account.ts';
import { type AwsAccount, isRootUser, type Principal, ROOT_USER_NAME } from './accounts.ts';
import { AwsError } from './aws-error.ts';
import { type Input, matched, pageOf } from './query-input.ts';
import { accessKeyId, kindOf, type RootUser } from './root-user.ts';

/** When everything was created. */
export const SINCE = '2026-01-01T00:00:00Z';

const MOST_MFA_DEVICES = 8;
const MOST_ACCESS_KEYS = 2;
const ACCESS_KEY_ID = /^\w{16,128}$/;
const SERIAL_NUMBER = /^.{9,256}$/;
const LOGIN_PROFILE = { CreateDate: SINCE, PasswordResetRequired: false };

/**
 * What the root user can read and change of itself. https://docs.aws.amazon.com/IAM/latest/APIReference/
 *
 * What other callers may read and change, IAM users' credentials, is not here.
 */
export const rootUserOperations: Record<
  string,
  (account: AwsAccount, input: Input, caller: Principal) => object
> = {
  GetUser(account, input, caller) {
    expectRootUser(caller, input);
    return { User: { UserId: account.id, Arn: iamArn(account, 'root'), CreateDate: SINCE } };
  },

  GetLoginProfile(_, input, caller) {
    expectPassword(expectRootUser(caller, input));
    return { LoginProfile: LOGIN_PROFILE };
  },

  /** Only a session of `sts:AssumeRoot` leaves out the password: it makes password recovery possible. */
  CreateLoginProfile(account, input, caller) {
    const rootUser = expectRootUser(caller, input);
    if (input['Password'] !== undefined) throw new AwsError('ValidationError', 'Password must be omitted');
    if (rootUser.password || rootUser.accessKeys.length > 0 || rootUser.signingCertificates.length > 0) {
      throw new AwsError('EntityAlreadyExists', 'The root user already has credentials.', 409);
    }
    account.rootUser = { ...rootUser, password: true };
    return { LoginProfile: LOGIN_PROFILE };
  },

  DeleteLoginProfile(account, input, caller) {
    const rootUser = expectRootUser(caller, input);
    expectPassword(rootUser);
    account.rootUser = { ...rootUser, password: false };
    return {};
  },

  ListAccessKeys(_, input, caller) {
    const keys = expectRootUser(caller, input).accessKeys;
    const described = keys.map(({ id, status }) => ({ AccessKeyId: id, Status: status, CreateDate: SINCE }));
    return pageOf('AccessKeyMetadata', described, input);
  },

  GetAccessKeyLastUsed(_, input, caller) {
    const [id] = matched(input, 'AccessKeyId', ACCESS_KEY_ID);
    const key = expectRootUser(caller, input).accessKeys.find((key) => key.id === id);
    if (key === undefined) throw noAccessKey(id);
    const { date, service = 'N/A', region = 'N/A' } = key.lastUsed ?? {};
    return { AccessKeyLastUsed: { LastUsedDate: date, ServiceName: service, Region: region } };
  },

  CreateAccessKey(account, input, caller) {
    const rootUser = expectRootUser(caller, input);
    if (rootUser.accessKeys.length >= MOST_ACCESS_KEYS) {
      throw new AwsError('LimitExceeded', 'Cannot exceed quota for AccessKeysPerUser: 2', 409);
    }
    const key = { id: accessKeyId(randomUUID()), status: 'Active' } as const;
    account.rootUser = { ...rootUser, accessKeys: [...rootUser.accessKeys, key] };
    return { AccessKey: { AccessKeyId: key.id, Status: key.status, SecretAccessKey: 'not-a-secret' } };
  },

  DeleteAccessKey(account, input, caller) {
    const rootUser = expectRootUser(caller, input);
    const [id] = matched(input, 'AccessKeyId', ACCESS_KEY_ID);
    const accessKeys = rootUser.accessKeys.filter((key) => key.id !== id);
    if (accessKeys.length === rootUser.accessKeys.length) throw noAccessKey(id);
    account.rootUser = { ...rootUser, accessKeys };
    return {};
  },

  ListSigningCertificates(_, input, caller) {
    const certificates = expectRootUser(caller, input).signingCertificates;
    const described = certificates.map((certificate) => ({
      CertificateId: certificate,
      CertificateBody: 'not-a-certificate',
      Status: 'Active',
      UploadDate: SINCE,
    }));
    return pageOf('Certificates', described, input);
  },

  DeleteSigningCertificate(account, input, caller) {
    const rootUser = expectRootUser(caller, input);
    const [id] = matched(input, 'CertificateId', /^\w{24,128}$/);
    const signingCertificates = rootUser.signingCertificates.filter((certificate) => certificate !== id);
    if (signingCertificates.length === rootUser.signingCertificates.length) {
      throw new AwsError('NoSuchEntity', `The Certificate with id ${id} cannot be found.`, 404);
    }
    account.rootUser = { ...rootUser, signingCertificates };
    return {};
  },

  CreateVirtualMFADevice(account, input, caller) {
    expectRootUser(caller, input);
    const [name] = matched(input, 'VirtualMFADeviceName', /^[\w+=,.@-]+$/);
    return { VirtualMFADevice: { SerialNumber: iamArn(account, `mfa/${name}`) } };
  },

  EnableMFADevice(account, input, caller) {
    const rootUser = expectRootUser(caller, input);
    const [serialNumber] = matched(input, 'SerialNumber', SERIAL_NUMBER);
    expectCodes(input);
    if (rootUser.mfaDevices.length === MOST_MFA_DEVICES) {
      throw new AwsError('LimitExceeded', `The root user has ${MOST_MFA_DEVICES} MFA devices.`, 409);
    }
    const device = { kind: kindOf(account, serialNumber), serialNumber };
    account.rootUser = { ...rootUser, mfaDevices: [...rootUser.mfaDevices, device] };
    return {};
  },

  DeactivateMFADevice(account, input, caller) {
    const rootUser = expectRootUser(caller, input);
    const serialNumber = expectDevice(rootUser, input);
    const mfaDevices = rootUser.mfaDevices.filter((device) => device.serialNumber !== serialNumber);
    account.rootUser = { ...rootUser, mfaDevices };
    return {};
  },

  ResyncMFADevice(_, input, caller) {
    expectDevice(expectRootUser(caller, input), input);
    expectCodes(input);
    return {};
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
    `The embedded AWS has credentials of the root user only, for the root user; got the caller ${caller.arn}` +
      (userName === undefined ? '' : ` and the user ${userName}`),
    404,
  );
}

function expectPassword({ password }: RootUser): void {
  if (password) return;
  throw new AwsError('NoSuchEntity', 'Login Profile for the root user cannot be found.', 404);
}

function expectDevice({ mfaDevices }: RootUser, input: Input): string {
  const [serialNumber] = matched(input, 'SerialNumber', SERIAL_NUMBER);
  if (mfaDevices.some((device) => device.serialNumber === serialNumber)) return serialNumber;
  throw new AwsError('NoSuchEntity', `MFA device ${serialNumber} is not the root user's`, 404);
}

function expectCodes(input: Input): void {
  for (const name of ['AuthenticationCode1', 'AuthenticationCode2']) matched(input, name, /^\d{6}$/);
}

function noAccessKey(id: string): AwsError {
  return new AwsError('NoSuchEntity', `The Access Key with id ${id} cannot be found.`, 404);
}
