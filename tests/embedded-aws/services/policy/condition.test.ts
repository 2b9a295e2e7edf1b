// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM writes its variables so

import { expect } from 'chai';
import { isAllowed } from '../../../../embedded-aws/services/policy.ts';
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
  'a principal in no organization, and no text': [{ 'aws:PrincipalOrgID': '' }, {}],
  'a variable with another value': [same, between],
  'a variable, and a resource in no organization': [same, { principalOrgId: own }],
  'a variable without a value': [same, { resourceOrgId: own }],
  'a variable and a key that both have no value': [same, {}],
};

describe('embedded-aws/services/policy', () => {
  describe('a condition', () => {
    const action = 'sts:AssumeRole';
    const resource = 'arn:aws:iam::111122223333:role/evaluator';

    for (const [cases, isMet] of [
      [met, true],
      [unmet, false],
    ] as const) {
      for (const [name, [StringEquals, organizations]] of Object.entries(cases)) {
        it(`${isMet ? 'lets an allow and a deny apply' : 'keeps both from applying'} with ${name}`, () => {
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
