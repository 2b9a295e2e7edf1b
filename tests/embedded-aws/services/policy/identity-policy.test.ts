import { expect } from 'chai';
import { isAllowed, type Policy } from '../../../../embedded-aws/services/policy.ts';
import { allow, deny, policies } from './statements.ts';

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
});
