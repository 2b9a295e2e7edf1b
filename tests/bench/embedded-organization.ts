/**
 * An embedded organization in a process of its own: organization-process.ts starts it. Arguments: how many accounts, how
 * many milliseconds each answer takes, and `watched` for one that has the watch, where the rule is missing in one account
 * of a hundred. Sends its environment to the parent, and on each message the number of requests so far.
 */
import { deployedRole, watchStack } from '../../embedded-aws/cloudformation/stacks.ts';
import { EmbeddedAws } from '../../embedded-aws/embedded-aws.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import type { EmbeddedMfaDevice } from '../../embedded-aws/services/root-user.ts';
import { anAccount, bareRootUser } from '../embedded-aws/fixtures.ts';

const [count, latencyMs, kind] = process.argv.slice(2);
const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '100000000000' };

let requests = 0;
const onRequest = () => {
  requests += 1;
};
const aws = await EmbeddedAws.start({} as Package, { latencyMs: Number(latencyMs), onRequest });
// Root users with MFA, with a password only, and without credentials, in turns.
const accounts = Array.from({ length: Number(count) }, (_, index) => {
  const mfaDevices: EmbeddedMfaDevice[] = index % 3 === 0 ? ['passkey'] : [];
  const rootUser = { ...bareRootUser, password: index % 3 !== 2, mfaDevices };
  const id = `${Number(organization.managementAccountId) + index}`;
  return anAccount({ id, name: `account-${index}`, rootUser, organization });
});
for (const account of accounts) aws.addAccount(account);
const home = accounts[0] as AwsAccount;
const environment = kind === 'watched' ? addWatch() : aws.administratorEnvironment(home);

function addWatch(): Record<string, string> {
  const { roleArn, topicArn, lambdaFunction, session } = watchStack('', home, {});
  for (const [index, account] of accounts.entries()) {
    const role = deployedRole('organization-watch-role.yml', account, {
      WatchRoleArn: roleArn,
      OrganizationId: organization.id,
    });
    aws.extend(account, { roles: [role] });
    // A run a day, for as long as the watch looks back.
    for (let day = 0; day < 14 && index % 100 !== 99; day += 1) {
      const at = new Date(Date.now() - day * 86_400_000);
      aws.metricsOf(account).record('root-user-mfa-enabled', at, { failed: false });
    }
  }
  aws.extend(home, { topics: [{ arn: topicArn, messages: [] }] });
  return { ...lambdaFunction.environment, ...aws.environmentOf(session), FUNCTION_ARN: lambdaFunction.arn };
}

process.on('disconnect', () => process.exit());
process.on('message', () => process.send?.(requests));
process.send?.(environment);
