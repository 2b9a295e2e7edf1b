// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM writes its variables so

import { expect } from 'chai';
import { isAllowed, type Policy } from '../../../../embedded-aws/services/policy.ts';
import {
  allow,
  type Condition,
  deny,
  inside,
  type Organizations,
  other,
  own,
  policies,
  strangeConditions,
} from './statements.ts';

type Case = [stringEquals: Record<string, string | string[]>, Organizations];

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

describe('embedded-aws/services/policy', () => {
  for (const [cases, expected] of [
    [allowed, true],
    [denied, false],
  ] as const) {
    describe(`${expected ? 'allows' : 'denies'} a request with`, () => {
      for (const [name, [given, resource]] of Object.entries(cases)) {
        it(name, () => {
          const request =
            resource === undefined
              ? { action: 'iam:GetUser', resource: '*' }
              : { action: 's3:GetObject', resource };
          expect(isAllowed(given, request)).to.equal(expected);
        });
      }
    });
  }

  for (const element of ['NotAction', 'NotResource', 'Principal', 'NotPrincipal']) {
    it(`refuses ${element}, also in a statement on another action`, () => {
      const given = policies(allow('iam:GetUser'), { ...allow('iam:GetRole'), [element]: 'anything' });
      expect(() => isAllowed(given, { action: 'iam:GetUser', resource: '*' })).to.throw(
        Error,
        `policy element ${element}`,
      );
    });
  }

  describe('a condition', () => {
    const action = 'sts:AssumeRole';
    const resource = 'arn:aws:iam::111122223333:role/evaluator';

    for (const [cases, isMet] of [
      [met, true],
      [unmet, false],
    ] as const) {
      for (const [name, [StringEquals, organizations]] of Object.entries(cases)) {
        it(`${isMet ? 'lets an allow and a deny apply' : 'keeps an allow and a deny from applying'} with ${name}`, () => {
          const Condition = { StringEquals };
          const request = { action, resource, ...organizations };
          expect(isAllowed(policies({ ...allow(action), Condition }), request)).to.equal(isMet);
          const denying = policies(allow('*'), { ...deny(action), Condition });
          expect(isAllowed(denying, request)).to.equal(!isMet);
        });
      }
    }

    for (const [name, [strange, message]] of Object.entries(strangeConditions)) {
      it(`is refused with ${name}, also in a statement on another action`, () => {
        const given = policies(allow(action), { ...deny('iam:GetRole'), Condition: strange as Condition });
        expect(() => isAllowed(given, { action, resource, ...inside })).to.throw(
          Error,
          `The embedded AWS does not enforce the ${message}`,
        );
      });
    }
  });
});
