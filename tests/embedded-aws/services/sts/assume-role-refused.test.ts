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
    /** Without it, the function, which may assume the role in its own organization. */
    readonly caller?: Principal;
    /** Without it, a member of the same organization. */
    readonly target?: AwsAccount;
    readonly role?: Role;
  }
  const role = evaluation(trustIn(delegated));
  const unconditional: TrustPolicy = {
    Statement: [{ ...trustIn(alone).Statement[0], Condition: {} } as never],
  };
  const trustsLambda: TrustPolicy = {
    Statement: [
      { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
    ],
  };
  const deniedByOwnPolicy: Record<string, Denied> = {
    "the caller's policy allows something else": {
      caller: functionIn(delegated, allow('sts:AssumeRoot')),
      role,
    },
    "the caller's policy allows it on another role": {
      caller: functionIn(delegated, allow('sts:AssumeRole', 'arn:aws:iam::*:role/Other')),
      role,
    },
    "the role is in another organization than the caller's policy wants": { target: stranger, role },
    "the role is in no organization, and the caller's policy wants its own": { target: alone, role },
    'neither the caller nor the role is in an organization, and the policy wants the same one': {
      caller: functionIn(alone),
      target: anAccount({ id: '888888888888' }),
      role: evaluation(unconditional),
    },
  };
  const deniedByRole: Record<string, Denied> = {
    'the role does not exist': {},
    'only a role with another name exists': { role: { ...role, name: 'evaluation' } },
    'the role trusts another role': { role: evaluation(trustIn(delegated, 'evaluator-2')) },
    'the role trusts the same role of another account': { role: evaluation(trustIn(management)) },
    'the role trusts another organization': {
      role: evaluation(trustIn(delegated, 'evaluator', elsewhere.id)),
    },
    'the caller has left the organization that the role trusts': {
      caller: functionIn({ ...delegated, organization: null }, allow('sts:AssumeRole')),
      role,
    },
    'the role trusts a service': { role: evaluation(trustsLambda) },
    'the account does not exist': {
      caller: functionIn(delegated, allow('*')),
      target: anAccount({ id: '999999999999' }),
    },
  };
  for (const [cases, why, says] of [
    [deniedByOwnPolicy, ' because no identity-based policy allows the sts:AssumeRole action', 'says why'],
    [deniedByRole, '', 'gives no reason'],
  ] as const) {
    for (const [name, { caller = functionIn(delegated), target = member, role }] of Object.entries(cases)) {
      it(`is denied where ${name}, and ${says}`, async () => {
        if (role !== undefined) serve(target, role);
        serve(caller.account);
        const RoleArn = `arn:aws:iam::${target.id}:role/Evaluation`;
        const error = await rejection(assumeRole(caller, { RoleArn }));
        expect(error).to.include({
          name: 'AccessDenied',
          message: `User: ${caller.arn} is not authorized to perform: sts:AssumeRole on resource: ${RoleArn}${why}`,
        });
        expect(error).to.have.nested.property('$metadata.httpStatusCode', 403);
      });
    }
  }

  it('is denied in another partition', async () => {
    serve(member, role);
    const RoleArn = 'arn:aws-us-gov:iam::333333333333:role/Evaluation';
    const error = await rejection(assumeRole(functionIn(delegated, allow('*')), { RoleArn }));
    expect(error).to.include({ name: 'AccessDenied' });
  });

  const user = 'arn:aws:iam::333333333333:user/Evaluation';
  const long = 'x'.repeat(65);
  const invalid: [Partial<AssumeRoleCommandInput>, message: string][] = [
    [{ RoleSessionName: 'x' }, 'Invalid RoleSessionName: x'],
    [{ RoleSessionName: 'a b' }, 'Invalid RoleSessionName: a b'],
    [{ RoleSessionName: long }, `Invalid RoleSessionName: ${long}`],
    [{ RoleSessionName: undefined }, 'Invalid RoleSessionName: undefined'],
    [{ RoleArn: undefined }, 'Invalid RoleArn: undefined'],
    [{ RoleArn: 'Evaluation' }, 'Invalid RoleArn: Evaluation'],
    [{ RoleArn: user }, `Invalid RoleArn: ${user}`],
    [{ DurationSeconds: 899 }, 'DurationSeconds must be between 900 and 3600, got 899'],
    [{ DurationSeconds: 3601 }, 'DurationSeconds must be between 900 and 3600, got 3601'],
  ];
  for (const [changes, message] of invalid) {
    it(`refuses a request: ${message}`, async () => {
      serve(member, role);
      const error = await rejection(assumeRole(functionIn(delegated), changes));
      expect(error).to.include({ name: 'ValidationError', message });
    });
  }
});
