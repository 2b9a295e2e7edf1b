import type { Context } from 'aws-lambda';
import sinon from 'sinon';
import { deployedRole, watchStack } from '../../../embedded-aws/cloudformation/stacks.ts';
import { EmbeddedAws } from '../../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../../embedded-aws/lambda/package.ts';
import type { AwsAccount } from '../../../embedded-aws/services/accounts.ts';
import type { Fault } from '../../../embedded-aws/services/fault-injection.ts';
import type { Message } from '../../../embedded-aws/services/sns.ts';
import { handler } from '../../../handlers/organization-watch.ts';
import { type AccountChanges, anAccount } from '../../embedded-aws/fixtures.ts';

export const managementId = '100000000000';
const organization = { id: 'o-a1b2c3d4e5', managementAccountId: managementId };

interface RunOptions {
  readonly faults?: readonly Fault[];
  /** Instead of what the stack has. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly remainingMs?: number;
}

/** An embedded organization with the watch's stacks, whose handler runs in this process. */
export interface WatchedWorld {
  readonly requests: string[];
  readonly messages: readonly Message[];
  /** What the handler wrote: `warn` for a finding, `info` for a run, `error` for a failure. */
  readonly log: { readonly level: string; readonly message: Record<string, unknown> }[];
  run(options?: RunOptions): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * The first account is the management account, and the watch is there.
 *
 * @param changes to its accounts, in each of which the rule ran an hour ago unless its rule is missing or silent
 */
export async function watchedWorld(
  changes: readonly AccountChanges[],
  parameters: Readonly<Record<string, string>> = {},
): Promise<WatchedWorld> {
  const requests: string[] = [];
  const aws = await EmbeddedAws.start({} as Package, { onRequest: (operation) => requests.push(operation) });
  const accounts = changes.map((change, index) =>
    anAccount({ id: `${Number(managementId) + index}`, name: `account-${index}`, organization, ...change }),
  );
  const home = accounts[0] as AwsAccount;
  const stack = watchStack('', home, parameters);
  for (const account of accounts) {
    aws.addAccount(account);
    if (account.rule !== 'missing') {
      const at = new Date(Date.now() - (account.rule === 'silent' ? 72 : 1) * 3_600_000);
      aws.metricsOf(account).record('root-user-mfa-enabled', at, { failed: false });
    }
    if (account === home || account.memberRole === 'missing') continue;
    aws.extend(account, {
      roles: [
        deployedRole('organization-watch-role.yml', account, {
          WatchRoleArn: stack.roleArn,
          OrganizationId: organization.id,
        }),
      ],
    });
  }
  const topic = { arn: stack.topicArn, messages: [] as Message[] };
  aws.extend(home, { topics: [topic] });
  const log: WatchedWorld['log'] = [];

  async function run({ faults, environment = {}, remainingMs = 60_000 }: RunOptions = {}) {
    const sandbox = sinon.createSandbox();
    sandbox.stub(process, 'env').value({
      ...stack.lambdaFunction.environment,
      ...aws.environmentOf(stack.session, faults),
      ...environment,
    });
    for (const level of ['warn', 'info', 'error'] as const) {
      sandbox.stub(console, level).callsFake((message) => log.push({ level, message }));
    }
    const invokedFunctionArn = stack.lambdaFunction.arn;
    const context = { invokedFunctionArn, getRemainingTimeInMillis: () => remainingMs };
    try {
      return await handler({}, context as Context);
    } finally {
      sandbox.restore();
    }
  }
  return { requests, messages: topic.messages, log, run, close: () => aws.close() };
}
