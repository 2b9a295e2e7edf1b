import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { ExpectationError } from '../../aws/expect.ts';
import { readOrganizationFiles } from '../../embedded-aws/organization-file.ts';
import { rejection } from '../rejection.ts';
import { bareRootUser, temporaryFolder } from './fixtures.ts';

export const account = { id: '111122223333', name: 'first', rootUser: bareRootUser };
export const second = { ...account, id: '444455556666', name: 'second' };
export const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '111122223333' };
export const file = { region: 'us-east-1', organization, accounts: [account] };

/** The file with one account, changed. */
export const withAccount = (changes: object) => ({ ...file, accounts: [{ ...account, ...changes }] });
export const withDelegatedAdministrator = (delegatedAdministratorId: unknown) => ({
  ...file,
  organization: { ...organization, delegatedAdministratorId },
  accounts: [account, second],
});
export const withRootUser = (changes: object) => withAccount({ rootUser: { ...bareRootUser, ...changes } });

export const devices = (count: number) => Array(count).fill('hardware');

/** Gives the suite that calls this a folder for its files. */
export function folderOfFiles() {
  let folder: string;

  before(async () => {
    folder = await temporaryFolder();
  });

  after(() => rm(folder, { recursive: true }));

  async function write(name: string, content: string | Buffer): Promise<string> {
    const path = join(folder, name);
    await writeFile(path, content);
    return path;
  }

  const writeJson = (name: string, content: unknown) => write(name, JSON.stringify(content));

  return { write, writeJson, folder: () => folder };
}

/** Expects the files to be refused, and gives the message. */
export async function refusal(...paths: string[]): Promise<string> {
  const error = await rejection(readOrganizationFiles(paths));
  expect(error).to.be.instanceOf(ExpectationError);
  return error.message;
}
