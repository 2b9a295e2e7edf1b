import { type AwsAccount, organizationAccountAccessRole, type Principal, type Role } from './accounts.ts';
import type { FunctionMetrics } from './cloudwatch.ts';
import type { ConfigService } from './config.ts';
import type { Topic } from './sns.ts';

/** An account behind the endpoint. */
export interface Tenant {
  readonly account: AwsAccount;
  readonly config: ConfigService;
  /** Roles besides the one that AWS Organizations creates in member accounts. */
  readonly roles?: readonly Role[];
  readonly metrics?: FunctionMetrics;
  readonly topics?: readonly Topic[];
}

/** The accounts behind an endpoint. */
export class Tenants {
  readonly #byId = new Map<string, Tenant>();

  add(tenant: Tenant): void {
    this.#byId.set(tenant.account.id, tenant);
  }

  /** Adds roles and topics to those that an account has. */
  extend(accountId: string, { roles = [], topics = [] }: Pick<Tenant, 'roles' | 'topics'>): void {
    const tenant = this.of(accountId);
    this.add({
      ...tenant,
      roles: [...(tenant.roles ?? []), ...roles],
      topics: [...(tenant.topics ?? []), ...topics],
    });
  }

  remove(accountId: string): void {
    this.#byId.delete(accountId);
  }

  of(accountId: string): Tenant {
    const tenant = this.#byId.get(accountId);
    if (tenant === undefined) throw new Error(`Account ${accountId} is not here`);
    return tenant;
  }

  ofCaller({ account }: Principal): Tenant {
    return this.of(account.id);
  }

  /** The account with all its roles: also the one that AWS Organizations creates in member accounts. */
  find(accountId: string): { readonly account: AwsAccount; readonly roles: readonly Role[] } | undefined {
    const tenant = this.#byId.get(accountId);
    if (tenant === undefined) return undefined;
    const { account, roles = [] } = tenant;
    const { organization } = account;
    if (organization === null || organization.managementAccountId === accountId) return { account, roles };
    return { account, roles: [...roles, organizationAccountAccessRole(account, organization)] };
  }

  accounts(): AwsAccount[] {
    return [...this.#byId.values()].map(({ account }) => account);
  }
}
