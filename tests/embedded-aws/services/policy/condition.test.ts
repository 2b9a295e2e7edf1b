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

const functionRole = 'arn:aws:iam::111122223333:role/evaluator';

const sameOrganization: Condition = { StringEquals: { 'aws:ResourceOrgID': '${aws:PrincipalOrgID}' } };

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

describe('embedded-aws/services/policy', () => {
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
});
