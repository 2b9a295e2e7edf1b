import { createHash } from 'node:crypto';
import { type Account, iamArn } from '../../aws/account.ts';

export type EmbeddedMfaDevice = 'virtual' | 'hardware' | 'passkey';

/** The credentials of a root user, and its MFA devices. */
export interface RootUser {
  readonly password: boolean;
  readonly accessKeys: readonly AccessKey[];
  readonly signingCertificates: readonly string[];
  readonly mfaDevices: readonly MfaDevice[];
}

interface AccessKey {
  readonly id: string;
  readonly status: 'Active' | 'Inactive';
  /** ISO 8601, UTC, to the minute. A key that was never used has none. */
  readonly lastUsed?: { readonly date: string; readonly service: string; readonly region: string };
}

interface MfaDevice {
  readonly kind: EmbeddedMfaDevice;
  readonly serialNumber: string;
}

/** A root user as an organization file describes it. */
export interface DescribedRootUser {
  readonly password: boolean;
  readonly accessKeys: number | readonly DescribedAccessKey[];
  readonly signingCertificates: number;
  readonly mfaDevices: readonly EmbeddedMfaDevice[];
}

interface DescribedAccessKey {
  readonly status?: 'Active' | 'Inactive';
  readonly lastUsed?: { readonly daysAgo: number; readonly service: string; readonly region: string };
}

/** The same description gives the same ids in every run. */
export function createRootUser(account: Account, described: DescribedRootUser): RootUser {
  const { password, accessKeys, signingCertificates, mfaDevices } = described;
  const keys: readonly DescribedAccessKey[] =
    typeof accessKeys === 'number' ? Array(accessKeys).fill({}) : accessKeys;
  return {
    password,
    accessKeys: keys.map(({ status = 'Active', lastUsed }, index) => ({
      id: accessKeyId(`${account.id} ${index}`),
      status,
      ...(lastUsed !== undefined && {
        lastUsed: { date: minuteOf(lastUsed.daysAgo), service: lastUsed.service, region: lastUsed.region },
      }),
    })),
    signingCertificates: Array.from({ length: signingCertificates }, (_, index) =>
      digest(`${account.id} certificate ${index}`, 32),
    ),
    mfaDevices: mfaDevices.map((kind, position) => {
      const index = mfaDevices.slice(0, position).filter((other) => other === kind).length;
      return { kind, serialNumber: serialNumberOf[kind](account, index) };
    }),
  };
}

/** @param owner a text that no other key's id is made of */
export function accessKeyId(owner: string): string {
  return `AKIA${digest(`${owner} access key`, 16)}`;
}

export function kindOf(account: Account, serialNumber: string): EmbeddedMfaDevice {
  if (serialNumber.startsWith(iamArn(account, 'mfa/'))) return 'virtual';
  return serialNumber.startsWith(iamArn(account, 'u2f/root/')) ? 'passkey' : 'hardware';
}

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_MFADevice.html, and …/API_GetMFADevice.html for passkeys. */
const serialNumberOf: Record<EmbeddedMfaDevice, (account: Account, index: number) => string> = {
  virtual: (account, index) =>
    iamArn(account, `mfa/root-account-mfa-device${index === 0 ? '' : `-${index + 1}`}`),
  passkey: (account, index) => iamArn(account, `u2f/root/key-${index}`),
  hardware: (_, index) => `GAHT1234567${index}`,
};

function minuteOf(daysAgo: number): string {
  return `${new Date(Date.now() - daysAgo * 86_400_000).toISOString().slice(0, 16)}:00Z`;
}

function digest(text: string, length: number): string {
  return createHash('sha256').update(text).digest('hex').slice(0, length).toUpperCase();
}
