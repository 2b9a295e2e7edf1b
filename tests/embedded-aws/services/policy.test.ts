// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM writes its variables so

import { expect } from 'chai';
import {
  isAllowed,
  isTrusted,
  type Policy,
  type Request,
  type TrustPolicy,
} from '../../../embedded-aws/services/policy.ts';

type Statement = Policy['Statement'][number];
type TrustStatement = TrustPolicy['Statement'][number];
type Condition = NonNullable<Statement['Condition']>;

const allow = (Action: Statement['Action'], Resource: Statement['Resource'] = '*'): Statement => ({
  Effect: 'Allow',
  Action,
  Resource,
});
const deny = (Action: Statement['Action'], Resource: Statement['Resource'] = '*'): Statement => ({
  Effect: 'Deny',
  Action,
  Resource,
});
const policies = (...statements: Statement[]): Policy[] => [{ Statement: statements }];

const bucket = 'arn:aws:s3:::bucket';

const allowed: Record<string, [Policy[], action: string, resource: string]> = {
  'the same action': [policies(allow('iam:GetUser')), 'iam:GetUser', '*'],
  'one action of a list': [policies(allow(['iam:GetUser', 'iam:GetRole'])), 'iam:GetRole', '*'],
  'an action in another case': [policies(allow('IAM:getuser')), 'iam:GetUser', '*'],
  'every action': [policies(allow('*')), 'iam:GetUser', '*'],
  '* at the end of an action': [policies(allow('iam:Get*')), 'iam:GetUser', '*'],
  '* that stands for nothing': [policies(allow('iam:GetUser*')), 'iam:GetUser', '*'],
  '* inside an action': [policies(allow('iam:*User')), 'iam:GetUser', '*'],
  '? for one character': [policies(allow('iam:GetUse?')), 'iam:GetUser', '*'],
  'the same resource': [policies(allow('s3:GetObject', bucket)), 's3:GetObject', bucket],
  'one resource of a list': [policies(allow('s3:GetObject', ['x', bucket])), 's3:GetObject', bucket],
  'a resource below a prefix': [
    policies(allow('s3:GetObject', `${bucket}/*`)),
    's3:GetObject',
    `${bucket}/a/b`,
  ],
  'the second statement': [policies(allow('iam:GetRole'), allow('iam:GetUser')), 'iam:GetUser', '*'],
  'the second policy': [
    [...policies(allow('iam:GetRole')), ...policies(allow('iam:GetUser'))],
    'iam:GetUser',
    '*',
  ],
  'a deny of another action': [policies(allow('iam:*'), deny('iam:GetRole')), 'iam:GetUser', '*'],
  'a deny of another resource': [policies(allow('s3:*'), deny('s3:*', `${bucket}2`)), 's3:GetObject', bucket],
};

const denied: Record<string, [Policy[], action: string, resource: string]> = {
  'no policy': [[], 'iam:GetUser', '*'],
  'a policy without statements': [policies(), 'iam:GetUser', '*'],
  'another action': [policies(allow('iam:GetRole')), 'iam:GetUser', '*'],
  'another service': [policies(allow('sts:GetUser')), 'iam:GetUser', '*'],
  'only the start of an action': [policies(allow('iam:Get')), 'iam:GetUser', '*'],
  'only the end of an action': [policies(allow('GetUser')), 'iam:GetUser', '*'],
  '? for no character': [policies(allow('iam:GetUser?')), 'iam:GetUser', '*'],
  '? for two characters': [policies(allow('iam:GetUs?')), 'iam:GetUser', '*'],
  'another resource': [policies(allow('s3:GetObject', bucket)), 's3:GetObject', `${bucket}2`],
  'a resource in another case': [
    policies(allow('s3:GetObject', bucket)),
    's3:GetObject',
    bucket.toUpperCase(),
  ],
  'a dot for another character': [policies(allow('s3:GetObject', 'a.b')), 's3:GetObject', 'axb'],
  'a deny after an allow': [policies(allow('iam:*'), deny('iam:GetUser')), 'iam:GetUser', '*'],
  'a deny before an allow': [policies(deny('iam:GetUser'), allow('iam:*')), 'iam:GetUser', '*'],
  'a deny in another policy': [
    [...policies(allow('iam:*')), ...policies(deny('iam:Get*'))],
    'iam:GetUser',
    '*',
  ],
  'only a deny': [policies(deny('iam:GetUser')), 'iam:GetUser', '*'],
};

const own = 'o-a1b2c3d4e5';
const other = 'o-z9y8x7w6v5';

const sameOrganization: Condition = { StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } };

/** Of a principal of the organization, on a resource of it. */
const inside = { principalOrgId: own, resourceOrgId: own };

type Organizations = Pick<Request, 'principalOrgId' | 'resourceOrgId'>;

const met: Record<string, [Condition, Organizations]> = {
  'no key': [{ StringEquals: {} }, {}],
  "the resource's organization": [
    { StringEquals: { 'aws:ResourceOrgID': own } },
    { resourceOrgId: own, principalOrgId: other },
  ],
  "the principal's organization": [
    { StringEquals: { 'aws:PrincipalOrgID': own } },
    { principalOrgId: own, resourceOrgId: other },
  ],
  'a key in another case': [{ StringEquals: { 'AWS:principalorgid': own } }, inside],
  'one value of a list': [{ StringEquals: { 'aws:PrincipalOrgID': [other, own] } }, inside],
  'two keys': [{ StringEquals: { 'aws:PrincipalOrgID': own, 'aws:ResourceOrgID': own } }, inside],
  'a variable with the same value': [sameOrganization, inside],
  'a variable in another case': [{ StringEquals: { 'aws:ResourceOrgID': '${AWS:PRINCIPALORGID}' } }, inside],
  'a variable in a list': [
    { StringEquals: { 'aws:ResourceOrgID': [other, '${aws:PrincipalOrgID}'] } },
    inside,
  ],
};

const unmet: Record<string, [Condition, Organizations]> = {
  'another organization': [{ StringEquals: { 'aws:PrincipalOrgID': own } }, { principalOrgId: other }],
  'a value in another case': [
    { StringEquals: { 'aws:PrincipalOrgID': own.toUpperCase() } },
    { principalOrgId: own },
  ],
  'no value of a list': [{ StringEquals: { 'aws:PrincipalOrgID': [other, 'o-1111111111'] } }, inside],
  'an empty list': [{ StringEquals: { 'aws:PrincipalOrgID': [] } }, inside],
  'only one of two keys': [
    { StringEquals: { 'aws:PrincipalOrgID': own, 'aws:ResourceOrgID': own } },
    { principalOrgId: own, resourceOrgId: other },
  ],
  'a wildcard, which StringEquals does not know': [{ StringEquals: { 'aws:PrincipalOrgID': 'o-*' } }, inside],
  'a principal in no organization': [{ StringEquals: { 'aws:PrincipalOrgID': own } }, { resourceOrgId: own }],
  'a principal in no organization, and no text': [{ StringEquals: { 'aws:PrincipalOrgID': '' } }, {}],
  'a variable with another value': [sameOrganization, { principalOrgId: own, resourceOrgId: other }],
  'a variable, and a resource in no organization': [sameOrganization, { principalOrgId: own }],
  'a variable without a value': [sameOrganization, { resourceOrgId: own }],
  'a variable and a key that both have no value': [sameOrganization, {}],
};

/** What could not be enforced, and what the error says of it. */
const strangeConditions: Record<string, [condition: object, message: string]> = {
  'another operator': [{ StringLike: { 'aws:PrincipalOrgID': own } }, 'condition operator StringLike'],
  'another operator beside StringEquals': [
    { StringEquals: { 'aws:PrincipalOrgID': own }, Bool: { 'aws:SecureTransport': 'true' } },
    'condition operator Bool',
  ],
  'an operator with IfExists': [
    { StringEqualsIfExists: { 'aws:PrincipalOrgID': own } },
    'condition operator StringEqualsIfExists',
  ],
  'another key': [
    { StringEquals: { 'aws:PrincipalAccount': '111122223333' } },
    'condition key aws:PrincipalAccount',
  ],
  'a variable of another key': [
    { StringEquals: { 'aws:ResourceOrgID': '${aws:username}' } },
    'condition key aws:username',
  ],
  'a variable with a default': [
    { StringEquals: { 'aws:ResourceOrgID': "${aws:PrincipalOrgID, 'o-a1b2c3d4e5'}" } },
    "condition key aws:PrincipalOrgID, 'o-a1b2c3d4e5'",
  ],
  'a variable inside a text': [
    { StringEquals: { 'aws:ResourceOrgID': 'o-${aws:PrincipalOrgID}' } },
    'condition value o-${aws:PrincipalOrgID}',
  ],
};

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
  describe('allows', () => {
    for (const [name, [given, action, resource]] of Object.entries(allowed)) {
      it(name, () => {
        expect(isAllowed(given, { action, resource })).to.equal(true);
      });
    }
  });

  describe('denies', () => {
    for (const [name, [given, action, resource]] of Object.entries(denied)) {
      it(name, () => {
        expect(isAllowed(given, { action, resource })).to.equal(false);
      });
    }
  });

  it('takes a statement with a Sid', () => {
    const named = { Sid: 'ReadUsers', ...allow('iam:GetUser') };
    expect(isAllowed(policies(named), { action: 'iam:GetUser', resource: '*' })).to.equal(true);
  });

  for (const element of ['NotAction', 'NotResource', 'Principal', 'NotPrincipal']) {
    it(`refuses ${element}, also in a statement on another action`, () => {
      const strange = { ...allow('iam:GetRole'), [element]: 'anything' };
      const given = policies(allow('iam:GetUser'), strange);
      expect(() => isAllowed(given, { action: 'iam:GetUser', resource: '*' })).to.throw(
        Error,
        `policy element ${element}`,
      );
    });
  }

  describe('a condition', () => {
    const action = 'sts:AssumeRole';
    const request = (organizations: Organizations) => ({ action, resource: functionRole, ...organizations });

    for (const [name, [Condition, organizations]] of Object.entries(met)) {
      it(`lets an allow apply with ${name}`, () => {
        const given = policies({ ...allow(action), Condition });
        expect(isAllowed(given, request(organizations))).to.equal(true);
      });

      it(`lets a deny apply with ${name}`, () => {
        const given = policies(allow('*'), { ...deny(action), Condition });
        expect(isAllowed(given, request(organizations))).to.equal(false);
      });
    }

    for (const [name, [Condition, organizations]] of Object.entries(unmet)) {
      it(`keeps an allow from applying with ${name}`, () => {
        const given = policies({ ...allow(action), Condition });
        expect(isAllowed(given, request(organizations))).to.equal(false);
      });

      it(`keeps a deny from applying with ${name}`, () => {
        const given = policies(allow('*'), { ...deny(action), Condition });
        expect(isAllowed(given, request(organizations))).to.equal(true);
      });
    }

    for (const [name, [strange, message]] of Object.entries(strangeConditions)) {
      it(`is refused with ${name}, also in a statement on another action`, () => {
        const given = policies(allow(action), { ...deny('iam:GetRole'), Condition: strange as Condition });
        expect(() => isAllowed(given, request(inside))).to.throw(
          Error,
          `The embedded AWS does not enforce the ${message}`,
        );
      });
    }
  });

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
