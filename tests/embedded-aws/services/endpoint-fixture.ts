import {
  type AwsAccount,
  administratorOf,
  type Credentials,
  type Principal,
  type Role,
} from '../../../embedded-aws/services/accounts.ts';
import { ConfigService } from '../../../embedded-aws/services/config.ts';
import type { ConfigRule } from '../../../embedded-aws/services/config-rule.ts';
import { type ApiCall, Endpoint } from '../../../embedded-aws/services/endpoint.ts';
import { type AccountChanges, anAccount } from '../fixtures.ts';

export const ruleName = 'root-user-mfa-enabled';

function ruleOf({ id, partition, region }: AwsAccount): ConfigRule {
  return {
    name: ruleName,
    id: 'config-rule-a1b2c3',
    arn: `arn:${partition}:config:${region}:${id}:config-rule/config-rule-a1b2c3`,
    description: 'An example',
    functionArn: `arn:${partition}:lambda:${region}:${id}:function:example`,
    frequency: 'TwentyFour_Hours',
    parameters: { allowVirtualMfa: 'false' },
  };
}

/** What AWS Config sends to a function, as far as a test looks at it. */
export interface Event {
  readonly resultToken: string;
  readonly invokingEvent: string;
}

/** An SDK client's configuration. */
export interface ClientConfig {
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: Credentials;
  readonly maxAttempts: number;
}

/** Gives each test of the suite that calls this an endpoint of its own. */
export function endpointOfEachTest() {
  let endpoint: Endpoint;
  let url: string;
  let calls: ApiCall[];

  beforeEach(async () => {
    calls = [];
    endpoint = new Endpoint({ onAnswered: (call) => calls.push(call) });
    url = await endpoint.listen();
  });

  afterEach(() => endpoint.close());

  /** An account behind the endpoint, with one rule whose function is `invoke`. */
  function serve(
    account: AwsAccount,
    invoke: (event: Event) => Promise<void> = async () => {},
    roles: readonly Role[] = [],
  ) {
    const config = new ConfigService(account, (event) => invoke(event as Event));
    const rule = ruleOf(account);
    config.put(rule);
    endpoint.tenants.add(account, config, roles);
    return { config, rule };
  }

  /** The configuration of an SDK client. It makes one attempt: what fails here would fail again. */
  function configFor(
    principal: Principal,
    { region = principal.account.region, credentials: given = {} as object } = {},
  ): ClientConfig {
    const credentials = { ...endpoint.sessions.issue(principal), ...given };
    return { endpoint: url, region, credentials, maxAttempts: 1 };
  }

  /** The configuration of an SDK client of an administrator, in a new account. */
  function administrator(changes: AccountChanges = {}) {
    const account = anAccount(changes);
    serve(account);
    return configFor(administratorOf(account));
  }

  return {
    serve,
    configFor,
    administrator,
    url: () => url,
    calls: () => calls,
    tenants: () => endpoint.tenants,
  };
}

export type EndpointOfEachTest = ReturnType<typeof endpointOfEachTest>;
