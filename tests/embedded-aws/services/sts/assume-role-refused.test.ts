import type { AssumeRoleCommandInput } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import type { AwsAccount, Principal, Role } from '../../../../embedded-aws/services/accounts.ts';
import type { TrustPolicy } from '../../../../embedded-aws/services/policy.ts';
import { rejection } from '../../../rejection.ts';
import { anAccount } from '../../fixtures.ts';
import {
  accountsOfEachTest,
  allow,
  alone,
  delegated,
  elsewhere,
  evaluation,
  functionIn,
  management,
  member,
  stranger,
  trustIn,
} from './two-organizations.ts';

describe('embedded-aws/services/sts: AssumeRole', () => {
  const { assumeRole, serve } = accountsOfEachTest();

  interface Denied {
    readonly caller: Principal;
    readonly target: AwsAccount;
    readonly roles?: readonly Role[];
    /** Whether STS says that the caller's own policies do not allow it. */
    readonly ownPolicy: boolean;
  }
  const trusting = [evaluation(trustIn(delegated))];
  const denied: Record<string, Denied> = {
    "the caller's policy allows something else": {
      caller: functionIn(delegated, allow('sts:AssumeRoot')),
      target: member,
      roles: trusting,
      ownPolicy: true,
    },
    "the caller's policy allows it on another role": {
      caller: functionIn(delegated, allow('sts:AssumeRole', 'arn:aws:iam::*:role/Other')),
      target: member,
      roles: trusting,
      ownPolicy: true,
    },
    "the role is in another organization than the caller's policy wants": {
      caller: functionIn(delegated),
      target: stranger,
      roles: trusting,
      ownPolicy: true,
    },
    "the role is in no organization, and the caller's policy wants its own": {
      caller: functionIn(delegated),
      target: alone,
      roles: trusting,
      ownPolicy: true,
    },
    'neither the caller nor the role is in an organization, and the policy wants the same one': {
      caller: functionIn(alone),
      target: anAccount({ id: '888888888888' }),
      roles: [evaluation({ Statement: [{ ...trustIn(alone).Statement[0], Condition: {} }] } as TrustPolicy)],
      ownPolicy: true,
    },
    'there is no such role': { caller: functionIn(delegated), target: member, ownPolicy: false },
    'there is only a role of another name': {
      caller: functionIn(delegated),
      target: member,
      roles: [{ ...evaluation(trustIn(delegated)), name: 'evaluation' }],
      ownPolicy: false,
    },
    'the role trusts another role': {
      caller: functionIn(delegated),
      target: member,
      roles: [evaluation(trustIn(delegated, 'evaluator-2'))],
      ownPolicy: false,
    },
    'the role trusts the same role of another account': {
      caller: functionIn(delegated),
      target: member,
      roles: [evaluation(trustIn(management))],
      ownPolicy: false,
    },
    'the role trusts another organization': {
      caller: functionIn(delegated),
      target: member,
      roles: [evaluation(trustIn(delegated, 'evaluator', elsewhere.id))],
      ownPolicy: false,
    },
    'the caller has left the organization that the role trusts': {
      caller: functionIn({ ...delegated, organization: null }, allow('sts:AssumeRole')),
      target: member,
      roles: trusting,
      ownPolicy: false,
    },
    'the role trusts a service': {
      caller: functionIn(delegated),
      target: member,
      roles: [
        evaluation({
          Statement: [
            {
              Effect: 'Allow',
              Principal: { Service: 'lambda.amazonaws.com' },
              Action: 'sts:AssumeRole',
            },
          ],
        }),
      ],
      ownPolicy: false,
    },
  };
  for (const [name, { caller, target, roles = [], ownPolicy }] of Object.entries(denied)) {
    it(`is denied where ${name}, and says ${ownPolicy ? 'that no policy allows it' : 'no more'}`, async () => {
      serve(target, ...roles);
      serve(caller.account);
      const RoleArn = `arn:aws:iam::${target.id}:role/Evaluation`;
      const error = await rejection(assumeRole(caller, { RoleArn }));
      const why = ' because no identity-based policy allows the sts:AssumeRole action';
      expect(error).to.include({
        name: 'AccessDenied',
        message: `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}${ownPolicy ? why : ''}`,
      });
      expect(error).to.have.nested.property('$metadata.httpStatusCode', 403);
    });
  }

  it('gives the same refusal for an account that does not exist', async () => {
    const RoleArn = 'arn:aws:iam::999999999999:role/Evaluation';
    const error = await rejection(assumeRole(functionIn(delegated, allow('*')), { RoleArn }));
    expect(error.message).to.match(/on resource: arn:aws:iam::999999999999:role\/Evaluation$/);
  });

  it('is denied in another partition', async () => {
    serve(member, evaluation(trustIn(delegated)));
    const RoleArn = 'arn:aws-us-gov:iam::333333333333:role/Evaluation';
    const error = await rejection(assumeRole(functionIn(delegated, allow('*')), { RoleArn }));
    expect(error).to.include({ name: 'AccessDenied' });
  });

  const invalid: Record<string, [Partial<AssumeRoleCommandInput>, message: string]> = {
    'a session name of one character': [{ RoleSessionName: 'x' }, 'Invalid RoleSessionName: x'],
    'a session name with a space': [{ RoleSessionName: 'a b' }, 'Invalid RoleSessionName: a b'],
    'a session name of 65 characters': [
      { RoleSessionName: 'x'.repeat(65) },
      `Invalid RoleSessionName: ${'x'.repeat(65)}`,
    ],
    'no session name': [{ RoleSessionName: undefined }, 'Invalid RoleSessionName: undefined'],
    'no role': [{ RoleArn: undefined }, 'Invalid RoleArn: undefined'],
    'a name where the ARN should be': [{ RoleArn: 'Evaluation' }, 'Invalid RoleArn: Evaluation'],
    'the ARN of a user': [
      { RoleArn: 'arn:aws:iam::333333333333:user/Evaluation' },
      'Invalid RoleArn: arn:aws:iam::333333333333:user/Evaluation',
    ],
    'a session of 899 seconds': [
      { DurationSeconds: 899 },
      'DurationSeconds must be between 900 and 3600, got 899',
    ],
    'a session of more than an hour': [
      { DurationSeconds: 3601 },
      'DurationSeconds must be between 900 and 3600, got 3601',
    ],
  };
  for (const [name, [changes, message]] of Object.entries(invalid)) {
    it(`refuses ${name}`, async () => {
      serve(member, evaluation(trustIn(delegated)));
      const error = await rejection(assumeRole(functionIn(delegated), changes));
      expect(error).to.include({ name: 'ValidationError', message });
    });
  }
});
