import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { accountId } from '../../aws/account.ts';
import { ExpectationError, expectShape, parseJsonObject } from '../../aws/expect.ts';
import type { OrganizationAccount } from '../../aws/organization-accounts.ts';
import { INACTIVE } from '../dry-run/evaluate-account.ts';
import type { SelectableAccount } from '../dry-run/selection.ts';

/** The version of the plan's file. Another one is refused, never guessed. */
export const PLAN_VERSION = 1;

const text = v.pipe(v.string(), v.nonEmpty('a text'));
const time = v.pipe(v.string(), v.isoTimestamp('an ISO 8601 time'));

const rootUser = v.strictObject({
  password: v.boolean(),
  accessKeys: v.array(
    v.strictObject({
      id: text,
      status: v.picklist(['Active', 'Inactive']),
      /** `null`: never, as far as IAM knows. */
      lastUsed: v.nullable(v.strictObject({ date: time, service: text, region: text })),
    }),
  ),
  /** Ids. */
  signingCertificates: v.array(text),
  mfaDevices: v.array(v.strictObject({ serialNumber: text, kind: text })),
});

const named = { id: accountId, name: v.string() };
const plannedAccount = v.variant('state', [
  v.strictObject({ ...named, state: v.literal('ready'), rootUser }),
  v.strictObject({ ...named, state: v.literal('held back'), reason: text, rootUser }),
  v.strictObject({ ...named, state: v.literal('nothing to delete') }),
  v.strictObject({ ...named, state: v.literal('not reachable'), reason: text }),
  v.strictObject({ ...named, state: v.literal('never'), reason: text }),
  v.strictObject({ ...named, state: v.literal('excluded') }),
]);

const plan = v.strictObject({
  version: v.literal(PLAN_VERSION),
  organizationId: text,
  createdAt: time,
  usedWithinDays: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  accounts: v.pipe(
    v.array(plannedAccount),
    v.check(
      (accounts) => new Set(accounts.map(({ id }) => id)).size === accounts.length,
      'each account once',
    ),
  ),
});

/** What a member account's root user has. IAM shows no secret, so there is none here. */
export type RootUser = v.InferOutput<typeof rootUser>;
export type PlannedAccount = v.InferOutput<typeof plannedAccount>;
export type ReadyAccount = Extract<PlannedAccount, { state: 'ready' }>;
export type Plan = v.InferOutput<typeof plan>;

export interface Sorting {
  readonly now: Date;
  /** A key that was used within so many days holds its account back. */
  readonly usedWithinDays: number;
  /** Ids of accounts that the caller names although a key is in use. */
  readonly includeUsed: ReadonlySet<string>;
}

/**
 * Sorts one account into the plan.
 *
 * @param read reads what the root user has; not called for an account that is never touched. What it throws is the
 * reason why the account is not reachable
 */
export async function planAccount(
  account: SelectableAccount,
  read: () => Promise<RootUser>,
  sorting: Sorting,
): Promise<PlannedAccount> {
  const { id, name } = account;
  if (account.isExcluded) return { id, name, state: 'excluded' };
  const untouched = untouchedIn(account);
  if (untouched !== undefined) return { id, name, ...untouched };
  try {
    const rootUser = await read();
    if (isBare(rootUser)) return { id, name, state: 'nothing to delete' };
    const reason = sorting.includeUsed.has(id) ? undefined : keyInUse(rootUser, sorting);
    if (reason !== undefined) return { id, name, state: 'held back', reason, rootUser };
    return { id, name, state: 'ready', rootUser };
  } catch (error) {
    return { id, name, state: 'not reachable', reason: (error as Error).message };
  }
}

/** Why an account is left alone whatever its root user has. */
export function untouchedIn({ id, state = 'nothing', managementAccountId }: OrganizationAccount) {
  if (id === managementAccountId) return { state: 'never', reason: 'It is the management account.' } as const;
  if (INACTIVE.includes(state)) {
    return { state: 'never', reason: `AWS Organizations reports it as ${state}.` } as const;
  }
  if (state === 'ACTIVE') return undefined;
  return { state: 'not reachable', reason: `Expected a known state of the account, got ${state}.` } as const;
}

function isBare({ password, accessKeys, signingCertificates, mfaDevices }: RootUser): boolean {
  return !password && accessKeys.length + signingCertificates.length + mfaDevices.length === 0;
}

function keyInUse({ accessKeys }: RootUser, { now, usedWithinDays }: Sorting): string | undefined {
  const since = now.getTime() - usedWithinDays * 24 * 60 * 60 * 1000;
  const used = accessKeys.find(({ lastUsed }) => lastUsed !== null && Date.parse(lastUsed.date) >= since);
  return used && `Access key ${used.id} was used within ${usedWithinDays} days.`;
}

/** The plan as a file, with a checksum of its content. */
export function writePlan(content: Plan): string {
  return `${JSON.stringify({ ...content, sha256: checksum(content) }, null, 2)}\n`;
}

/** @throws {ExpectationError} on a plan that is cut off, was edited, or comes from another version */
export function readPlan(path: string, file: string): { readonly plan: Plan; readonly sha256: string } {
  const { sha256, ...content } = parseJsonObject(path, file) as Record<string, unknown>;
  if (content['version'] !== PLAN_VERSION) {
    const version = JSON.stringify(content['version']) ?? 'nothing';
    throw new ExpectationError(
      `${path}.version: expected ${PLAN_VERSION}, got ${version}. Make a new plan with this version of the command.`,
    );
  }
  if (sha256 !== checksum(content)) {
    throw new ExpectationError(
      `${path}: expected the plan as it was written, got an edited one. Make a new plan; to leave accounts out, use --exclude.`,
    );
  }
  return { plan: expectShape(path, plan, content), sha256 };
}

/** It finds an edit; it does not prove who wrote the plan. */
function checksum(content: object): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}
