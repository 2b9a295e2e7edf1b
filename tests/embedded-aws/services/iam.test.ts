import {
  GetAccountSummaryCommand,
  IAMClient,
  ListMFADevicesCommand,
  ListOrganizationsFeaturesCommand,
  ListVirtualMFADevicesCommand,
  type ListVirtualMFADevicesCommandOutput,
  paginateListVirtualMFADevices,
} from '@aws-sdk/client-iam';
import { expect } from 'chai';
import type { DescribedRootUser } from '../../../embedded-aws/services/root-user.ts';
import { rejection } from '../../rejection.ts';
import { type AccountChanges, bareRootUser } from '../fixtures.ts';
import { endpointOfEachTest } from './endpoint-fixture.ts';

describe('embedded-aws/services/iam', () => {
  const { administrator } = endpointOfEachTest();

  const protectedRoot = { ...bareRootUser, password: true, mfaDevices: ['virtual', 'hardware'] } as const;
  const zeros = {
    AccountMFAEnabled: 0,
    AccountPasswordPresent: 0,
    AccountAccessKeysPresent: 0,
    AccountSigningCertificatesPresent: 0,
  };
  const summaries: Record<string, [DescribedRootUser | null, Record<string, number>]> = {
    'no credential': [bareRootUser, zeros],
    'two MFA devices, as a flag': [
      protectedRoot,
      { ...zeros, AccountPasswordPresent: 1, AccountMFAEnabled: 1, MFADevices: 2, MFADevicesInUse: 2 },
    ],
    'two access keys, as a flag': [
      { ...bareRootUser, accessKeys: 2 },
      { ...zeros, AccountAccessKeysPresent: 1 },
    ],
    'a signing certificate': [
      { ...bareRootUser, signingCertificates: 1 },
      { ...zeros, AccountSigningCertificatesPresent: 1 },
    ],
    'no root user, and nothing of its credentials': [null, { AccountMFAEnabled: 0 }],
  };
  const counts = {
    Users: 0,
    UsersQuota: 5000,
    Roles: 1,
    RolesQuota: 1000,
    MFADevices: 0,
    MFADevicesInUse: 0,
  };
  for (const [name, [rootUser, summary]] of Object.entries(summaries)) {
    it(`GetAccountSummary reports ${name}`, async () => {
      const iam = new IAMClient(administrator({ rootUser }));
      const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
      expect(SummaryMap).to.deep.equal({ ...counts, ...summary });
    });
  }

  const fourDevices = {
    ...bareRootUser,
    mfaDevices: ['virtual', 'hardware', 'virtual', 'passkey', 'virtual'],
  } as const;
  const serial = 'arn:aws:iam::111122223333:mfa/root-account-mfa-device';
  const threeSerials = [serial, `${serial}-2`, `${serial}-3`];

  it("ListVirtualMFADevices describes the root user's virtual device", async () => {
    const iam = new IAMClient(administrator({ partition: 'aws-cn', rootUser: protectedRoot }));
    const { VirtualMFADevices, IsTruncated } = await iam.send(new ListVirtualMFADevicesCommand({}));
    const since = new Date('2026-01-01T00:00:00Z');
    expect(IsTruncated).to.equal(false);
    expect(VirtualMFADevices).to.deep.equal([
      {
        SerialNumber: 'arn:aws-cn:iam::111122223333:mfa/root-account-mfa-device',
        EnableDate: since,
        User: { Arn: 'arn:aws-cn:iam::111122223333:root', UserId: '111122223333', CreateDate: since },
      },
    ]);
  });

  const statuses = { Any: threeSerials, Assigned: threeSerials, Unassigned: [] };
  for (const [status, expected] of Object.entries(statuses)) {
    it(`ListVirtualMFADevices lists ${expected.length} of three virtual devices as ${status}`, async () => {
      const iam = new IAMClient(administrator({ rootUser: fourDevices }));
      const command = new ListVirtualMFADevicesCommand({
        AssignmentStatus: status as keyof typeof statuses,
      });
      const { VirtualMFADevices = [] } = await iam.send(command);
      expect(VirtualMFADevices.map((device) => device.SerialNumber)).to.deep.equal(expected);
    });
  }

  it("ListVirtualMFADevices lists users' devices under their own names", async () => {
    const users = [
      { name: 'rooter', virtualMfaDevice: 'root-account-mfa-device' },
      { name: 'a&b', virtualMfaDevice: 'a&b' },
    ];
    const iam = new IAMClient(administrator({ users, rootUser: protectedRoot }));
    const { VirtualMFADevices = [] } = await iam.send(new ListVirtualMFADevicesCommand({}));
    expect(VirtualMFADevices.map(({ SerialNumber, User }) => [SerialNumber, User?.Arn])).to.have.deep.members(
      [
        [serial, 'arn:aws:iam::111122223333:user/rooter'],
        ['arn:aws:iam::111122223333:mfa/a&b', 'arn:aws:iam::111122223333:user/a&b'],
        [serial, 'arn:aws:iam::111122223333:root'],
      ],
    );
  });

  it('ListVirtualMFADevices lists nothing where there is no root user', async () => {
    const iam = new IAMClient(administrator({ rootUser: null }));
    const { VirtualMFADevices, IsTruncated } = await iam.send(new ListVirtualMFADevicesCommand({}));
    expect({ VirtualMFADevices, IsTruncated }).to.deep.equal({ VirtualMFADevices: [], IsTruncated: false });
  });

  const serials: Record<string, [DescribedRootUser | null, serialNumbers: string[]]> = {
    'no root user': [null, []],
    'no device': [bareRootUser, []],
    'a virtual device, by its ARN': [{ ...bareRootUser, mfaDevices: ['virtual'] }, [serial]],
    'a passkey, by its ARN': [
      { ...bareRootUser, mfaDevices: ['passkey'] },
      ['arn:aws:iam::111122223333:u2f/root/key-0'],
    ],
    'a hardware token, by its own number': [{ ...bareRootUser, mfaDevices: ['hardware'] }, ['GAHT12345670']],
    'devices of all kinds, the virtual ones as ListVirtualMFADevices does': [
      fourDevices,
      [serial, 'GAHT12345670', `${serial}-2`, 'arn:aws:iam::111122223333:u2f/root/key-0', `${serial}-3`],
    ],
  };
  for (const [name, [rootUser, serialNumbers]] of Object.entries(serials)) {
    it(`ListMFADevices lists ${name}`, async () => {
      const users = [{ name: 'root', virtualMfaDevice: 'phone' }];
      const iam = new IAMClient(administrator({ rootUser, users }));
      const { MFADevices = [], IsTruncated } = await iam.send(new ListMFADevicesCommand({}));
      expect(IsTruncated).to.equal(false);
      expect(MFADevices.map(({ SerialNumber }) => SerialNumber)).to.deep.equal(serialNumbers);
    });
  }

  const pagings: Record<number, { sizes: number[]; markers: (string | undefined)[] }> = {
    1: { sizes: [1, 1, 1], markers: ['1', '2', undefined] },
    2: { sizes: [2, 1], markers: ['2', undefined] },
    3: { sizes: [3], markers: [undefined] },
  };
  for (const [pageSize, { sizes, markers }] of Object.entries(pagings)) {
    it(`ListVirtualMFADevices gives three devices in pages of ${pageSize}`, async () => {
      const client = new IAMClient(administrator({ rootUser: fourDevices }));
      const pages: ListVirtualMFADevicesCommandOutput[] = [];
      for await (const page of paginateListVirtualMFADevices({ client, pageSize: Number(pageSize) }, {})) {
        pages.push(page);
      }
      expect(pages.map((page) => page.VirtualMFADevices?.length)).to.deep.equal(sizes);
      expect(pages.map((page) => page.Marker)).to.deep.equal(markers);
      expect(pages.map((page) => page.IsTruncated)).to.deep.equal(
        markers.map((marker) => marker !== undefined),
      );
      const serials = pages.flatMap((page) => page.VirtualMFADevices?.map((device) => device.SerialNumber));
      expect(serials).to.deep.equal(threeSerials);
    });
  }

  const organization = {
    id: 'o-a1b2c3d4e5',
    managementAccountId: '111122223333',
    delegatedAdministratorId: '222233334444',
  };
  const both = ['RootCredentialsManagement', 'RootSessions'];
  const features: Record<string, [AccountChanges, string[] | string]> = {
    'the management account': [{ organization }, both],
    'the delegated administrator': [{ organization, id: '222233334444' }, both],
    'the management account where centralized root access is off': [
      { organization: { ...organization, centralizedRootAccess: false } },
      [],
    ],
    'another member': [
      { organization, id: '333344445555' },
      'AccountNotManagementOrDelegatedAdministratorException',
    ],
    'an account in no organization': [{}, 'OrganizationNotFoundException'],
  };
  for (const [name, [changes, answer]] of Object.entries(features)) {
    it(`ListOrganizationsFeatures answers ${name}`, async () => {
      const sent = new IAMClient(administrator(changes)).send(new ListOrganizationsFeaturesCommand({}));
      if (typeof answer === 'string') {
        expect(await rejection(sent)).to.have.property('name', answer);
        return;
      }
      const { OrganizationId, EnabledFeatures } = await sent;
      expect({ OrganizationId, EnabledFeatures }).to.deep.equal({
        OrganizationId: 'o-a1b2c3d4e5',
        EnabledFeatures: answer,
      });
    });
  }

  it('ListVirtualMFADevices refuses a marker that it did not give', async () => {
    const iam = new IAMClient(administrator());
    const error = await rejection(iam.send(new ListVirtualMFADevicesCommand({ Marker: '<next>' })));
    expect(error).to.include({ name: 'ValidationError', message: 'Invalid Marker: <next>' });
  });
});
