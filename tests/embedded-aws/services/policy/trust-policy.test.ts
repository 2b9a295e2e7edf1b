import { expect } from 'chai';
import { isTrusted, type Request, type TrustPolicy } from '../../../../embedded-aws/services/policy.ts';
import { type Condition, inside, other, own, strangeConditions } from './statements.ts';

type TrustStatement = TrustPolicy['Statement'][number];

const functionRole = 'arn:aws:iam::111122223333:role/evaluator';
const principalArns = [functionRole, 'arn:aws:iam::111122223333:root'];

const trust = (
  Principal: TrustStatement['Principal'],
  changes: Partial<TrustStatement> = {},
): TrustStatement => ({
  Effect: 'Allow',
  Principal,
  Action: 'sts:AssumeRole',
  ...changes,
});
const trustRole = trust({ AWS: functionRole });

const trusted: Record<string, TrustStatement[]> = {
  'the role itself': [trustRole],
  'the root of its account': [trust({ AWS: 'arn:aws:iam::111122223333:root' })],
  'the role, in the second statement': [trust({ Service: 'lambda.amazonaws.com' }), trustRole],
  'one action of a list': [trust({ AWS: functionRole }, { Action: ['sts:TagSession', 'sts:AssumeRole'] })],
  'an action in another case': [trust({ AWS: functionRole }, { Action: 'STS:assumerole' })],
  'its organization': [
    trust({ AWS: functionRole }, { Condition: { StringEquals: { 'aws:PrincipalOrgID': own } } }),
  ],
  'the role, but denies another': [trustRole, trust({ AWS: `${functionRole}-2` }, { Effect: 'Deny' })],
  'the role, but denies another organization': [
    trustRole,
    trust(
      { AWS: functionRole },
      { Effect: 'Deny', Condition: { StringEquals: { 'aws:PrincipalOrgID': other } } },
    ),
  ],
};

const distrusted: Record<string, TrustStatement[]> = {
  nobody: [],
  'a role whose name begins so': [trust({ AWS: `${functionRole}-2` })],
  'a role whose name is shorter': [trust({ AWS: functionRole.slice(0, -1) })],
  'a pattern, which names nobody': [trust({ AWS: 'arn:aws:iam::111122223333:role/*' })],
  'the role of another account': [trust({ AWS: 'arn:aws:iam::444455556666:role/evaluator' })],
  'the root of another account': [trust({ AWS: 'arn:aws:iam::444455556666:root' })],
  'the role of another partition': [trust({ AWS: functionRole.replace('arn:aws:', 'arn:aws-cn:') })],
  'the role in another case': [trust({ AWS: functionRole.toUpperCase() })],
  'a service': [trust({ Service: 'lambda.amazonaws.com' })],
  'a service that is called like the role': [trust({ Service: functionRole })],
  'another action': [trust({ AWS: functionRole }, { Action: 'sts:TagSession' })],
  'the role and denies it': [trustRole, trust({ AWS: functionRole }, { Effect: 'Deny' })],
  'the role and denies its account': [
    trust({ AWS: 'arn:aws:iam::111122223333:root' }, { Effect: 'Deny' }),
    trustRole,
  ],
  'another organization': [
    trust({ AWS: functionRole }, { Condition: { StringEquals: { 'aws:PrincipalOrgID': other } } }),
  ],
};

describe('embedded-aws/services/policy', () => {
  describe('a role', () => {
    const request: Request = {
      action: 'sts:AssumeRole',
      resource: 'arn:aws:iam::444455556666:role/m',
      ...inside,
    };

    for (const [name, Statement] of Object.entries(trusted)) {
      it(`trusts a principal where it trusts ${name}`, () => {
        expect(isTrusted({ Statement }, principalArns, request)).to.equal(true);
      });
    }

    for (const [name, Statement] of Object.entries(distrusted)) {
      it(`does not trust a principal where it trusts ${name}`, () => {
        expect(isTrusted({ Statement }, principalArns, request)).to.equal(false);
      });
    }

    it('does not trust a principal of no organization where it trusts an organization', () => {
      const { principalOrgId: _, ...outside } = request;
      const Statement = trusted['its organization'] as TrustStatement[];
      expect(isTrusted({ Statement }, principalArns, outside)).to.equal(false);
    });

    it('may have a Sid', () => {
      const named = { Sid: 'TrustTheFunction', ...trustRole };
      expect(isTrusted({ Statement: [named] }, principalArns, request)).to.equal(true);
    });

    for (const element of ['NotPrincipal', 'NotAction', 'Resource']) {
      it(`is refused with ${element}, also in a statement on somebody else`, () => {
        const strange = { ...trust({ Service: 'lambda.amazonaws.com' }), [element]: 'anything' };
        expect(() => isTrusted({ Statement: [trustRole, strange] }, principalArns, request)).to.throw(
          Error,
          `policy element ${element}`,
        );
      });
    }

    for (const [name, [strange, message]] of Object.entries(strangeConditions)) {
      it(`is refused with ${name} in a condition`, () => {
        const conditional = trust({ AWS: functionRole }, { Condition: strange as Condition });
        expect(() => isTrusted({ Statement: [conditional] }, principalArns, request)).to.throw(
          Error,
          `The embedded AWS does not enforce the ${message}`,
        );
      });
    }
  });
});
