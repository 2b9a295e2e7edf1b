import sinon from 'sinon';
import { dryRunReport } from '../../../cli/dry-run/dry-run-report.ts';
import { type CallerSession, closeSession, openSession } from '../../../cli/dry-run/session.ts';
import {
  type AwsAccount,
  administratorOf,
  type Organization,
} from '../../../embedded-aws/services/accounts.ts';
import { type ApiCall, Endpoint } from '../../../embedded-aws/services/endpoint.ts';
import type { Fault } from '../../../embedded-aws/services/fault-injection.ts';
import type { Policy } from '../../../embedded-aws/services/policy.ts';
import { type AccountChanges, anAccount, bareRootUser } from '../../embedded-aws/fixtures.ts';

export const managementId = '100000000000';
export const delegatedId = '100000000001';
export const EVERY_ACCOUNT = { excluded: [], accounts: [], units: [] };
export const throughRole = { roleName: 'OrganizationAccountAccessRole', externalId: undefined };
export const inRootSessions = { roleName: undefined, externalId: undefined };
/** Those of the rule, as they are where nobody sets them. */
export const parameters = {
  allowVirtualMfa: true,
  allowMemberCredentials: true,
  credentialFreeCompliance: 'NOT_APPLICABLE',
} as const;
const organization = {
  id: 'o-a1b2c3d4e5',
  managementAccountId: managementId,
  delegatedAdministratorId: delegatedId,
};

/** An embedded organization, and what it was asked. */
export interface EmbeddedOrganization {
  readonly accounts: readonly AwsAccount[];
  readonly requests: string[];
  /** The answered requests, as CloudTrail records them. */
  readonly record: ApiCall[];
  /** The environment of an administrator of the account, or of somebody with other policies, whose own requests have these faults. */
  environmentOf(
    accountId: string,
    faults?: readonly Fault[],
    policies?: readonly Policy[],
  ): Record<string, string>;
  close(): Promise<void>;
}

/**
 * @param changes to its accounts, of which each has MFA by a passkey otherwise
 * @param onRequest called with the action of each request before it is answered
 */
export async function embeddedOrganization(
  changes: readonly AccountChanges[],
  onRequest: (operation: string) => void = () => {},
  settings: Partial<Organization> = {},
): Promise<EmbeddedOrganization> {
  const requests: string[] = [];
  const record: ApiCall[] = [];
  const endpoint = new Endpoint({
    onAnswered: (call) => record.push(call),
    onRequest: (operation) => {
      requests.push(operation);
      onRequest(operation);
    },
  });
  const url = await endpoint.listen();
  const accounts = changes.map((change, index) =>
    anAccount({
      id: `${Number(managementId) + index}`,
      name: `account-${index}`,
      rootUser: { ...bareRootUser, password: true, mfaDevices: ['passkey'] },
      organization: { ...organization, ...settings },
      ...change,
    }),
  );
  for (const account of accounts) endpoint.tenants.add(account);
  return {
    accounts,
    requests,
    record,
    environmentOf(accountId, faults = [], policies) {
      const account = accounts.find(({ id }) => id === accountId) as AwsAccount;
      const administrator = administratorOf(account);
      const caller = { ...administrator, policies: policies ?? administrator.policies };
      const issued = endpoint.sessions.issue(caller, faults);
      return {
        AWS_ACCESS_KEY_ID: issued.accessKeyId,
        AWS_SECRET_ACCESS_KEY: issued.secretAccessKey,
        AWS_SESSION_TOKEN: issued.sessionToken,
        AWS_REGION: account.region,
        AWS_ENDPOINT_URL: url,
      };
    },
    close: () => endpoint.close(),
  };
}

interface SignIn {
  /** Faults of the caller's own requests. */
  readonly faults?: readonly Fault[];
  /** Instead of an administrator's. */
  readonly policies?: readonly Policy[];
  readonly onRequest?: (operation: string) => void;
  readonly interruption?: AbortSignal;
}

type Arguments = Parameters<typeof dryRunReport>;

/** Nobody interrupts. */
export const going = new AbortController().signal;

/** Signs in to an organization of its own in each test of the suite that calls this. */
export function signedIn() {
  let aws: EmbeddedOrganization;
  let session: CallerSession | undefined;
  afterEach(async () => {
    sinon.restore();
    if (session !== undefined) closeSession(session);
    session = undefined;
    await aws.close();
  });

  return {
    async signIn(
      accountId: string,
      changes: readonly AccountChanges[],
      { faults, policies, onRequest, interruption }: SignIn = {},
    ): Promise<CallerSession> {
      aws = await embeddedOrganization(changes, onRequest);
      sinon.stub(process, 'env').value(aws.environmentOf(accountId, faults, policies));
      session = await openSession({ profile: undefined, region: undefined, concurrency: 3, interruption });
      aws.requests.length = 0;
      return session;
    },
    /** The report on all accounts of the organization in root sessions, unless the options are others. */
    report(options: Partial<Arguments[1]> = {}, progress: Partial<Arguments[2]> = {}, interruption = going) {
      const silent = { show: () => {}, grow: () => {}, totalIsKnown: () => {}, increment: () => {} };
      return dryRunReport(
        session as CallerSession,
        { way: inRootSessions, selection: EVERY_ACCOUNT, parameters, concurrency: 2, ...options },
        { ...silent, ...progress },
        interruption,
      );
    },
    aws: () => aws,
    countOf: (operation: string) => aws.requests.filter((request) => request === operation).length,
  };
}
