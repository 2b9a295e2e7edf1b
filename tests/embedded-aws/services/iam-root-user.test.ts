import * as sdk from '@aws-sdk/client-iam';
import { expect } from 'chai';
import {
  type AwsAccount,
  administratorOf,
  ROOT_USER_NAME as UserName,
} from '../../../embedded-aws/services/accounts.ts';
import { createRootUser, type RootUser } from '../../../embedded-aws/services/root-user.ts';
import { rejection } from '../../rejection.ts';
import { anAccount, bareRootUser, rootUserOf } from '../fixtures.ts';
import { endpointOfEachTest } from './endpoint-fixture.ts';

const codes = { AuthenticationCode1: '123456', AuthenticationCode2: '654321' };
const prefix = 'arn:aws:iam::111122223333';
const virtual = `${prefix}:mfa/root-account-mfa-device`;
const passkey = `${prefix}:u2f/root/key-0`;
const since = new Date('2026-01-01T00:00:00Z');

describe('embedded-aws/services/iam-root-user', () => {
  const { serve, configFor, calls } = endpointOfEachTest();
  let account: AwsAccount;
  let iam: sdk.IAM;
  beforeEach(() => {
    account = anAccount({
      rootUser: {
        password: true,
        accessKeys: [
          { status: 'Inactive', lastUsed: { daysAgo: 3, service: 's3', region: 'eu-west-1' } },
          {},
        ],
        signingCertificates: 2,
        mfaDevices: ['virtual', 'passkey', 'virtual'],
      },
    });
    serve(account);
    iam = new sdk.IAM(configFor(rootUserOf(account)));
  });

  const rootUser = () => account.rootUser as RootUser;
  const keyIds = () => rootUser().accessKeys.map(({ id }) => id);
  const devices = () => rootUser().mfaDevices.map(({ serialNumber }) => serialNumber);

  describe('tells the root user', () => {
    it('who it is, and that it has a password', async () => {
      const { User } = await iam.getUser({});
      expect(User).to.deep.equal({ UserId: '111122223333', Arn: `${prefix}:root`, CreateDate: since });
      const { LoginProfile } = await iam.getLoginProfile({});
      expect(LoginProfile).to.deep.equal({ CreateDate: since, PasswordResetRequired: false });
    });

    it('when and for what a key was last used', async () => {
      const [used, unused] = keyIds();
      const { AccessKeyLastUsed } = await iam.getAccessKeyLastUsed({ AccessKeyId: used });
      const { LastUsedDate, ...use } = AccessKeyLastUsed ?? {};
      expect(use).to.deep.equal({ ServiceName: 's3', Region: 'eu-west-1' });
      expect((Date.now() - Number(LastUsedDate)) / 86_400_000).to.be.within(3, 3.001);
      const never = await iam.getAccessKeyLastUsed({ AccessKeyId: unused });
      expect(never.AccessKeyLastUsed).to.deep.equal({ ServiceName: 'N/A', Region: 'N/A' });
    });

    const firstOf: Record<string, () => [asked: Promise<object>, list: object]> = {
      'access keys': () => [
        iam.listAccessKeys({ MaxItems: 1 }),
        { AccessKeyMetadata: [{ AccessKeyId: keyIds()[0], Status: 'Inactive', CreateDate: since }] },
      ],
      'signing certificates': () => [
        iam.listSigningCertificates({ MaxItems: 1 }),
        {
          Certificates: [
            {
              CertificateId: rootUser().signingCertificates[0],
              CertificateBody: 'not-a-certificate',
              Status: 'Active',
              UploadDate: since,
            },
          ],
        },
      ],
    };
    for (const [name, first] of Object.entries(firstOf)) {
      it(`the first of its ${name}, one a page`, async () => {
        const [asked, list] = first();
        const { $metadata, ...answer } = { $metadata: {}, ...(await asked) };
        expect(answer).to.deep.equal({ ...list, IsTruncated: true, Marker: '1' });
      });
    }
  });

  describe('removes, and then no longer finds,', () => {
    type Removal = [command: object, left: Partial<RootUser>];
    const removals: Record<string, (before: RootUser) => Removal> = {
      'one access key': ({ accessKeys: [key, ...accessKeys] }) => [
        new sdk.DeleteAccessKeyCommand({ AccessKeyId: key?.id }),
        { accessKeys },
      ],
      'one signing certificate': ({ signingCertificates: [CertificateId, ...signingCertificates] }) => [
        new sdk.DeleteSigningCertificateCommand({ CertificateId }),
        { signingCertificates },
      ],
      'the password': () => [new sdk.DeleteLoginProfileCommand({}), { password: false }],
      'one MFA device, without a change of the serial numbers of others': () => [
        new sdk.DeactivateMFADeviceCommand({ SerialNumber: virtual }),
        {
          mfaDevices: [
            { kind: 'passkey', serialNumber: passkey },
            { kind: 'virtual', serialNumber: `${virtual}-2` },
          ],
        },
      ],
    };
    for (const [name, removal] of Object.entries(removals)) {
      it(name, async () => {
        const before = rootUser();
        const [command, left] = removal(before);
        await iam.send(command as never);
        const error = await rejection(iam.send(command as never));
        expect(error).to.have.nested.property('$metadata.httpStatusCode', 404);
        expect(error.name).to.equal('NoSuchEntityException');
        expect(rootUser()).to.deep.equal({ ...before, ...left });
      });
    }
  });

  for (const [SerialNumber, kind] of [
    [`${prefix}:mfa/phone`, 'virtual'],
    [`${prefix}:u2f/root/key-7`, 'passkey'],
    ['GAHT87654321', 'hardware'],
  ] as const) {
    it(`enables a ${kind} MFA device`, async () => {
      await iam.enableMFADevice({ UserName, SerialNumber, ...codes });
      expect(rootUser().mfaDevices.at(-1)).to.deep.equal({ kind, serialNumber: SerialNumber });
    });
  }

  it('creates and resynchronizes a device without enabling it', async () => {
    const made = await iam.createVirtualMFADevice({ VirtualMFADeviceName: 'phone' });
    expect(made.VirtualMFADevice?.SerialNumber).to.equal(`${prefix}:mfa/phone`);
    await iam.resyncMFADevice({ UserName, SerialNumber: virtual, ...codes });
    expect(devices()).to.deep.equal([virtual, passkey, `${virtual}-2`]);
  });

  it('creates access keys, each with an id of its own', async () => {
    account.rootUser = createRootUser(account, bareRootUser);
    await iam.createAccessKey({});
    await iam.createAccessKey({});
    expect(new Set(keyIds())).to.have.property('size', 2);
    for (const id of keyIds()) expect(id).to.match(/^AKIA\w{16}$/);
  });

  it('records each call with its caller, its input and the error code of a refused one', async () => {
    await iam.deactivateMFADevice({ SerialNumber: passkey });
    await rejection(iam.deactivateMFADevice({ SerialNumber: passkey }));
    const input = { SerialNumber: passkey };
    const call = { service: 'iam', operation: 'DeactivateMFADevice', input };
    expect(calls().map(({ caller, ...rest }) => [caller.account.id, caller.arn, rest])).to.deep.equal([
      ['111122223333', `${prefix}:root`, call],
      ['111122223333', `${prefix}:root`, { ...call, errorCode: 'NoSuchEntity' }],
    ]);
  });

  const enable = (changes: object = {}) =>
    new sdk.EnableMFADeviceCommand({ UserName, SerialNumber: 'GAHT87654321', ...codes, ...changes });
  const recovery = new sdk.CreateLoginProfileCommand({});
  const resync = new sdk.ResyncMFADeviceCommand({ UserName, SerialNumber: 'GAHT00000000', ...codes });
  const unknownKey = { AccessKeyId: 'AKIAEXAMPLEEXAMPLE00' };
  const refused: Record<string, [code: string, command: object, rootUser?: object]> = {
    'the ninth MFA device': ['LimitExceeded', enable(), { mfaDevices: Array(8).fill('passkey') }],
    'the third access key': ['LimitExceeded', new sdk.CreateAccessKeyCommand({}), { accessKeys: 2 }],
    'a code of five digits': ['ValidationError', enable({ AuthenticationCode1: '12345' })],
    "a device that is not the root user's": ['NoSuchEntity', resync],
    'the last use of a key that does not exist': [
      'NoSuchEntity',
      new sdk.GetAccessKeyLastUsedCommand(unknownKey),
    ],
    'a question about a missing password': ['NoSuchEntity', new sdk.GetLoginProfileCommand({})],
    'password recovery beside a password': ['EntityAlreadyExists', recovery, { password: true }],
    'password recovery beside an access key': ['EntityAlreadyExists', recovery, { accessKeys: 1 }],
    'password recovery beside a certificate': ['EntityAlreadyExists', recovery, { signingCertificates: 1 }],
    'a chosen password': ['ValidationError', new sdk.CreateLoginProfileCommand({ Password: 'secret' })],
    "an IAM user's key": ['NoSuchEntity', new sdk.CreateAccessKeyCommand({ UserName: 'alice' })],
  };
  for (const [name, [code, command, changes]] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      const before = createRootUser(account, { ...bareRootUser, ...changes });
      account.rootUser = before;
      const error = await rejection(iam.send(command as never));
      expect(error.name).to.match(new RegExp(`^${code}(Exception)?$`));
      expect(rootUser()).to.equal(before);
    });
  }

  it('refuses a call of an administrator', async () => {
    iam = new sdk.IAM(configFor(administratorOf(account)));
    const error = await rejection(iam.deactivateMFADevice({ SerialNumber: passkey }));
    expect(error.name).to.equal('NoSuchEntityException');
    expect(devices()).to.include(passkey);
  });
});
