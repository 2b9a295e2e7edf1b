import { IAMClient, ListMFADevicesCommand } from '@aws-sdk/client-iam';
import * as v from 'valibot';
import type { Aws } from '../../rules/aws.ts';
import { expectShape } from '../../rules/expect.ts';

export type MfaDeviceKind = 'virtual' | 'passkey or security key' | 'hardware token';

export interface MfaDevice {
  readonly kind: MfaDeviceKind;
  readonly serialNumber: string;
}

/** A root user has eight at most, and a page a hundred: more is not to be believed. */
const answer = v.object({
  MFADevices: v.pipe(v.array(v.object({ SerialNumber: v.pipe(v.string(), v.nonEmpty('a serial number')) }))),
  IsTruncated: v.optional(v.literal(false), false),
});

/**
 * Lists the MFA devices of the root user whose session it is.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html
 *
 * @throws {AwsCallError} also when IAM lists none, or one of a kind that is not known
 */
export function readMfaDevices({ call, clientConfig }: Aws): Promise<readonly MfaDevice[]> {
  const iam = new IAMClient(clientConfig);
  return call('iam:ListMFADevices', async (options) => {
    const { MFADevices } = expectShape(
      'answer',
      answer,
      await iam.send(new ListMFADevicesCommand({}), options),
    );
    if (MFADevices.length === 0) throw new Error('expected a device, since MFA is on, got none');
    return MFADevices.map(({ SerialNumber }) => ({ kind: kindOf(SerialNumber), serialNumber: SerialNumber }));
  });
}

/**
 * Only virtual devices and passkeys have an ARN; of a hardware token it is the number printed on it.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_MFADevice.html, …/API_GetMFADevice.html
 */
function kindOf(serialNumber: string): MfaDeviceKind {
  const [, resource] = /^arn:[a-z-]+:iam::[0-9]{12}:([a-z0-9-]+)\//.exec(serialNumber) ?? [];
  if (resource === 'mfa') return 'virtual';
  if (resource === 'u2f') return 'passkey or security key';
  if (/^[A-Za-z0-9]+$/.test(serialNumber)) return 'hardware token';
  throw new Error(`expected the serial number of a known kind of device, got ${serialNumber}`);
}
