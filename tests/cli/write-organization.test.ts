import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { readOrganizationFiles } from '../../embedded-aws/organization-file.ts';
import { bareRootUser } from '../embedded-aws/fixtures.ts';
import {
  delegatedId,
  embeddedOrganization,
  managementId,
  parameters,
} from './dry-run/organization-fixture.ts';
import { evaluateCommand } from './evaluate-command.ts';

const unread = [{ operation: 'iam:GetAccountSummary', fault: 'denied-by-role' }];
const reached = ['--organization', '--assume-root'];

describe('cli/evaluate --write-organization', () => {
  const { run, aws, folder } = evaluateCommand();
  const file = () => join(folder(), 'organization.json');
  const write = (args: readonly string[] = [], environment?: Record<string, string>) =>
    run([...reached, '--json', '--write-organization', file(), ...args], environment);
  afterEach(() => rm(file(), { force: true }));

  /** A file that npm start accepts. */
  async function written() {
    await readOrganizationFiles([file()]);
    return JSON.parse(await readFile(file(), 'utf8'));
  }

  it('writes a private file of what was read, in which what was not read is a fault', async () => {
    const { status, stderr } = await write();
    expect({ status, stderr }).to.deep.equal({ status: 1, stderr: `Wrote ${file()}\n` });
    expect((await stat(file())).mode & 0o777).to.equal(0o600);
    const { organization, accounts, parameters: settings } = await written();
    expect(organization).to.deep.equal({ id: 'o-a1b2c3d4e5', managementAccountId: managementId });
    expect(settings).to.deep.equal({
      ...parameters,
      allowVirtualMfa: 'true',
      allowMemberCredentials: 'true',
    });
    expect(accounts).to.deep.equal(
      [
        // Its own credentials do not list the devices of the management account.
        {
          rootUser: { ...bareRootUser, password: true, mfaDevices: ['passkey'] },
          faults: [{ operation: 'iam:ListVirtualMFADevices', fault: 'denied-by-role' }],
        },
        { name: '=HYPERLINK("x")', rootUser: { ...bareRootUser, password: true } },
        { rootUser: { ...bareRootUser, password: true, mfaDevices: ['virtual', 'hardware'] } },
        { rootUser: bareRootUser },
        { rootUser: bareRootUser, suspended: true, faults: unread },
        { rootUser: bareRootUser, faults: unread },
      ].map((account, index) => ({
        id: `${Number(managementId) + index}`,
        name: `account-${index}`,
        ...account,
      })),
    );
  });

  it('plays to the same end as the organization itself', async () => {
    const first = await write();
    const played = await embeddedOrganization((await written()).accounts);
    const second = await run([...reached, '--json'], played.environmentOf(managementId));
    await played.close();
    const endOf = ({ status, stdout }: { status: number; stdout: string }) => {
      const { evaluations, notEvaluated, failures } = JSON.parse(stdout);
      const failed = failures.map(({ accountId }: { accountId: string }) => accountId);
      const reasons = evaluations.map(({ accountId, reason }: Record<string, string>) => ({
        accountId,
        reason,
      }));
      return { status, reasons, notEvaluated, failed };
    };
    expect(endOf(second)).to.deep.equal(endOf(first));
  });

  it('names the delegated administrator who ran it, and keeps the management account that it excluded', async () => {
    await write(['--exclude', managementId], aws().environmentOf(delegatedId));
    const { organization, accounts } = await written();
    expect(organization).to.have.property('delegatedAdministratorId', delegatedId);
    expect(accounts[0]).to.deep.include({ id: managementId, faults: unread });
  });

  it('writes nothing where the list of accounts broke off, and prints the results', async () => {
    const faults = [{ operation: 'organizations:ListAccounts', fault: 'denied-by-scp' } as const];
    const { status, stdout, stderr } = await write([], aws().environmentOf(managementId, faults));
    expect(status).to.equal(1);
    expect(stderr).to.match(
      /--write-organization: nothing was written, because the organization is not complete\n$/,
    );
    expect(JSON.parse(stdout)).to.have.property('incomplete');
    expect(await stat(file()).catch(({ code }) => code)).to.equal('ENOENT');
  });
});
