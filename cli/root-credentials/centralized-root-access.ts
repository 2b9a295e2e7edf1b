import { IAMClient, ListOrganizationsFeaturesCommand } from '@aws-sdk/client-iam';
import * as v from 'valibot';
import { ExpectationError, expectShape } from '../../aws/expect.ts';
import type { CallerSession } from '../dry-run/session.ts';

/** Where nothing is enabled, the list may be missing; an answer that names no organization either is not IAM's. */
const features = v.pipe(
  v.object({ OrganizationId: v.optional(v.string()), EnabledFeatures: v.optional(v.array(v.string())) }),
  v.check(
    ({ OrganizationId, EnabledFeatures }) => (OrganizationId ?? EnabledFeatures) !== undefined,
    'the features of an organization',
  ),
);

/** IAM can work in the organization only with trusted access. */
const TRUST = 'aws organizations enable-aws-service-access --service-principal iam.amazonaws.com';
const ENABLE = [
  'aws iam enable-organizations-root-credentials-management',
  'aws iam enable-organizations-root-sessions',
];

/**
 * Refuses an organization that does not manage root credentials centrally.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_ListOrganizationsFeatures.html
 *
 * @param session of the management account or IAM's delegated administrator: IAM answers no other
 * @throws {ExpectationError} with the commands that switch it on
 * @throws {AwsCallError}
 */
export async function expectCentralizedRootAccess({ calls, clientConfig }: CallerSession): Promise<void> {
  const iam = new IAMClient(clientConfig);
  const commands = await calls().call('iam:ListOrganizationsFeatures', async (options) => {
    try {
      const answer = await iam.send(new ListOrganizationsFeaturesCommand({}), options);
      const { EnabledFeatures } = expectShape('answer', features, answer);
      return EnabledFeatures?.includes('RootCredentialsManagement') ? [] : ENABLE;
    } catch (error) {
      if ((error as Error).name.startsWith('ServiceAccessNotEnabled')) return [TRUST, ...ENABLE];
      throw error;
    }
  });
  if (commands.length === 0) return;
  throw new ExpectationError(
    `Centralized root access is off in this organization, and this command does not switch it on. In the management account:
${commands.map((command) => `  ${command}`).join('\n')}`,
  );
}
