import { IAMClient, ListVirtualMFADevicesCommand } from '@aws-sdk/client-iam';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import {
  type AwsAccount,
  administratorOf,
  type Principal,
  roleSession,
} from '../../../../embedded-aws/services/accounts.ts';
import { rejection } from '../../../rejection.ts';
import {
  accountsOfEachTest,
  allow,
  alone,
  delegated,
  evaluation,
  management,
  member,
  otherManagement,
  second,
  stranger,
  trustIn,
} from './two-organizations.ts';

describe('embedded-aws/services/sts: OrganizationAccountAccessRole', () => {
  const { assumeRole, configIn, serve } = accountsOfEachTest();

  const assumeAccessRole = (principal: Principal, { id }: AwsAccount) =>
    assumeRole(principal, { RoleArn: `arn:aws:iam::${id}:role/OrganizationAccountAccessRole` });

  for (const target of [delegated, member]) {
    it(`lets an administrator of the management account into ${target.id} as its administrator`, async () => {
      const { Credentials: given } = await assumeAccessRole(administratorOf(management), target);
      const config = configIn(given);
      const { Arn } = await new STSClient(config).send(new GetCallerIdentityCommand({}));
      expect(Arn).to.equal(
        `arn:aws:sts::${target.id}:assumed-role/OrganizationAccountAccessRole/aws-config-rule`,
      );
      const { VirtualMFADevices } = await new IAMClient(config).send(new ListVirtualMFADevicesCommand({}));
      expect(VirtualMFADevices).to.deep.equal([]);
    });
  }

  it('is there beside the roles that the account has of its own', async () => {
    serve(member, evaluation(trustIn(delegated)));
    const { AssumedRoleUser } = await assumeAccessRole(administratorOf(management), member);
    expect(AssumedRoleUser?.Arn).to.include('333333333333:assumed-role/OrganizationAccountAccessRole/');
  });

  const refused: Record<string, [Principal, AwsAccount]> = {
    'the delegated administrator': [administratorOf(delegated), member],
    'another member': [administratorOf(second), member],
    'an administrator of the account itself': [administratorOf(member), member],
    'the management account of another organization': [administratorOf(otherManagement), member],
    'the management account, in another organization': [administratorOf(management), stranger],
    'the management account, in an account of no organization': [administratorOf(management), alone],
    'the management account, in itself': [administratorOf(management), management],
    'the management account, without a permission': [
      roleSession(management, 'Reader', 'session', [allow('iam:*')]),
      member,
    ],
  };
  for (const [name, [principal, target]] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      const error = await rejection(assumeAccessRole(principal, target));
      expect(error).to.include({ name: 'AccessDenied' });
    });
  }
});
