// biome-ignore-all lint/suspicious/noTemplateCurlyInString: IAM writes its variables so

import type { Policy, Request } from '../../../../embedded-aws/services/policy.ts';

export type Statement = Policy['Statement'][number];
export type Condition = NonNullable<Statement['Condition']>;

const statement =
  (Effect: Statement['Effect']) =>
  (Action: Statement['Action'], Resource: Statement['Resource'] = '*'): Statement => ({
    Effect,
    Action,
    Resource,
  });
export const allow = statement('Allow');
export const deny = statement('Deny');
export const policies = (...statements: Statement[]): Policy[] => [{ Statement: statements }];

export const own = 'o-a1b2c3d4e5';
export const other = 'o-z9y8x7w6v5';

/** The principal and the resource are in the same organization. */
export const inside = { principalOrgId: own, resourceOrgId: own };

export type Organizations = Pick<Request, 'principalOrgId' | 'resourceOrgId'>;

/** What could not be enforced, and what the error says of it. */
export const strangeConditions: Record<string, [condition: object, message: string]> = {
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
