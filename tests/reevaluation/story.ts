import { DeactivateMFADeviceCommand, EnableMFADeviceCommand, IAMClient } from '@aws-sdk/client-iam';
import { clientConfigOf } from '../../embedded-aws/client-config.ts';
import { type AwsAccount, ROOT_USER_NAME } from '../../embedded-aws/services/accounts.ts';
import { rootUserOf } from '../embedded-aws/fixtures.ts';
import type { WatchedAws } from './watched-aws.ts';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

/** A root user loses its MFA devices and gets them back; nobody asks AWS Config for a verdict. */
export async function play(watched: WatchedAws, account: AwsAccount): Promise<void> {
  const { aws, clock } = watched;
  const rootUser = new IAMClient(clientConfigOf(aws.environmentOf(rootUserOf(account)), account.region));
  const prefix = `arn:${account.partition}:iam::${account.id}`;
  const devices = (account.rootUser?.mfaDevices ?? []).map(({ serialNumber }) => serialNumber);
  try {
    await clock.advance(2 * MINUTE);
    for (const SerialNumber of devices.toReversed()) {
      await rootUser.send(new DeactivateMFADeviceCommand({ SerialNumber }));
      await clock.advance(5 * SECOND);
    }
    await clock.advanceToEnd();

    await clock.advance(10 * MINUTE);
    await refused(rootUser.send(new DeactivateMFADeviceCommand({ SerialNumber: `${prefix}:mfa/of-nobody` })));
    await clock.advance(5 * MINUTE);
    for (const SerialNumber of devices) {
      const codes = { AuthenticationCode1: '123456', AuthenticationCode2: '654321' };
      await rootUser.send(new EnableMFADeviceCommand({ UserName: ROOT_USER_NAME, SerialNumber, ...codes }));
      await clock.advance(20 * SECOND);
    }
    await clock.advanceToEnd();
  } finally {
    rootUser.destroy();
  }
}

/** CloudTrail records refused calls too. */
async function refused(call: Promise<unknown>): Promise<void> {
  await call.then(
    () => {
      throw new Error('Expected IAM to refuse the call');
    },
    () => {},
  );
}
