import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type AwsAccount,
  administratorOf,
  type Principal,
  type RootUser,
  rootSession,
} from '../../embedded-aws/services/accounts.ts';

/** A root user without any credential. */
export const bareRootUser: RootUser = {
  password: false,
  accessKeys: 0,
  signingCertificates: 0,
  mfaDevices: [],
};

/** An account in no organization, whose root user has no credential. */
export function anAccount(changes: Partial<AwsAccount> = {}): AwsAccount {
  return {
    id: '111122223333',
    name: 'example',
    partition: 'aws',
    region: 'eu-central-1',
    rootUser: bareRootUser,
    organization: null,
    users: [],
    faults: [],
    ...changes,
  };
}

/** The root user, signed in with its password. */
export function rootUserOf(account: AwsAccount): Principal {
  return { ...rootSession(account), policies: administratorOf(account).policies };
}

/** A new, empty folder; whoever asks for it deletes it. */
export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'tests-local-'));
}
