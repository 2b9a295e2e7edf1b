import * as sdk from '@aws-sdk/client-iam';
import { expect } from 'chai';
import type { DescribedRootUser, EmbeddedMfaDevice } from '../../../embedded-aws/services/root-user.ts';
import { rejection } from '../../rejection.ts';
import { type AccountChanges, bareRootUser } from '../fixtures.ts';
import { endpointOfEachTest } from './endpoint-fixture.ts';

const prefix = 'arn:aws:iam::111122223333';
const serial = `${prefix}:mfa/root-account-mfa-device`;
const threeSerials = [serial, `${serial}-2`, `${serial}-3`];

const withDevices = (...mfaDevices: EmbeddedMfaDevice[]) => ({ ...bareRootUser, mfaDevices });
const fiveDevices = withDevices('virtual', 'hardware', 'virtual', 'passkey', 'virtual');

const organization = {
  id: 'o-a1b2c3d4e5',
  managementAccountId: '111122223333',
  delegatedAdministratorId: '222233334444',
};
const switchedOff = { ...organization, centralizedRootAccess: false };

describe('embedded-aws/services/iam', () => {
  const { administrator } = endpointOfEachTest();
  const iamOf = (changes: AccountChanges = {}) => new sdk.IAM(administrator(changes));

  const counts = {
    Users: 0,
    UsersQuota: 5000,
    Roles: 1,
    RolesQuota: 1000,
    MFADevices: 0,
    MFADevicesInUse: 0,
  };
  const flags = {
    AccountMFAEnabled: 0,
    AccountPasswordPresent: 0,
    AccountAccessKeysPresent: 0,
    AccountSigningCertificatesPresent: 0,
  };
  const summaries: Record<string, [DescribedRootUser | null, summary: Record<string, number>]> = {
    'no credential': [bareRootUser, flags],
    'a password, and two MFA devices as a flag': [
      { ...withDevices('virtual', 'hardware'), password: true },
      { ...flags, AccountPasswordPresent: 1, AccountMFAEnabled: 1, MFADevices: 2, MFADevicesInUse: 2 },
    ],
    'two access keys, as a flag': [
      { ...bareRootUser, accessKeys: 2 },
      { ...flags, AccountAccessKeysPresent: 1 },
    ],
    'a signing certificate': [
      { ...bareRootUser, signingCertificates: 1 },
      { ...flags, AccountSigningCertificatesPresent: 1 },
    ],
    'no root user, and nothing of its credentials': [null, { AccountMFAEnabled: 0 }],
  };
  for (const [name, [rootUser, summary]] of Object.entries(summaries)) {
    it(`GetAccountSummary reports ${name}`, async () => {
      const { SummaryMap } = await iamOf({ rootUser }).getAccountSummary({});
      expect(SummaryMap).to.deep.equal({ ...counts, ...summary });
    });
  }

  it("ListVirtualMFADevices describes the root user's virtual device", async () => {
    const iam = iamOf({ partition: 'aws-cn', rootUser: withDevices('virtual', 'hardware') });
    const { $metadata, ...answer } = await iam.listVirtualMFADevices({});
    const since = new Date('2026-01-01T00:00:00Z');
    const User = { Arn: 'arn:aws-cn:iam::111122223333:root', UserId: '111122223333', CreateDate: since };
    expect(answer).to.deep.equal({
      IsTruncated: false,
      VirtualMFADevices: [{ SerialNumber: serial.replace('aws', 'aws-cn'), EnableDate: since, User }],
    });
  });

  const users = [
    { name: 'rooter', virtualMfaDevice: 'root-account-mfa-device' },
    { name: 'a&b', virtualMfaDevice: 'a&b' },
  ];
  const ofUsers = [`${prefix}:user/rooter ${serial}`, `${prefix}:user/a&b ${prefix}:mfa/a&b`];
  const ofRoot = threeSerials.map((device) => `${prefix}:root ${device}`);
  const lists: Record<string, [AccountChanges, sdk.AssignmentStatusType | undefined, string[]]> = {
    'all of Any': [{ rootUser: fiveDevices }, 'Any', ofRoot],
    'all as Assigned': [{ rootUser: fiveDevices }, 'Assigned', ofRoot],
    'none as Unassigned': [{ rootUser: fiveDevices }, 'Unassigned', []],
    "users' devices first, under their own names": [
      { users, rootUser: fiveDevices },
      undefined,
      [...ofUsers, ...ofRoot],
    ],
    'none of a root user that does not exist': [{ rootUser: null }, undefined, []],
  };
  for (const [name, [changes, AssignmentStatus, expected]] of Object.entries(lists)) {
    it(`ListVirtualMFADevices lists ${name}`, async () => {
      const { VirtualMFADevices = [] } = await iamOf(changes).listVirtualMFADevices({ AssignmentStatus });
      const found = VirtualMFADevices.map(({ SerialNumber, User }) => `${User?.Arn} ${SerialNumber}`);
      expect(found).to.deep.equal(expected);
    });
  }

  it('ListMFADevices lists devices of all kinds, the virtual ones as ListVirtualMFADevices does', async () => {
    const serialsOf = async (rootUser: DescribedRootUser | null) => {
      const { MFADevices = [] } = await iamOf({ rootUser, users }).listMFADevices({});
      return MFADevices.map(({ SerialNumber }) => SerialNumber);
    };
    const [first, second, third] = threeSerials;
    const all = [first, 'GAHT12345670', second, `${prefix}:u2f/root/key-0`, third];
    expect(await serialsOf(fiveDevices)).to.deep.equal(all);
    expect(await serialsOf(null)).to.deep.equal([]);
  });

  for (const { pageSize, sizes, markers } of [
    { pageSize: 1, sizes: [1, 1, 1], markers: ['1', '2', undefined] },
    { pageSize: 2, sizes: [2, 1], markers: ['2', undefined] },
    { pageSize: 3, sizes: [3], markers: [undefined] },
  ]) {
    it(`ListVirtualMFADevices gives three devices in pages of ${pageSize}`, async () => {
      const client = iamOf({ rootUser: fiveDevices });
      const pages: sdk.ListVirtualMFADevicesCommandOutput[] = [];
      for await (const page of sdk.paginateListVirtualMFADevices({ client, pageSize }, {})) pages.push(page);
      expect(pages.map((page) => page.VirtualMFADevices?.length)).to.deep.equal(sizes);
      expect(pages.map((page) => page.Marker)).to.deep.equal(markers);
      expect(pages.map((page) => page.IsTruncated)).to.deep.equal(markers.map(Boolean));
      const serials = pages.flatMap((page) => page.VirtualMFADevices?.map((device) => device.SerialNumber));
      expect(serials).to.deep.equal(threeSerials);
    });
  }

  it('ListVirtualMFADevices refuses a marker that it did not give', async () => {
    const error = await rejection(iamOf().listVirtualMFADevices({ Marker: '<next>' }));
    expect(error).to.include({ name: 'ValidationError', message: 'Invalid Marker: <next>' });
  });

  const everything = ['RootCredentialsManagement', 'RootSessions'];
  const features: Record<string, [AccountChanges, string[]]> = {
    'all features to the management account': [{ organization }, everything],
    'all features to the delegated administrator': [{ organization, id: '222233334444' }, everything],
    'no feature where centralized root access is off': [{ organization: switchedOff }, []],
  };
  for (const [name, [changes, EnabledFeatures]] of Object.entries(features)) {
    it(`ListOrganizationsFeatures shows ${name}`, async () => {
      const { $metadata, ...answer } = await iamOf(changes).listOrganizationsFeatures({});
      expect(answer).to.deep.equal({ OrganizationId: 'o-a1b2c3d4e5', EnabledFeatures });
    });
  }

  const strangers: Record<string, AccountChanges> = {
    AccountNotManagementOrDelegatedAdministratorException: { organization, id: '333344445555' },
    OrganizationNotFoundException: {},
  };
  for (const [name, changes] of Object.entries(strangers)) {
    it(`ListOrganizationsFeatures refuses an account with ${name}`, async () => {
      const error = await rejection(iamOf(changes).listOrganizationsFeatures({}));
      expect(error).to.have.property('name', name);
    });
  }
});
