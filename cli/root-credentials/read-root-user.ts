import {
  GetAccessKeyLastUsedCommand,
  GetLoginProfileCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListMFADevicesCommand,
  ListSigningCertificatesCommand,
} from '@aws-sdk/client-iam';
import * as v from 'valibot';
import { iamArn } from '../../aws/account.ts';
import { type Aws, causeOf, type RequestOptions } from '../../aws/call.ts';
import { expectShape } from '../../aws/expect.ts';
import { pagesOf } from '../../aws/pages.ts';
import { kindOf } from '../dry-run/mfa-devices.ts';
import type { RootUser } from './plan.ts';

const text = v.pipe(v.string(), v.nonEmpty('a text'));
const pageEnd = v.object({ IsTruncated: v.boolean(), Marker: v.optional(v.string()) });
const accessKeys = v.object({
  AccessKeyMetadata: v.array(v.object({ AccessKeyId: text, Status: v.picklist(['Active', 'Inactive']) })),
  ...pageEnd.entries,
});
const certificates = v.object({
  Certificates: v.array(v.object({ CertificateId: text })),
  ...pageEnd.entries,
});
const mfaDevices = v.object({ MFADevices: v.array(v.object({ SerialNumber: text })), ...pageEnd.entries });
const loginProfile = v.object({ LoginProfile: v.object({ CreateDate: v.date() }) });

/** A key that was never used has no date, and `N/A` for service and Region. */
const lastUsed = v.object({
  AccessKeyLastUsed: v.pipe(
    v.object({ LastUsedDate: v.optional(v.date()), ServiceName: text, Region: text }),
    v.check(
      ({ LastUsedDate, ServiceName }) => LastUsedDate !== undefined || ServiceName === 'N/A',
      'a date where there is a service',
    ),
    v.transform(({ LastUsedDate, ServiceName: service, Region: region }) =>
      LastUsedDate === undefined ? null : { date: LastUsedDate.toISOString(), service, region },
    ),
  ),
});

/**
 * Reads the credentials and MFA devices of the root user to whom the session belongs.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListAccessKeys.html
 *
 * @throws {AwsCallError}
 */
export async function readRootUser(aws: Aws): Promise<RootUser> {
  const { account, call, clientConfig } = aws;
  const iam = new IAMClient(clientConfig);
  const password = await hasPassword(aws);
  const keys = await listAll(aws, 'iam:ListAccessKeys', async (Marker, options) => {
    const answer = await iam.send(new ListAccessKeysCommand({ Marker }), options);
    const { AccessKeyMetadata, ...end } = expectShape('answer', accessKeys, answer);
    return { items: AccessKeyMetadata, ...end };
  });
  const usedKeys: RootUser['accessKeys'] = [];
  for (const { AccessKeyId, Status: status } of keys) {
    const use = await call('iam:GetAccessKeyLastUsed', async (options) => {
      const answer = await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }), options);
      return expectShape('answer', lastUsed, answer).AccessKeyLastUsed;
    });
    usedKeys.push({ id: AccessKeyId, status, lastUsed: use });
  }
  const signingCertificates = await listAll(aws, 'iam:ListSigningCertificates', async (Marker, options) => {
    const answer = await iam.send(new ListSigningCertificatesCommand({ Marker }), options);
    const { Certificates, ...end } = expectShape('answer', certificates, answer);
    return { items: Certificates, ...end };
  });
  const devices = await listAll(aws, 'iam:ListMFADevices', async (Marker, options) => {
    const answer = await iam.send(new ListMFADevicesCommand({ Marker }), options);
    const { MFADevices, ...end } = expectShape('answer', mfaDevices, answer);
    // Nothing else says which account the session belongs to.
    const foreign = MFADevices.find(
      ({ SerialNumber }) => SerialNumber.startsWith('arn:') && !SerialNumber.startsWith(iamArn(account, '')),
    );
    if (foreign) throw new Error(`expected a device of account ${account.id}, got ${foreign.SerialNumber}`);
    return { items: MFADevices, ...end };
  });
  return {
    password,
    accessKeys: usedKeys,
    signingCertificates: signingCertificates.map(({ CertificateId }) => CertificateId),
    mfaDevices: devices.map(({ SerialNumber: serialNumber }) => ({
      serialNumber,
      kind: kindOf(serialNumber, account) ?? 'unknown kind',
    })),
  };
}

/** @throws {AwsCallError} */
export function hasPassword({ call, clientConfig }: Aws): Promise<boolean> {
  const iam = new IAMClient(clientConfig);
  return unlessGone(
    call('iam:GetLoginProfile', async (options) => {
      expectShape('answer', loginProfile, await iam.send(new GetLoginProfileCommand({}), options));
      return true;
    }),
    false,
  );
}

/** @returns the other value where IAM answers that what was asked for does not exist */
export async function unlessGone<Answer, Gone>(call: Promise<Answer>, gone: Gone): Promise<Answer | Gone> {
  try {
    return await call;
  } catch (error) {
    if (causeOf(error)?.startsWith('NoSuchEntity')) return gone;
    throw error;
  }
}

interface Page<Item> extends v.InferOutput<typeof pageEnd> {
  readonly items: readonly Item[];
}

/** All items of a list of IAM, which has a marker where there is more, and none where there is not. */
async function listAll<Item>(
  { call }: Aws,
  action: string,
  read: (Marker: string | undefined, options: RequestOptions) => Promise<Page<Item>>,
): Promise<Item[]> {
  const all: Item[] = [];
  const readPage = (marker: string | undefined) =>
    call(action, async (options) => {
      const { items, IsTruncated, Marker } = await read(marker, options);
      if (IsTruncated === Boolean(Marker)) return { items, NextToken: Marker };
      throw new Error('expected a marker where there is more, and none where there is not');
    });
  for await (const { items } of pagesOf(action, readPage)) all.push(...items);
  return all;
}
