import { expect } from 'chai';
import { isTrusted, type Request, type TrustPolicy } from '../../../../embedded-aws/services/policy.ts';
import { type Condition, inside, other, own, strangeConditions } from './statements.ts';

type TrustStatement = TrustPolicy['Statement'][number];

const role = 'arn:aws:iam::111122223333:role/evaluator';
const root = 'arn:aws:iam::111122223333:root';

const trust = (AWS: string, changes: Partial<TrustStatement> = {}): TrustStatement => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action: 'sts:AssumeRole',
  ...changes,
});
const trustService = (Service: string) => trust('', { Principal: { Service } });
const distrust = (AWS: string, changes: Partial<TrustStatement> = {}) =>
  trust(AWS, { Effect: 'Deny', ...changes });
const inOrganization = (id: string) => ({ Condition: { StringEquals: { 'aws:PrincipalOrgID': id } } });
const trustRole = trust(role);

const trusted: Record<string, TrustStatement[]> = {
  'the role itself': [trustRole],
  'the root of its account': [trust(root)],
  'the role, in the second statement': [trustService('lambda.amazonaws.com'), trustRole],
  'one action of a list': [trust(role, { Action: ['sts:TagSession', 'sts:AssumeRole'] })],
  'an action in another case': [trust(role, { Action: 'STS:assumerole' })],
  'its organization': [trust(role, inOrganization(own))],
  'the role, but denies another': [trustRole, distrust(`${role}-2`)],
  'the role, but denies another organization': [trustRole, distrust(role, inOrganization(other))],
  'the role, with a Sid': [{ Sid: 'TrustTheFunction', ...trustRole } as TrustStatement],
};

const distrusted: Record<string, TrustStatement[]> = {
  nobody: [],
  'a role with a longer name': [trust(`${role}-2`)],
  'a role with a shorter name': [trust(role.slice(0, -1))],
  'a pattern, which names nobody': [trust('arn:aws:iam::111122223333:role/*')],
  'the role of another account': [trust('arn:aws:iam::444455556666:role/evaluator')],
  'the root of another account': [trust('arn:aws:iam::444455556666:root')],
  'the role of another partition': [trust(role.replace('arn:aws:', 'arn:aws-cn:'))],
  'the role in another case': [trust(role.toUpperCase())],
  'a service': [trustService('lambda.amazonaws.com')],
  'a service with the name of the role': [trustService(role)],
  'another action': [trust(role, { Action: 'sts:TagSession' })],
  'the role and denies it': [trustRole, distrust(role)],
  'the role and denies its account': [distrust(root), trustRole],
  'another organization': [trust(role, inOrganization(other))],
};

describe('embedded-aws/services/policy', () => {
  describe('a role', () => {
    const request: Request = {
      action: 'sts:AssumeRole',
      resource: 'arn:aws:iam::444455556666:role/m',
      ...inside,
    };
    const isRoleTrusted = (Statement: TrustStatement[], asked = request) =>
      isTrusted({ Statement }, [role, root], asked);

    for (const [cases, expected] of [
      [trusted, true],
      [distrusted, false],
    ] as const) {
      for (const [name, Statement] of Object.entries(cases)) {
        it(`${expected ? 'trusts' : 'does not trust'} a principal where it trusts ${name}`, () => {
          expect(isRoleTrusted(Statement)).to.equal(expected);
        });
      }
    }

    it('does not trust a principal of no organization where it trusts an organization', () => {
      const { principalOrgId: _, ...outside } = request;
      expect(isRoleTrusted([trust(role, inOrganization(own))], outside)).to.equal(false);
    });

    for (const element of ['NotPrincipal', 'NotAction', 'Resource']) {
      it(`is refused with ${element}, also in a statement on somebody else`, () => {
        const strange = { ...trustService('lambda.amazonaws.com'), [element]: 'anything' };
        expect(() => isRoleTrusted([trustRole, strange])).to.throw(Error, `policy element ${element}`);
      });
    }

    for (const [name, [strange, message]] of Object.entries(strangeConditions)) {
      it(`is refused with ${name} in a condition`, () => {
        expect(() => isRoleTrusted([trust(role, { Condition: strange as Condition })])).to.throw(
          Error,
          `The embedded AWS does not enforce the ${message}`,
        );
      });
    }
  });
});
