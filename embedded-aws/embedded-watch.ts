import { deployedRole, type WatchStack, watchStack } from './cloudformation/stacks.ts';
import type { EmbeddedAws } from './embedded-aws.ts';
import { LambdaProcess } from './lambda/lambda-process.ts';
import type { WatchPackage } from './lambda/watch-package.ts';
import type { AwsAccount } from './services/accounts.ts';
import { requireLogPermissions } from './services/authorization.ts';
import type { Message, Topic } from './services/sns.ts';

export interface WatchRun {
  readonly result: unknown;
  readonly messages: readonly Message[];
  /** Lines of JSON. */
  readonly log: string;
}

interface EmbeddedWatchOptions {
  /** Parameters of `deploy/organization-watch.yml` that differ from its defaults. */
  readonly parameters?: Readonly<Record<string, string>>;
  readonly timeoutSeconds?: number;
}

/** The watch of an organization, deployed on the embedded AWS from its package and its templates. */
export class EmbeddedWatch {
  readonly #aws: EmbeddedAws;
  readonly #stack: WatchStack;
  readonly #topic: Topic;

  /**
   * Deploys the watch to one account, and the role that it assumes to each that is not suspended and has no faulty one.
   *
   * @param home in an organization, of which it is the management account or the delegated administrator
   * @param accounts all that there are, home among them, known to the embedded AWS
   */
  constructor(
    aws: EmbeddedAws,
    deployed: WatchPackage,
    home: AwsAccount,
    accounts: readonly AwsAccount[],
    { parameters = {}, timeoutSeconds }: EmbeddedWatchOptions = {},
  ) {
    const stack = watchStack(deployed.taskRoot, home, parameters);
    this.#aws = aws;
    this.#stack = {
      ...stack,
      ...(timeoutSeconds !== undefined && { lambdaFunction: { ...stack.lambdaFunction, timeoutSeconds } }),
    };
    this.#topic = { arn: stack.topicArn, messages: [] };
    aws.extend(home, { topics: [this.#topic] });
    for (const account of accounts) {
      if (account.id === home.id || account.memberRole === 'missing') continue;
      const trusted = account.memberRole === 'trusts-another-role' ? `${stack.roleArn}-2` : stack.roleArn;
      const role = deployedRole('organization-watch-role.yml', account, {
        RoleName: stack.memberRoleName,
        WatchRoleArn: trusted,
        OrganizationId: `${home.organization?.id}`,
      });
      aws.extend(account, { roles: [role] });
    }
  }

  /**
   * Runs the watch once, as its schedule does.
   *
   * @throws {FunctionError} when the watch fails
   */
  async run(): Promise<WatchRun> {
    const { lambdaFunction, session } = this.#stack;
    requireLogPermissions(lambdaFunction.name, session);
    const lambda = new LambdaProcess(lambdaFunction);
    const before = this.#topic.messages.length;
    try {
      const result = await lambda.invoke({}, this.#aws.environmentOf(session));
      await lambda.stop();
      return { result, messages: this.#topic.messages.slice(before), log: lambda.log };
    } finally {
      await lambda.stop();
    }
  }

  /** What the topic got in all runs. */
  get messages(): readonly Message[] {
    return this.#topic.messages;
  }
}
