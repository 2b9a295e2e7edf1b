import {
  type AwsAccount,
  administratorOf,
  type Credentials,
  type Principal,
  roleSession,
} from './aws/accounts.ts';
import { type ConfigRule, ConfigService } from './aws/config.ts';
import { authorize, Endpoint } from './aws/endpoint.ts';
import type { Policy } from './aws/policy.ts';
import { type LambdaFunction, LambdaProcess } from './lambda.ts';
import type { Package } from './package.ts';
import { AccountTemplate } from './template.ts';

/** The function that is evaluated, among those of the template. */
const HANDLER = 'handlers/root-user-mfa-enabled.handler';

/** The package, deployed to one account. */
interface Deployment {
  readonly config: ConfigService;
  readonly rule: ConfigRule;
}

export interface EmbeddedAwsOptions {
  /** Keeps processes for the next call, as Lambda does; without it each call is a cold start. */
  readonly keepWarm?: boolean;
  /** Instead of the template's. */
  readonly timeoutSeconds?: number;
  /** Takes what the function writes to its log. */
  readonly onLog?: (text: string) => void;
  /** Takes each request, as IAM names it: `iam:GetAccountSummary`. */
  readonly onRequest?: (operation: string) => void;
  /** Runs something else in the function's place. */
  readonly run?: (call: FunctionCall) => Promise<void>;
}

/** What a call of the function gets. */
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
  readonly #warm: LambdaProcess[] = [];
  #url = '';

  private constructor(deployed: Package, options: EmbeddedAwsOptions) {
    this.#package = deployed;
    this.#options = options;
    this.#endpoint = new Endpoint(options.onRequest);
  }

  static async start(deployed: Package, options: EmbeddedAwsOptions = {}): Promise<EmbeddedAws> {
    const aws = new EmbeddedAws(deployed, options);
    aws.#url = await aws.#endpoint.listen();
    return aws;
  }

  async close(): Promise<void> {
    await Promise.all(this.#warm.map((lambda) => lambda.stop()));
    await this.#endpoint.close();
  }

  /**
   * Deploys the compiled template to an account, as far as it matters to the rule.
   *
   * @param parameters of the rule, on top of the template's own
   */
  deploy(account: AwsAccount, parameters: Readonly<Record<string, string>>): void {
    const template = new AccountTemplate(this.#package.template, account);
    const { lambdaFunction, role } = readFunction(template, account, this.#package.taskRoot, this.#options);
    requireInvokePermission(template, account, lambdaFunction.arn);

    const config = new ConfigService(account, (_, event) => this.#invoke(lambdaFunction, role, event));
    const rule = readRule(template, account, lambdaFunction.arn, parameters);
    config.put(rule);
    this.#endpoint.add({ account, config });
    this.#deployments.set(account.id, { config, rule });
  }

  /**
   * Lets AWS Config evaluate the rule in the account, and waits for the function.
   *
   * @throws {FunctionError} when the function fails
   */
  async evaluate(account: AwsAccount): Promise<void> {
    const { config, rule } = this.#deploymentOf(account);
    await config.evaluate(rule);
  }

  /** Forgets an account. */
  remove({ id }: AwsAccount): void {
    this.#endpoint.remove(id);
    this.#deployments.delete(id);
  }

  ruleNameIn(account: AwsAccount): string {
    return this.#deploymentOf(account).rule.name;
  }

  /** The environment in which the AWS CLI or any SDK is an administrator of the account. */
  administratorEnvironment(account: AwsAccount): Record<string, string> {
    return this.#environment(account, this.#endpoint.issueCredentials(administratorOf(account)));
  }

  async #invoke(lambdaFunction: LambdaFunction, role: Principal, event: object): Promise<void> {
    requireLogPermissions(lambdaFunction, role);
    const credentials = this.#endpoint.issueCredentials(role, role.account.faults);
    const environment = this.#environment(role.account, credentials);
    try {
      const run = this.#options.run ?? ((call) => this.#runFunction(lambdaFunction, call));
      await run({ event, environment, functionArn: lambdaFunction.arn });
    } finally {
      this.#endpoint.revokeCredentials(credentials);
    }
  }

  async #runFunction(lambdaFunction: LambdaFunction, { event, environment, functionArn }: FunctionCall) {
    const lambda = this.#warm.pop() ?? new LambdaProcess(lambdaFunction);
    try {
      await lambda.invoke(event, environment, functionArn);
    } finally {
      if (this.#options.keepWarm) this.#warm.push(lambda);
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

function readFunction(
  template: AccountTemplate,
  account: AwsAccount,
  taskRoot: string,
  { timeoutSeconds }: EmbeddedAwsOptions,
) {
  const { logicalId, properties } = template.one(
    'AWS::Lambda::Function',
    ({ Handler }) => Handler === HANDLER,
  );
  const role = template.one('AWS::IAM::Role', ({ RoleName }) =>
    properties.Role.endsWith(`/${RoleName}`),
  ).properties;
  const policies: Policy[] = role.Policies.map(
    ({ PolicyDocument }: { PolicyDocument: Policy }) => PolicyDocument,
  );
  const lambdaFunction: LambdaFunction = {
    name: properties.FunctionName,
    arn: template.arnOf(logicalId),
    handler: properties.Handler,
    runtime: properties.Runtime,
    memoryMb: properties.MemorySize,
    timeoutSeconds: timeoutSeconds ?? properties.Timeout,
    environment: properties.Environment?.Variables ?? {},
    taskRoot,
  };
  return { lambdaFunction, role: roleSession(account, role.RoleName, lambdaFunction.name, policies) };
}

function readRule(
  template: AccountTemplate,
  account: AwsAccount,
  functionArn: string,
  parameters: Readonly<Record<string, string>>,
): ConfigRule {
  const { properties } = template.one(
    'AWS::Config::ConfigRule',
    ({ Source }) => Source.SourceIdentifier === functionArn,
  );
  const id = `config-rule-${account.id.slice(0, 6)}`;
  return {
    name: properties.ConfigRuleName,
    id,
    arn: `arn:${account.partition}:config:${account.region}:${account.id}:config-rule/${id}`,
    description: properties.Description,
    functionArn: properties.Source.SourceIdentifier,
    frequency: properties.MaximumExecutionFrequency,
    parameters: { ...properties.InputParameters, ...parameters },
  };
}

/** As PutConfigRule refuses a rule whose function AWS Config may not invoke. */
function requireInvokePermission(template: AccountTemplate, account: AwsAccount, functionArn: string): void {
  const allowed = template
    .all('AWS::Lambda::Permission')
    .some(
      ({ properties }) =>
        properties.Principal === 'config.amazonaws.com' &&
        properties.Action === 'lambda:InvokeFunction' &&
        properties.FunctionName === functionArn &&
        properties.SourceAccount === account.id,
    );
  if (!allowed) {
    throw new Error(
      `InsufficientPermissionsException: AWS Config may not invoke ${functionArn} (lambda:InvokeFunction)`,
    );
  }
}

/** Lambda drops the logs of a function that may not write them, and says nothing; here it is an error. */
function requireLogPermissions({ name }: LambdaFunction, role: Principal): void {
  const { id, partition, region } = role.account;
  const stream = `arn:${partition}:logs:${region}:${id}:log-group:/aws/lambda/${name}:log-stream:local`;
  authorize(role, 'logs:CreateLogStream', stream);
  authorize(role, 'logs:PutLogEvents', stream);
}
