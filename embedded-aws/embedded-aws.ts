import {
  deployedRole,
  type FunctionStack,
  functionStack,
  organizationRuleStack,
} from './cloudformation/stacks.ts';
import type { LambdaFunction } from './lambda/lambda-process.ts';
import type { Package } from './lambda/package.ts';
import { WarmProcesses } from './lambda/warm-processes.ts';
import {
  type AwsAccount,
  administratorOf,
  type Credentials,
  type Principal,
  type Role,
} from './services/accounts.ts';
import { requireLogPermissions } from './services/authorization.ts';
import type { FunctionMetrics } from './services/cloudwatch.ts';
import { ConfigService } from './services/config.ts';
import type { ConfigRule } from './services/config-rule.ts';
import { Endpoint, type EndpointOptions } from './services/endpoint.ts';
import type { Fault } from './services/fault-injection.ts';
import type { Tenant } from './services/tenants.ts';

/** The environment variable with the name of the member role: `serverless.yml`. */
const MEMBER_ROLE_NAME = 'MEMBER_ROLE_NAME';

/** The rule in one account. */
interface Deployment {
  readonly config: ConfigService;
  readonly rule: ConfigRule;
}

export interface EmbeddedAwsOptions extends EndpointOptions {
  /** Keeps processes for the next call, as Lambda does, which may be for another account. Otherwise each call is a cold start. */
  readonly keepWarm?: boolean;
  readonly timeoutSeconds?: number;
  /** Called with what the function writes to its log. */
  readonly onLog?: (text: string) => void;
  /** Called with each evaluation, which settles as the function does. */
  readonly onEvaluation?: (evaluation: Promise<void>, account: AwsAccount) => void;
  /** AWS Config's clock, in milliseconds since 1970. */
  readonly clock?: () => number;
  readonly run?: (call: FunctionCall) => Promise<void>;
}

export interface FunctionCall {
  readonly event: object;
  readonly environment: Readonly<Record<string, string>>;
  readonly functionArn: string;
}

/** AWS on this machine, with the package deployed to every account. */
export class EmbeddedAws {
  readonly #package: Package;
  readonly #endpoint: Endpoint;
  readonly #deployments = new Map<string, Deployment>();
  readonly #options: EmbeddedAwsOptions;
  readonly #warm = new WarmProcesses();
  #url = '';

  private constructor(deployed: Package, options: EmbeddedAwsOptions) {
    this.#package = deployed;
    this.#options = options;
    this.#endpoint = new Endpoint(options);
  }

  static async start(deployed: Package, options: EmbeddedAwsOptions = {}): Promise<EmbeddedAws> {
    const aws = new EmbeddedAws(deployed, options);
    aws.#url = await aws.#endpoint.listen();
    return aws;
  }

  async close(): Promise<void> {
    await this.#warm.stop();
    await this.#endpoint.close();
  }

  /**
   * Deploys the compiled template to an account, as far as the rule needs it.
   *
   * @param parameters rule parameters that replace those of the template
   * @param stackParameters with `Rule=false` the account has no rule that could be evaluated
   */
  deploy(
    account: AwsAccount,
    parameters: Readonly<Record<string, string>>,
    stackParameters: Readonly<Record<string, string>> = {},
  ): void {
    const stack = functionStack(this.#package, account, parameters, stackParameters);
    this.#add(account, stack, stack.rule, []);
  }

  /**
   * Deploys the compiled template to one account, and the organization rule with the member role to the accounts of the
   * organization.
   *
   * @param home the account of the function, in an organization
   * @param accounts with or without home, inside the organization or out of it
   * @throws {Error} when the package was made without `--param memberRoleName=…`
   */
  deployCentrally(
    home: AwsAccount,
    accounts: readonly AwsAccount[],
    parameters: Readonly<Record<string, string>>,
  ): void {
    const stack = functionStack(this.#package, home, parameters);
    const roleName = stack.lambdaFunction.environment[MEMBER_ROLE_NAME] ?? '';
    if (roleName === '' || home.organization === null) {
      throw new Error(`A central function needs ${MEMBER_ROLE_NAME} and an organization`);
    }
    const ruleIn = organizationRuleStack(home, stack.lambdaFunction.arn, parameters);
    this.#add(home, stack, stack.rule, []);
    for (const account of accounts) {
      const rule = ruleIn(account);
      if (rule === undefined) continue;
      const trusted = account.memberRole === 'trusts-another-role' ? `${stack.roleArn}-2` : stack.roleArn;
      const role = deployedRole('member-role.yml', account, {
        RoleName: roleName,
        FunctionRoleArn: trusted,
        OrganizationId: home.organization.id,
      });
      this.#add(account, stack, rule, account.memberRole === 'missing' ? [] : [role]);
    }
  }

  #add(account: AwsAccount, stack: FunctionStack, rule: ConfigRule | undefined, roles: Role[]): void {
    const { clock, onEvaluation } = this.#options;
    const invoke = (event: object) => {
      const evaluation = this.#invoke(stack, event, account);
      onEvaluation?.(evaluation, account);
      return evaluation;
    };
    const config = new ConfigService(account, invoke, clock);
    this.#endpoint.tenants.add(account, config, roles);
    if (rule === undefined) return;
    config.put(rule);
    this.#deployments.set(account.id, { config, rule });
  }

  /**
   * Starts an evaluation of the rule in the account, and waits for the function.
   *
   * @throws {FunctionError} when the function fails
   */
  async evaluate(account: AwsAccount): Promise<void> {
    const { config, rule } = this.#deploymentOf(account);
    await config.evaluate(rule);
  }

  addAccount(account: AwsAccount): void {
    this.#endpoint.tenants.add(account);
  }

  /** Adds roles and topics to those of an account. */
  extend({ id }: AwsAccount, { roles = [], topics = [] }: Partial<Pick<Tenant, 'roles' | 'topics'>>): void {
    const tenant = this.#endpoint.tenants.of(id);
    tenant.roles.push(...roles);
    tenant.topics.push(...topics);
  }

  /** What CloudWatch has of the functions in the account. */
  metricsOf({ id }: AwsAccount): FunctionMetrics {
    return this.#endpoint.tenants.of(id).metrics;
  }

  remove({ id }: AwsAccount): void {
    this.#endpoint.tenants.delete(id);
    this.#deployments.delete(id);
  }

  ruleNameIn(account: AwsAccount): string {
    return this.#deploymentOf(account).rule.name;
  }

  /** The environment in which the AWS CLI or any SDK is an administrator of the account. */
  administratorEnvironment(account: AwsAccount): Record<string, string> {
    return this.environmentOf(administratorOf(account));
  }

  /** The environment in which the AWS CLI or any SDK is the principal, and its requests meet the faults. */
  environmentOf(principal: Principal, faults: readonly Fault[] = []): Record<string, string> {
    return this.#environment(principal.account, this.#endpoint.sessions.issue(principal, faults));
  }

  deleteRule(account: AwsAccount): void {
    const { config, rule } = this.#deploymentOf(account);
    config.remove(rule);
  }

  /** @param asking the account whose rule is evaluated, and whose faults the function meets */
  async #invoke({ lambdaFunction: made, session }: FunctionStack, event: object, asking: AwsAccount) {
    const { timeoutSeconds = made.timeoutSeconds } = this.#options;
    const lambdaFunction = { ...made, timeoutSeconds };
    requireLogPermissions(lambdaFunction.name, session);
    const metrics = this.metricsOf(session.account);
    const startedAt = new Date();
    const credentials = this.#endpoint.sessions.issue(session, asking.faults);
    const environment = this.#environment(session.account, credentials);
    try {
      const run = this.#options.run ?? ((call) => this.#runFunction(lambdaFunction, call));
      await run({ event, environment, functionArn: lambdaFunction.arn });
      metrics.record(lambdaFunction.name, startedAt, { failed: false });
    } catch (error) {
      metrics.record(lambdaFunction.name, startedAt, { failed: true });
      throw error;
    } finally {
      this.#endpoint.sessions.revoke(credentials);
    }
  }

  async #runFunction(lambdaFunction: LambdaFunction, { event, environment, functionArn }: FunctionCall) {
    const lambda = this.#warm.take(lambdaFunction);
    try {
      await lambda.invoke(event, environment, functionArn);
    } finally {
      if (this.#options.keepWarm) this.#warm.keep(lambdaFunction, lambda);
      else await lambda.stop();
      this.#options.onLog?.(lambda.log);
      lambda.log = '';
    }
  }

  #environment({ region }: AwsAccount, credentials: Credentials): Record<string, string> {
    return {
      AWS_ACCESS_KEY_ID: credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
      AWS_SESSION_TOKEN: credentials.sessionToken,
      AWS_REGION: region,
      AWS_DEFAULT_REGION: region,
      AWS_ENDPOINT_URL: this.#url,
    };
  }

  #deploymentOf({ id }: AwsAccount): Deployment {
    const deployment = this.#deployments.get(id);
    if (deployment === undefined) throw new Error(`The rule is not deployed to account ${id}`);
    return deployment;
  }
}
