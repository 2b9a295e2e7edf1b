import {
  CreateAccessKeyCommand,
  CreateVirtualMFADeviceCommand,
  DeactivateMFADeviceCommand,
  DeleteAccessKeyCommand,
  EnableMFADeviceCommand,
  IAMClient,
  ListMFADevicesCommand,
  ResyncMFADeviceCommand,
} from '@aws-sdk/client-iam';
import { expect } from 'chai';
import { clientConfigOf } from '../../../embedded-aws/client-config.ts';
import {
  type AwsAccount,
  administratorOf,
  type Principal,
  ROOT_USER_NAME as UserName,
} from '../../../embedded-aws/services/accounts.ts';
import { ConfigService } from '../../../embedded-aws/services/config.ts';
import { type ApiCall, Endpoint } from '../../../embedded-aws/services/endpoint.ts';
import { rejection } from '../../rejection.ts';
import { anAccount, bareRootUser, rootUserOf } from '../fixtures.ts';

const codes = { AuthenticationCode1: '123456', AuthenticationCode2: '654321' };
const prefix = 'arn:aws:iam::111122223333';

describe('what the root user changes about itself', () => {
  const calls: ApiCall[] = [];
  const endpoint = new Endpoint({ onAnswered: (call) => calls.push(call) });
  let url = '';
  let account: AwsAccount;
  before(async () => {
    url = await endpoint.listen();
  });
  after(() => endpoint.close());
  beforeEach(() => {
    calls.length = 0;
    account = anAccount({ rootUser: { ...bareRootUser, mfaDevices: ['virtual', 'passkey'] } });
    endpoint.add({ account, config: new ConfigService(account, async () => {}) });
  });

  function clientOf(principal: Principal): IAMClient {
    const issued = endpoint.issueCredentials(principal);
    const environment = {
      AWS_ENDPOINT_URL: url,
      AWS_ACCESS_KEY_ID: issued.accessKeyId,
      AWS_SECRET_ACCESS_KEY: issued.secretAccessKey,
      AWS_SESSION_TOKEN: issued.sessionToken,
    };
    return new IAMClient({ ...clientConfigOf(environment, account.region), maxAttempts: 1 });
  }
  const rootUser = () => clientOf(rootUserOf(account));
  const devices = () => account.rootUser?.mfaDevices;

  it('deactivates an MFA device', async () => {
    await rootUser().send(new DeactivateMFADeviceCommand({ SerialNumber: `${prefix}:u2f/root/key-0` }));
    expect(devices()).to.deep.equal(['virtual']);
    const { MFADevices = [] } = await rootUser().send(new ListMFADevicesCommand({}));
    expect(MFADevices.map(({ SerialNumber }) => SerialNumber)).to.deep.equal([
      `${prefix}:mfa/root-account-mfa-device`,
    ]);
  });

  for (const [SerialNumber, kind] of [
    [`${prefix}:mfa/phone`, 'virtual'],
    [`${prefix}:u2f/root/key-7`, 'passkey'],
    ['GAHT87654321', 'hardware'],
  ]) {
    it(`enables a ${kind} MFA device`, async () => {
      await rootUser().send(new EnableMFADeviceCommand({ UserName, SerialNumber, ...codes }));
      expect(devices()).to.deep.equal(['virtual', 'passkey', kind]);
    });
  }

  it('creates and resynchronizes a device without enabling it', async () => {
    const SerialNumber = `${prefix}:mfa/root-account-mfa-device`;
    const made = await rootUser().send(new CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }));
    expect(made.VirtualMFADevice?.SerialNumber).to.equal(`${prefix}:mfa/phone`);
    await rootUser().send(new ResyncMFADeviceCommand({ UserName, SerialNumber, ...codes }));
    expect(devices()).to.deep.equal(['virtual', 'passkey']);
  });

  it('creates and deletes an access key', async () => {
    const { AccessKey } = await rootUser().send(new CreateAccessKeyCommand({}));
    expect(account.rootUser?.accessKeys).to.equal(1);
    await rootUser().send(new DeleteAccessKeyCommand({ AccessKeyId: AccessKey?.AccessKeyId }));
    expect(account.rootUser?.accessKeys).to.equal(0);
  });

  it('records the caller of a change, and the error code of a refused one', async () => {
    await rootUser().send(new CreateAccessKeyCommand({}));
    await rejection(rootUser().send(new DeactivateMFADeviceCommand({ SerialNumber: 'GAHT00000000' })));
    expect(calls.map(({ caller, operation, errorCode }) => [caller.arn, operation, errorCode])).to.deep.equal(
      [
        [`${prefix}:root`, 'CreateAccessKey', undefined],
        [`${prefix}:root`, 'DeactivateMFADevice', 'NoSuchEntity'],
      ],
    );
  });

  const refused: Record<string, () => Promise<unknown>> = {
    'the ninth MFA device': () => {
      account.rootUser = { ...bareRootUser, mfaDevices: Array(8).fill('passkey') };
      return rootUser().send(
        new EnableMFADeviceCommand({ UserName, SerialNumber: 'GAHT87654321', ...codes }),
      );
    },
    'a code of five digits': () =>
      rootUser().send(
        new EnableMFADeviceCommand({
          UserName,
          SerialNumber: 'GAHT87654321',
          ...codes,
          AuthenticationCode1: '12345',
        }),
      ),
    "a device that is not the root user's": () =>
      rootUser().send(new ResyncMFADeviceCommand({ UserName, SerialNumber: 'GAHT00000000', ...codes })),
    'an access key that is not there': () =>
      rootUser().send(new DeleteAccessKeyCommand({ AccessKeyId: 'AKIAEXAMPLEEXAMPLE' })),
    "an IAM user's key": () => rootUser().send(new CreateAccessKeyCommand({ UserName: 'alice' })),
    'a call of an administrator': () =>
      clientOf(administratorOf(account)).send(
        new DeactivateMFADeviceCommand({ SerialNumber: `${prefix}:u2f/root/key-0` }),
      ),
  };
  for (const [name, call] of Object.entries(refused)) {
    it(`is not ${name}`, async () => {
      const error = await rejection(call());
      expect(error.name).to.match(/NoSuchEntity|LimitExceeded|ValidationError/);
      expect(account.rootUser).to.include({ accessKeys: 0 });
    });
  }
});
