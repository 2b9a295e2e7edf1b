import { availableParallelism } from 'node:os';
import { expect } from 'chai';
import pMap from 'p-map';
import { AccountTemplate } from '../../embedded-aws/cloudformation/template.ts';
import { readTemplateFile } from '../../embedded-aws/cloudformation/template-file.ts';
import type { Policy } from '../../embedded-aws/services/policy.ts';
import { anAccount } from '../embedded-aws/fixtures.ts';
import { managementId } from './dry-run/organization-fixture.ts';
import { BARE, READY, rootCredentialsCommand, world } from './root-credentials-command.ts';
import { runCli } from './run-cli.ts';

const template = readTemplateFile('root-credentials-role.yml');

type Statement = Policy['Statement'][number];

function statementsWith(AllowPasswordRecovery: string): Statement[] {
  const parameters = { TrustedUserArn: 'arn:aws:iam::111122223333:user/alice', AllowPasswordRecovery };
  const stack = new AccountTemplate(template, anAccount(), parameters);
  return stack.one('AWS::IAM::Role', () => true).properties.Policies[0].PolicyDocument.Statement;
}

const without = (action: string) =>
  statementsWith('false').map((statement) => ({
    ...statement,
    Action: [statement.Action].flat().filter((other) => other !== action),
  }));

describe('deploy/root-credentials-role.yml on the embedded AWS', () => {
  const { aws, serve, folder, rootUser } = rootCredentialsCommand();
  const run = async (Statement: readonly Statement[], ...args: string[]) => {
    const env = aws().environmentOf(managementId, [], [{ Statement }]);
    return (await runCli('delete-root-credentials', args, { env, cwd: folder() })).status;
  };
  const selected = [
    '--ou',
    'r-ab12',
    ...['0', '2', '4', '5'].flatMap((index) => ['--exclude', managementId.slice(0, -1) + index]),
  ];
  const plan = ['--plan', 'plan.json', ...selected];

  it('is enough for a plan and for its application, and not for password recovery', async () => {
    await serve(world);
    const statements = statementsWith('false');
    expect(await run(statements, ...plan)).to.equal(0);
    expect(await run(statements, '--apply', 'plan.json', '--yes')).to.equal(0);
    expect(rootUser(1)).to.include({ password: false });
    expect(await run(statements, '--allow-password-recovery', BARE, '--yes')).to.equal(1);
    expect(await run(statementsWith('true'), '--allow-password-recovery', READY, '--yes')).to.equal(0);
  });

  it('holds nothing that a plan could do without', async () => {
    await serve(world);
    const actions = statementsWith('false').flatMap(({ Action }) => Action);
    const statuses = await pMap(actions, (action) => run(without(action), ...selected), {
      concurrency: availableParallelism(),
    });
    expect(actions).to.have.lengthOf(6);
    expect(statuses).to.deep.equal(actions.map(() => 1));
  });
});
