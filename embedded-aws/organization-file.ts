import { isUtf8 } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { partition } from '@aws-sdk/core/client';
import * as v from 'valibot';
import { accountId } from '../aws/account.ts';
import { ExpectationError, explain } from '../aws/expect.ts';
import { isRegion } from '../aws/regions.ts';
import type { AwsAccount, Organization } from './services/accounts.ts';
import { FAULT_KINDS, FAULTY_OPERATIONS } from './services/fault-injection.ts';
import { createRootUser } from './services/root-user.ts';

/** A checked organization file: accounts in one Region, in an organization or standalone. */
export interface OrganizationFile {
  readonly path: string;
  readonly organization: Organization | null;
  readonly accounts: readonly AwsAccount[];
  readonly parameters: Readonly<Record<string, string>>;
}

const wholeNumber = (least: number) =>
  v.pipe(v.number(), v.integer('a whole number'), v.minValue(least, `${least} or more`));
const atLeastZero = v.pipe(v.number(), v.minValue(0, '0 or more'));

/** To valibot, an array is an object too. */
const notArray = <Shape extends v.GenericSchema>(shape: Shape) =>
  v.pipe(
    v.unknown(),
    v.check((value) => !Array.isArray(value), 'an object'),
    shape,
  );
const object = <Entries extends v.ObjectEntries>(entries: Entries) => notArray(v.strictObject(entries));

const lastUsed = object({
  daysAgo: v.pipe(atLeastZero, v.maxValue(9999, 'at most 9999')),
  service: v.string(),
  region: v.string(),
});

const accessKey = object({
  status: v.exactOptional(v.picklist(['Active', 'Inactive'])),
  lastUsed: v.exactOptional(lastUsed),
});

const rootUser = object({
  password: v.boolean(),
  accessKeys: v.lazy((value) => (Array.isArray(value) ? v.array(accessKey) : wholeNumber(0))),
  signingCertificates: wholeNumber(0),
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_mfa.html
  mfaDevices: v.pipe(
    v.array(v.picklist(['virtual', 'hardware', 'passkey'])),
    v.maxLength(8, 'at most 8 MFA devices'),
  ),
});

const fault = v.pipe(
  object({
    operation: v.picklist(FAULTY_OPERATIONS),
    fault: v.picklist(FAULT_KINDS),
    requests: v.exactOptional(v.array(wholeNumber(1))),
    field: v.exactOptional(v.string()),
    value: v.exactOptional(v.string()),
  }),
  v.check(
    ({ fault, field }) => fault !== 'field' || field !== undefined,
    'a field to go with the fault "field"',
  ),
);

const account = object({
  id: accountId,
  name: v.string(),
  rootUser: v.nullable(rootUser),
  users: v.optional(v.array(object({ name: v.string(), virtualMfaDevice: v.string() })), []),
  organization: v.exactOptional(v.null()),
  suspended: v.exactOptional(v.boolean()),
  deniesRootSessions: v.exactOptional(v.boolean()),
  units: v.exactOptional(
    v.array(
      v.pipe(v.string(), v.regex(/^ou-[0-9a-z]{4,32}-[0-9a-z]{8,32}$/, 'an id such as ou-ab12-11111111')),
    ),
  ),
  joinedHoursAgo: v.exactOptional(atLeastZero),
  rule: v.exactOptional(v.picklist(['missing', 'silent'])),
  memberRole: v.exactOptional(v.picklist(['missing', 'trusts-another-role'])),
  faults: v.optional(v.array(fault), []),
});

const fields = v.strictObject({
  region: v.pipe(v.string(), v.check(isRegion, 'an AWS Region such as eu-central-1')),
  organization: v.nullable(
    object({
      id: v.pipe(v.string(), v.regex(/^o-[a-z0-9]{10,32}$/, 'an organization id such as o-a1b2c3d4e5')),
      managementAccountId: accountId,
      delegatedAdministratorId: v.exactOptional(accountId),
      centralizedRootAccess: v.exactOptional(v.boolean()),
    }),
  ),
  parameters: v.optional(notArray(v.record(v.string(), v.string())), {}),
  accounts: v.pipe(v.array(account), v.minLength(1, 'at least one account')),
  // For editors: organization-file.schema.json.
  $schema: v.exactOptional(v.string()),
});
const organizationFile = notArray(fields);

/** More would scroll the first, which may be the cause of the others, out of sight. */
const MOST_MISTAKES = 10;

/**
 * Reads organization files: docs/organization-file.md.
 *
 * @returns a description of each file, in the given order
 * @throws {ExpectationError} naming the file and each place in it, a line for each
 */
export async function readOrganizationFiles(paths: readonly string[]): Promise<OrganizationFile[]> {
  const files = await Promise.all(paths.map(readOrganizationFile));
  const seen = new Map<string, string>();
  for (const { path, accounts } of files) {
    for (const [index, { id }] of accounts.entries()) {
      const place = `${path}.accounts[${index}]`;
      const other = seen.get(id);
      if (other !== undefined) {
        throw new ExpectationError(
          `${place}.id: expected each account once, got ${id} again; first at ${other}`,
        );
      }
      seen.set(id, place);
    }
  }
  return files;
}

/**
 * The account for a function that works on the whole organization: the delegated administrator, or else the management
 * account.
 *
 * @param need what the error says where the file has no organization
 * @throws {ExpectationError}
 */
export function homeOf({ path, organization, accounts }: OrganizationFile, need: string): AwsAccount {
  const homeId = organization?.delegatedAdministratorId ?? organization?.managementAccountId;
  const home = accounts.find(({ id }) => id === homeId);
  if (home === undefined) throw new ExpectationError(`${path}.organization: ${need}, got null`);
  return home;
}

async function readOrganizationFile(path: string): Promise<OrganizationFile> {
  const result = v.safeParse(organizationFile, await readJson(path));
  if (!result.success) {
    throw mistakes(
      result.issues.map(
        (issue) => `${explain(path, fields, issue)}${isUnquoted(issue) ? ': put it in quotes' : ''}`,
      ),
    );
  }
  const file = result.output;
  const { organization, region } = file;
  const partitionId = partition(region).name;
  const wrong: string[] = [];

  const inside = file.accounts.filter((account) => account.organization !== null).map(({ id }) => id);
  for (const role of ['managementAccountId', 'delegatedAdministratorId'] as const) {
    const named = organization?.[role];
    if (named === undefined || inside.includes(named)) continue;
    wrong.push(`${path}.organization.${role}: expected the id of one of the accounts in it, got ${named}`);
  }
  for (const [index, account] of file.accounts.entries()) {
    if (account.rootUser !== null || partitionId === 'aws-cn') continue;
    wrong.push(
      `${path}.accounts[${index}].rootUser: expected a root user (only accounts in China have none), got null`,
    );
  }
  if (wrong.length > 0) throw mistakes(wrong);
  const accounts = file.accounts.map((account) => ({
    ...account,
    partition: partitionId,
    region,
    organization: account.organization === null ? null : organization,
    rootUser:
      account.rootUser && createRootUser({ id: account.id, partition: partitionId }, account.rootUser),
  }));
  return { path, organization, accounts, parameters: file.parameters };
}

function mistakes(lines: readonly string[]): ExpectationError {
  const more = lines.length - MOST_MISTAKES;
  const listed = lines.slice(0, MOST_MISTAKES);
  return new ExpectationError([...listed, ...(more > 0 ? [`… and ${more} more`] : [])].join('\n'));
}

function isUnquoted({ kind, expected, input }: v.BaseIssue<unknown>): boolean {
  return kind === 'schema' && expected === 'string' && ['number', 'boolean'].includes(typeof input);
}

async function readJson(path: string): Promise<unknown> {
  try {
    return JSON.parse(decode(await readFile(path)), refuseInheritedName);
  } catch (cause) {
    throw new ExpectationError(`${path}: expected a JSON file, got: ${(cause as Error).message}`, { cause });
  }
}

function decode(bytes: Buffer): string {
  // JSON begins with ASCII, of which UTF-16 makes a zero byte.
  if (/^(fffe|feff|00|..00)/.test(bytes.toString('hex', 0, 2))) {
    throw new Error('UTF-16. Save the file as UTF-8');
  }
  if (!isUtf8(bytes)) throw new Error('text that is not UTF-8, such as Latin-1. Save the file as UTF-8');
  // Editors on Windows may put a byte order mark before the text.
  return bytes.toString('utf8').replace(/^\uFEFF/, '');
}

/** Valibot would drop these names in silence. */
function refuseInheritedName(name: string, value: unknown): unknown {
  if (name !== 'prototype' && !(name in Object.prototype)) return value;
  throw new Error(`the name "${name}", which no field or parameter has`);
}
