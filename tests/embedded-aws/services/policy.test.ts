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

const statement =
  (Effect: Statement['Effect']) =>
  (Action: Statement['Action'], Resource: Statement['Resource'] = '*'): Statement => ({
    Effect,
    Action,
    Resource,
  });
const allow = statement('Allow');
const deny = statement('Deny');
const policies = (...statements: Statement[]): Policy[] => [{ Statement: statements }];

const own = 'o-a1b2c3d4e5';
const other = 'o-z9y8x7w6v5';

/** The principal and the resource are in the same organization. */
const inside = { principalOrgId: own, resourceOrgId: own };

const stringEquals = (key: string, value: string) => ({ StringEquals: { [key]: value } });

/** Conditions that could not be enforced, by what the error says of them. */
const strange: Record<string, object> = {
  'condition operator StringLike': { StringLike: { 'aws:PrincipalOrgID': own } },
  'condition operator Bool': {
    ...stringEquals('aws:PrincipalOrgID', own),
    Bool: { 'aws:SecureTransport': 'true' },
  },
  'condition operator StringEqualsIfExists': { StringEqualsIfExists: { 'aws:PrincipalOrgID': own } },
  'condition key aws:PrincipalAccount': stringEquals('aws:PrincipalAccount', '111122223333'),
  'condition key aws:username': stringEquals('aws:ResourceOrgID', '${aws:username}'),
  "condition key aws:PrincipalOrgID, 'o-1'": stringEquals(
    'aws:ResourceOrgID',
    "${aws:PrincipalOrgID, 'o-1'}",
  ),
  'condition value o-${aws:PrincipalOrgID}': stringEquals('aws:ResourceOrgID', 'o-${aws:PrincipalOrgID}'),
};

type Case = [stringEquals: Record<string, string | string[]>, Partial<Request>];

const between = { principalOrgId: own, resourceOrgId: other };
const same = { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' };
const bothOwn = { 'aws:PrincipalOrgID': own, 'aws:ResourceOrgID': own };

const met: Record<string, Case> = {
  'no key': [{}, {}],
  "the resource's organization": [{ 'aws:ResourceOrgID': other }, between],
  "the principal's organization": [{ 'aws:PrincipalOrgID': own }, between],
  'a key in another case': [{ 'AWS:principalorgid': own }, inside],
  'one value of a list': [{ 'aws:PrincipalOrgID': [other, own] }, inside],
  'two keys': [bothOwn, inside],
  'a variable with the same value': [same, inside],
  'a variable in another case': [{ 'aws:ResourceOrgID': '${AWS:PRINCIPALORGID}' }, inside],
  'a variable in a list': [{ 'aws:ResourceOrgID': [other, '${aws:PrincipalOrgID}'] }, inside],
};

const unmet: Record<string, Case> = {
  'another organization': [{ 'aws:PrincipalOrgID': own }, { principalOrgId: other }],
  'a value in another case': [{ 'aws:PrincipalOrgID': own.toUpperCase() }, { principalOrgId: own }],
  'no value of a list': [{ 'aws:PrincipalOrgID': [other, 'o-1111111111'] }, inside],
  'an empty list': [{ 'aws:PrincipalOrgID': [] }, inside],
  'only one of two keys': [bothOwn, between],
  'a wildcard, which StringEquals does not know': [{ 'aws:PrincipalOrgID': 'o-*' }, inside],
  'a principal in no organization': [{ 'aws:PrincipalOrgID': own }, { resourceOrgId: own }],
  'a principal in no organization, and an empty text': [{ 'aws:PrincipalOrgID': '' }, {}],
  'a variable with another value': [same, between],
  'a variable, and a resource in no organization': [same, { principalOrgId: own }],
  'a variable without a value': [same, { resourceOrgId: own }],
  'a variable and a key that both have no value': [same, {}],
};

const bucket = 'arn:aws:s3:::bucket';
const s3 = (...resource: string[]) => policies(allow('s3:GetObject', resource));
const getUser = policies(allow('iam:GetUser'));
const getRole = policies(allow('iam:GetRole'));

/** Policies that allow `iam:GetUser`, or `s3:GetObject` on the resource. */
const allowed: Record<string, [Policy[], resource?: string]> = {
  'the same action': [getUser],
  'one action of a list': [policies(allow(['iam:GetRole', 'iam:GetUser']))],
  'an action in another case': [policies(allow('IAM:getuser'))],
  'every action': [policies(allow('*'))],
  '* at the end of an action': [policies(allow('iam:Get*'))],
  '* that stands for nothing': [policies(allow('iam:GetUser*'))],
  '* inside an action': [policies(allow('iam:*User'))],
  '? for one character': [policies(allow('iam:GetUse?'))],
  'the same resource': [s3(bucket), bucket],
  'one resource of a list': [s3('x', bucket), bucket],
  'a resource below a prefix': [s3(`${bucket}/*`), `${bucket}/a/b`],
  'the second statement': [policies(allow('iam:GetRole'), allow('iam:GetUser'))],
  'the second policy': [[...getRole, ...getUser]],
  'a deny of another action': [policies(allow('iam:*'), deny('iam:GetRole'))],
  'a deny of another resource': [policies(allow('s3:*'), deny('s3:*', `${bucket}2`)), bucket],
  'a statement with a Sid': [policies({ Sid: 'ReadUsers', ...allow('iam:GetUser') } as never)],
};

const denied: Record<string, [Policy[], resource?: string]> = {
  'no policy': [[]],
  'a policy without statements': [policies()],
  'another action': [getRole],
  'another service': [policies(allow('sts:GetUser'))],
  'only the start of an action': [policies(allow('iam:Get'))],
  'only the end of an action': [policies(allow('GetUser'))],
  '? for no character': [policies(allow('iam:GetUser?'))],
  '? for two characters': [policies(allow('iam:GetUs?'))],
  'another resource': [s3(bucket), `${bucket}2`],
  'a resource in another case': [s3(bucket), bucket.toUpperCase()],
  'a dot for another character': [s3('a.b'), 'axb'],
  'a deny after an allow': [policies(allow('iam:*'), deny('iam:GetUser'))],
  'a deny before an allow': [policies(deny('iam:GetUser'), allow('iam:*'))],
  'a deny in another policy': [[...policies(allow('iam:*')), ...policies(deny('iam:Get*'))]],
  'only a deny': [policies(deny('iam:GetUser'))],
};

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

const request: Request = { action: 'sts:AssumeRole', resource: role, ...inside };
const isRoleTrusted = (...Statement: TrustStatement[]) => isTrusted({ Statement }, [role, root], request);
const notEnforced = (what: string) => `The embedded AWS does not enforce the ${what}`;

describe('embedded-aws/services/policy', () => {
  for (const [cases, expected] of [
    [allowed, true],
    [denied, false],
  ] as const) {
    for (const [name, [given, resource]] of Object.entries(cases)) {
      it(`${expected ? 'allows' : 'denies'} a request with ${name}`, () => {
        const action = resource === undefined ? 'iam:GetUser' : 's3:GetObject';
        expect(isAllowed(given, { action, resource: resource ?? '*' })).to.equal(expected);
      });
    }
  }

  for (const [cases, isMet] of [
    [met, true],
    [unmet, false],
  ] as const) {
    for (const [name, [StringEquals, organizations]] of Object.entries(cases)) {
      it(`${isMet ? 'applies' : 'does not apply'} an allow and a deny with a condition of ${name}`, () => {
        const Condition = { StringEquals };
        const asked = { action: 'sts:AssumeRole', resource: role, ...organizations };
        expect(isAllowed(policies({ ...allow('sts:AssumeRole'), Condition }), asked)).to.equal(isMet);
        const denying = policies(allow('*'), { ...deny('sts:AssumeRole'), Condition });
        expect(isAllowed(denying, asked)).to.equal(!isMet);
      });
    }
  }

  for (const element of ['NotAction', 'NotResource', 'Principal', 'NotPrincipal']) {
    it(`refuses ${element}, also in a statement on another action`, () => {
      const given = policies(allow('sts:AssumeRole'), { ...allow('iam:GetRole'), [element]: 'anything' });
      expect(() => isAllowed(given, request)).to.throw(Error, notEnforced(`policy element ${element}`));
    });
  }

  for (const [what, Condition] of Object.entries(strange)) {
    it(`refuses the ${what}, also in a statement on another action`, () => {
      const given = policies(allow('sts:AssumeRole'), { ...deny('iam:GetRole'), Condition } as Statement);
      expect(() => isAllowed(given, request)).to.throw(Error, notEnforced(what));
    });
  }

  for (const [cases, expected] of [
    [trusted, true],
    [distrusted, false],
  ] as const) {
    for (const [name, statements] of Object.entries(cases)) {
      it(`${expected ? 'trusts' : 'does not trust'} a principal where a role trusts ${name}`, () => {
        expect(isRoleTrusted(...statements)).to.equal(expected);
      });
    }
  }

  const strangeTrust = { NotPrincipal: 'x', NotAction: 'x', Resource: 'x', Condition: { StringLike: {} } };
  for (const [element, value] of Object.entries(strangeTrust)) {
    it(`refuses the ${element} ${JSON.stringify(value)} in a trust policy, also in a statement on somebody else`, () => {
      const statement = { ...trustService('lambda.amazonaws.com'), [element]: value };
      const what = element === 'Condition' ? 'condition operator StringLike' : `policy element ${element}`;
      expect(() => isRoleTrusted(trustRole, statement)).to.throw(Error, notEnforced(what));
    });
  }
});
