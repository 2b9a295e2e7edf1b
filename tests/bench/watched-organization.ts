/**
 * An embedded organization with the watch deployed, in a process of its own, so that what it takes does not count.
 * Arguments: how many accounts, and how many milliseconds each answer takes. Sends the environment of the watch to the
 * parent, and on each message the number of requests so far. In one account of a hundred the rule is missing.
 */
import { watchedRole, watchStack } from '../../embedded-aws/cloudformation/watch-stacks.ts';
import { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';

const [count = 0, latencyMs = 0] = process.argv.slice(2).map(Number);
const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '100000000000' };

let requests = 0;
const aws = await EmbeddedAws.start({} as Package, {
  latencyMs,
  onRequest: () => {
    requests += 1;
  },
});
const accounts = Array.from({ length: count }, (_, index): AwsAccount => {
  const id = `${Number(organization.managementAccountId) + index}`;
  const where = { partition: 'aws', region: 'eu-central-1' };
  return { id, name: `account-${index}`, ...where, rootUser: null, organization, users: [], faults: [] };
});
const home = accounts[0] as AwsAccount;
const stack = watchStack('', home, {});
for (const [index, account] of accounts.entries()) {
  aws.addAccount(account);
  const role = watchedRole(account, { WatchRoleArn: stack.roleArn, OrganizationId: organization.id });
  aws.extend(account, { roles: [role] });
  // A run a day, for as long as the watch looks back.
  for (let day = 0; day < 14 && index % 100 !== 99; day += 1) {
    const at = new Date(Date.now() - day * 86_400_000);
    aws.metricsOf(account).record('root-user-mfa-enabled', at, { failed: false });
  }
}
aws.extend(home, { topics: [{ arn: stack.topicArn, messages: [] }] });
process.on('disconnect', () => process.exit());
process.on('message', () => process.send?.(requests));
process.send?.({
  ...stack.lambdaFunction.environment,
  ...aws.environmentOf(stack.session),
  FUNCTION_ARN: stack.lambdaFunction.arn,
});
