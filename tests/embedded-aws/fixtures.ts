import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AwsAccount,
  administratorOf,
  type Principal,
  rootSession,
} from '../../embedded-aws/services/accounts.ts';
import { createRootUser, type DescribedRootUser } from '../../embedded-aws/services/root-user.ts';

/** A root user without any credential. */
export const bareRootUser: DescribedRootUser = {
  password: false,
  accessKeys: 0,
  signingCertificates: 0,
  mfaDevices: [],
};

export type AccountChanges = Partial<
  Omit<AwsAccount, 'rootUser'> & { readonly rootUser: DescribedRootUser | null }
>;

/** An account in no organization, whose root user has no credential. */
export function anAccount({ rootUser = bareRootUser, ...changes }: AccountChanges = {}): AwsAccount {
  const account = {
    id: '111122223333',
    name: 'example',
    partition: 'aws',
    region: 'eu-central-1',
    organization: null,
    users: [],
    faults: [],
    ...changes,
  };
  return { ...account, rootUser: rootUser && createRootUser(account, rootUser) };
}

/** The root user, signed in with its password. */
export function rootUserOf(account: AwsAccount): Principal {
  return {
    ...rootSession(account, 'IAMAuditRootUserCredentials'),
    policies: administratorOf(account).policies,
  };
}

/** A new, empty folder; whoever asks for it deletes it. */
export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'tests-local-'));
}
