import { IAMClient, ListMFADevicesCommand } from '@aws-sdk/client-iam';
import * as v from 'valibot';
import { type Account, iamArn } from '../../aws/account.ts';
import type { Aws } from '../../aws/call.ts';
import { expectShape } from '../../aws/expect.ts';
import type { MfaDevice, MfaDeviceKind } from '../report/model.ts';

/** A root user has at most eight devices and a page holds a hundred, so a list with a second page is an error. */
const answer = v.object({
  MFADevices: v.pipe(
    v.array(v.object({ SerialNumber: v.pipe(v.string(), v.nonEmpty('a serial number')) })),
    v.maxLength(8, 'at most 8 devices'),
  ),
  IsTruncated: v.literal(false),
  Marker: v.optional(v.pipe(v.string(), v.empty('no marker where there is no more'))),
});

/**
 * Lists the MFA devices of the root user to whom the session belongs.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListMFADevices.html
 *
 * @throws {AwsCallError} also when IAM lists no device, a device of another account or a device of an unknown kind
 */
export function readMfaDevices({ account, call, clientConfig }: Aws): Promise<readonly MfaDevice[]> {
  const iam = new IAMClient(clientConfig);
  return call('iam:ListMFADevices', async (options) => {
    const listed = await iam.send(new ListMFADevicesCommand({}), options);
    const { MFADevices } = expectShape('answer', answer, listed);
    if (MFADevices.length === 0) throw new Error('expected a device, since MFA is on, got none');
    return MFADevices.map(({ SerialNumber: serialNumber }) => {
      const kind = kindOf(serialNumber, account);
      if (kind !== undefined) return { kind, serialNumber };
      throw new Error(`expected a device of a known kind of account ${account.id}, got ${serialNumber}`);
    });
  });
}

/**
 * Virtual devices and passkeys have an ARN. The serial number of a hardware token is printed on it, in any letters that IAM
 * takes for one.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_MFADevice.html, …/API_GetMFADevice.html
 *
 * @returns `undefined` for any other
 */
export function kindOf(serialNumber: string, account: Account): MfaDeviceKind | undefined {
  if (/^(?!arn:)[\w+=/:,.@-]+$/.test(serialNumber)) return 'hardware token';
  if (serialNumber.startsWith(iamArn(account, 'mfa/'))) return 'virtual';
  if (serialNumber.startsWith(iamArn(account, 'u2f/'))) return 'passkey or security key';
  return undefined;
}
