import type { EmbeddedMfaDevice } from './accounts.ts';

/** https://docs.aws.amazon.com/IAM/latest/APIReference/API_MFADevice.html, and …/API_GetMFADevice.html for passkeys. */
const serialNumberOf: Record<EmbeddedMfaDevice, (prefix: string, index: number) => string> = {
  virtual: (prefix, index) => `${prefix}:mfa/${rootDeviceName(index)}`,
  passkey: (prefix, index) => `${prefix}:u2f/root/key-${index}`,
  hardware: (_, index) => `GAHT1234567${index}`,
};

export function rootDeviceName(index: number): string {
  return `root-account-mfa-device${index === 0 ? '' : `-${index + 1}`}`;
}

/**
 * The root user's devices, by the numbers that tell them apart.
 *
 * @param prefix `arn:<partition>:iam::<account>`
 */
export function serialNumbers(prefix: string, devices: readonly EmbeddedMfaDevice[]): string[] {
  return devices.map((kind, position) => {
    const index = devices.slice(0, position).filter((other) => other === kind).length;
    return serialNumberOf[kind](prefix, index);
  });
}

/** What kind of device a serial number belongs to. */
export function kindOf(prefix: string, serialNumber: string): EmbeddedMfaDevice {
  if (serialNumber.startsWith(`${prefix}:mfa/`)) return 'virtual';
  return serialNumber.startsWith(`${prefix}:u2f/root/`) ? 'passkey' : 'hardware';
}
