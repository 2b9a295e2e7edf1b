import { GetAccountSummaryCommand, IAMClient, ListVirtualMFADevicesCommand } from '@aws-sdk/client-iam';
import {
  AWSOrganizationsNotInUseException,
  DescribeOrganizationCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import * as v from 'valibot';
import { accountId, iamArn } from '../../aws/account.ts';
import type { Aws } from '../../aws/call.ts';
import { expectShape } from '../../aws/expect.ts';
import type { RootUserEvidence } from './rule.ts';

const flag = v.pipe(
  v.picklist([0, 1]),
  v.transform((value) => value === 1),
);
const presence = v.pipe(
  v.number(),
  v.safeInteger('a whole number below 2^53'),
  v.minValue(0, '0 or more'),
  v.transform((count) => count > 0),
);

/**
 * `SummaryMap` of GetAccountSummary. `AccountMFAEnabled` is a flag, not a count of devices; inactive access keys
 * count. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
 */
const accountSummary = v.object({
  SummaryMap: v.object({
    AccountMFAEnabled: flag,
    AccountPasswordPresent: v.optional(flag),
    AccountAccessKeysPresent: v.optional(presence),
    AccountSigningCertificatesPresent: v.optional(presence),
  }),
});

/**
 * The serial number says nothing of the owner: any user's device may be called `root-account-mfa-device`. An owner that
 * is neither a root user nor an IAM user could be anybody. A device without an owner could too, but does not matter beside
 * one of the root user.
 */
const owner = v.pipe(
  v.string(),
  v.regex(/^arn:aws[a-z-]*:iam::[0-9]{12}:(root|user\/.+)$/, 'the ARN of a root user or an IAM user'),
);
const devices = v.array(v.object({ User: v.optional(v.object({ Arn: v.optional(owner) })) }));

/** A page of ListVirtualMFADevices. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html */
const virtualMfaDevices = v.variant('IsTruncated', [
  v.object({
    IsTruncated: v.literal(false),
    VirtualMFADevices: devices,
    // The SDK reads every IsTruncated but `true` as false; a marker then says that there is more all the same.
    Marker: v.optional(v.pipe(v.string(), v.empty('no marker where there is no more'))),
  }),
  v.object({
    IsTruncated: v.literal(true),
    VirtualMFADevices: devices,
    Marker: v.pipe(v.string(), v.nonEmpty('a marker')),
  }),
]);

/**
 * `MasterAccountId` tells the management account from a member; the operation answers in every account.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
 */
const organization = v.object({ Organization: v.object({ MasterAccountId: accountId }) });

/** Reads the evidence from IAM and Organizations, each answer only when it is asked for. */
export function rootUserEvidence({ account, call, clientConfig }: Aws): RootUserEvidence {
  const iam = new IAMClient(clientConfig);
  const rootArn = iamArn(account, 'root');

  return {
    partition: account.partition,

    accountSummary: () =>
      call('iam:GetAccountSummary', async (options) => {
        const answer = await iam.send(new GetAccountSummaryCommand({}), options);
        const { SummaryMap: summary } = expectShape('answer', accountSummary, answer);
        return {
          mfaEnabled: summary.AccountMFAEnabled,
          credentials: {
            password: summary.AccountPasswordPresent,
            accessKeys: summary.AccountAccessKeysPresent,
            signingCertificates: summary.AccountSigningCertificatesPresent,
          },
        };
      }),

    async hasVirtualMfaDevice() {
      const markers = new Set<string>();
      const read = (Marker: string | undefined) =>
        call('iam:ListVirtualMFADevices', async (options) => {
          const command = new ListVirtualMFADevicesCommand({ AssignmentStatus: 'Assigned', Marker });
          const page = expectShape('answer', virtualMfaDevices, await iam.send(command, options));
          const owners = page.VirtualMFADevices.map((device) => device.User?.Arn);
          const hasRootUser = owners.includes(rootArn);
          if (owners.includes(undefined) && !hasRootUser) {
            throw new Error('expected each device to name its owner, got one that does not');
          }
          if (!page.IsTruncated) return { hasRootUser, next: undefined };
          if (markers.has(page.Marker)) {
            throw new Error('expected each page to have a marker of its own, got the same marker twice');
          }
          markers.add(page.Marker);
          return { hasRootUser, next: page.Marker };
        });

      let page = await read(undefined);
      while (!page.hasRootUser && page.next !== undefined) page = await read(page.next);
      return page.hasRootUser;
    },

    organizationRole: () =>
      call('organizations:DescribeOrganization', async (options) => {
        try {
          const organizations = new OrganizationsClient(clientConfig);
          const answer = await organizations.send(new DescribeOrganizationCommand({}), options);
          const { MasterAccountId } = expectShape('answer', organization, answer).Organization;
          return MasterAccountId === account.id ? 'management' : 'member';
        } catch (error) {
          if (error instanceof AWSOrganizationsNotInUseException) return 'none';
          throw error;
        }
      }),
  };
}
