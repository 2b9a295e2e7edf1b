/**
 * An embedded organization in a process of its own, so that what it takes does not count. Arguments: how many accounts,
 * and how many milliseconds each answer takes. Sends its environment to the parent, and on each message the number of
 * requests so far.
 */
import type { AwsAccount } from '../../embedded-aws/services/accounts.ts';
import { administratorOf } from '../../embedded-aws/services/accounts.ts';
import { ConfigService } from '../../embedded-aws/services/config.ts';
import { Endpoint } from '../../embedded-aws/services/endpoint.ts';
import { anAccount, bareRootUser } from '../embedded-aws/fixtures.ts';

const [accounts = 0, latencyMs = 0] = process.argv.slice(2).map(Number);
const management = '100000000000';

/** Root users with MFA, with a password only, and without credentials, in turns. */
function account(index: number): AwsAccount {
  return anAccount({
    id: `${Number(management) + index}`,
    name: `account-${index}`,
    rootUser: {
      ...bareRootUser,
      password: index % 3 !== 2,
      mfaDevices: index % 3 === 0 ? ['passkey'] : [],
    },
    organization: { id: 'o-a1b2c3d4e5', managementAccountId: management },
  });
}

let requests = 0;
const endpoint = new Endpoint({ latencyMs, onRequest: () => (requests += 1) });
const url = await endpoint.listen();
for (let index = 0; index < accounts; index += 1) {
  const added = account(index);
  endpoint.add({ account: added, config: new ConfigService(added, async () => {}) });
}
const { accessKeyId, secretAccessKey, sessionToken } = endpoint.issueCredentials(administratorOf(account(0)));
process.on('message', () => process.send?.(requests));
process.send?.({
  AWS_ACCESS_KEY_ID: accessKeyId,
  AWS_SECRET_ACCESS_KEY: secretAccessKey,
  AWS_SESSION_TOKEN: sessionToken,
  AWS_REGION: 'eu-central-1',
  AWS_ENDPOINT_URL: url,
});
