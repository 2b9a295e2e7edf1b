import { type AwsAccount, organizationRoles, type Role } from './accounts.ts';
import { FunctionMetrics } from './cloudwatch.ts';
import { ConfigService } from './config.ts';
import type { Topic } from './sns.ts';

export interface Tenant {
  readonly account: AwsAccount;
  readonly config: ConfigService;
  readonly roles: Role[];
  readonly metrics: FunctionMetrics;
  readonly topics: Topic[];
}

/** The accounts behind an endpoint, by their ids. */
export class Tenants extends Map<string, Tenant> {
  /** @param roles besides the one that AWS Organizations creates in member accounts */
  add(
    account: AwsAccount,
    config = new ConfigService(account, async () => {}),
    roles: readonly Role[] = [],
  ): void {
    const all = [...roles, ...organizationRoles(account)];
    this.set(account.id, { account, config, roles: all, metrics: new FunctionMetrics(), topics: [] });
  }

  /** @throws {Error} on an account that is not here */
  of(accountId: string): Tenant {
    const tenant = this.get(accountId);
    if (tenant === undefined) throw new Error(`Account ${accountId} is not here`);
    return tenant;
  }
}
