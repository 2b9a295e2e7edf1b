import { expect } from 'chai';
import { isAllowed, type Policy } from '../../../../embedded-aws/services/policy.ts';
import { allow, deny, policies } from './statements.ts';

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
    describe(expected ? 'allows' : 'denies', () => {
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
});
