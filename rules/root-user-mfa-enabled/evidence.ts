import { GetAccountSummaryCommand, IAMClient, ListVirtualMFADevicesCommand } from '@aws-sdk/client-iam';
import {
  AWSOrganizationsNotInUseException,
  DescribeOrganizationCommand,
  OrganizationsClient,
} from '@aws-sdk/client-organizations';
import * as v from 'valibot';
import { accountId, iamArn } from '../../aws/account.ts';
import type { Aws, RequestOptions } from '../../aws/call.ts';
import { expectShape } from '../../aws/expect.ts';
import type { RootUserEvidence, RootUserSummary } from './rule.ts';

/** Reads the evidence from IAM and Organizations, each answer only when it is asked for. */
export function rootUserEvidence({ account, call, clientConfig }: Aws): RootUserEvidence {
  const iam = new IAMClient(clientConfig);

  return {
    partition: account.partition,

    accountSummary: () => call('iam:GetAccountSummary', (options) => readAccountSummary(iam, options)),

    async hasVirtualMfaDevice() {
      const rootArn = iamArn(account, 'root');
      const seen = new Set<string>();
      let marker: string | undefined;
      do {
        const page = await call('iam:ListVirtualMFADevices', (options) =>
          readVirtualMfaDevices(iam, rootArn, marker, seen, options),
        );
        if (page.owners.includes(rootArn)) return true;
        marker = page.nextMarker;
      } while (marker !== undefined);
      return false;
    },

    organizationRole: () =>
      call('organizations:DescribeOrganization', (options) =>
        readOrganizationRole(new OrganizationsClient(clientConfig), account.id, options),
      ),
  };
}

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

async function readAccountSummary(iam: IAMClient, options: RequestOptions): Promise<RootUserSummary> {
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
}

/** A page of ListVirtualMFADevices. https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListVirtualMFADevices.html */
const virtualMfaDevices = v.variant('IsTruncated', [
  v.object({
    IsTruncated: v.literal(false),
    VirtualMFADevices: v.array(assignedDevice()),
    // The SDK reads every IsTruncated but `true` as false; a marker then says that there is more all the same.
    Marker: v.optional(v.pipe(v.string(), v.empty('no marker where there is no more'))),
  }),
  v.object({
    IsTruncated: v.literal(true),
    VirtualMFADevices: v.array(assignedDevice()),
    Marker: v.pipe(v.string(), v.nonEmpty('a marker')),
  }),
]);

/**
 * The serial number says nothing of the owner: any user's device may be called `root-account-mfa-device`. An owner that
 * is neither a root user nor an IAM user could be anybody. A device without an owner could too, but does not matter beside
 * one of the root user.
 */
function assignedDevice() {
  const owner = v.regex(
    /^arn:aws[a-z-]*:iam::[0-9]{12}:(root|user\/.+)$/,
    'the ARN of a root user or an IAM user',
  );
  return v.object({ User: v.optional(v.object({ Arn: v.optional(v.pipe(v.string(), owner)) })) });
}

async function readVirtualMfaDevices(
  iam: IAMClient,
  rootArn: string,
  marker: string | undefined,
  seen: Set<string>,
  options: RequestOptions,
) {
  const command = new ListVirtualMFADevicesCommand({ AssignmentStatus: 'Assigned', Marker: marker });
  const page = expectShape('answer', virtualMfaDevices, await iam.send(command, options));
  const owners = page.VirtualMFADevices.map((device) => device.User?.Arn);
  if (owners.includes(undefined) && !owners.includes(rootArn)) {
    throw new Error('expected each device to name its owner, got one that does not');
  }
  if (!page.IsTruncated) return { owners, nextMarker: undefined };
  if (seen.has(page.Marker)) {
    throw new Error('expected each page to have a marker of its own, got the same marker twice');
  }
  seen.add(page.Marker);
  return { owners, nextMarker: page.Marker };
}

/**
 * `MasterAccountId` tells the management account from a member; the operation answers in every account.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_DescribeOrganization.html
 */
const organization = v.object({ Organization: v.object({ MasterAccountId: accountId }) });

async function readOrganizationRole(client: OrganizationsClient, ownId: string, options: RequestOptions) {
  try {
    const answer = await client.send(new DescribeOrganizationCommand({}), options);
    const { MasterAccountId } = expectShape('answer', organization, answer).Organization;
    return MasterAccountId === ownId ? 'management' : 'member';
  } catch (error) {
    if (error instanceof AWSOrganizationsNotInUseException) return 'none';
    throw error;
  }
}
