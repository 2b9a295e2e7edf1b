import type { AwsAccount } from './accounts.ts';
import { AwsError } from './wire.ts';

/** Operations of AWS Organizations: https://docs.aws.amazon.com/organizations/latest/APIReference/ */
export const organizations: Record<string, (account: AwsAccount) => unknown> = {
  DescribeOrganization({ organization, partition }) {
    if (organization === null) {
      throw new AwsError(
        'AWSOrganizationsNotInUseException',
        'Your account is not a member of an organization.',
      );
    }
    const { id, managementAccountId } = organization;
    const arn = `arn:${partition}:organizations::${managementAccountId}`;
    return {
      Organization: {
        Id: id,
        Arn: `${arn}:organization/${id}`,
        FeatureSet: 'ALL',
        MasterAccountArn: `${arn}:account/${id}/${managementAccountId}`,
        MasterAccountId: managementAccountId,
        MasterAccountEmail: 'management@example.com',
        AvailablePolicyTypes: [],
      },
    };
  },
};
