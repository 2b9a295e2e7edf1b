import { expect } from 'chai';
import type { RootCredentials } from '../../../rules/root-user-mfa-enabled/verdicts.ts';
import { bare, evaluate, hardwareOnly, none, protectedRoot, type World, worlds } from './worlds.ts';

describe('rules/root-user-mfa-enabled/verdicts', () => {
  for (const [name, [world]] of Object.entries(worlds)) {
    it(`fits into PutEvaluations: ${name}`, async () => {
      expect((await evaluate(world)).annotation).to.match(/^.{1,256}$/);
    });
  }

  it('fits with the longest list of credentials', async () => {
    const all = { password: true, accessKeys: true, signingCertificates: true };
    const parameters = { allowMemberCredentials: 'false' };
    const forbidden = await evaluate({ ...bare, credentials: all, role: 'member', parameters });
    expect(forbidden.annotation).to.match(/^.{1,256}$/);
    for (const partition of ['aws', 'aws-us-gov']) {
      expect((await evaluate({ ...bare, partition, credentials: all })).annotation).to.match(/^.{1,256}$/);
    }
  });

  const credentialLists: [Partial<RootCredentials>, string][] = [
    [{ password: true }, 'has a password but no MFA. Sign in as the root user and enable MFA;'],
    [
      { accessKeys: true },
      'has access keys but no MFA. Sign in as the root user, enable MFA and delete the access keys;',
    ],
    [
      { signingCertificates: true },
      'has signing certificates but no MFA. Sign in as the root user, enable MFA and delete the signing certificates;',
    ],
    [
      { password: true, accessKeys: true, signingCertificates: true },
      'has a password, access keys and signing certificates but no MFA. Sign in as the root user, enable MFA and ' +
        'delete the access keys and signing certificates;',
    ],
  ];
  for (const [credentials, text] of credentialLists) {
    it(`names what is there and what to do: ${Object.keys(credentials).join(', ')}`, async () => {
      expect((await evaluate({ ...bare, credentials: { ...none, ...credentials } })).annotation).to.include(
        text,
      );
    });
  }

  it('says that GovCloud has no root MFA', async () => {
    const world = { ...bare, partition: 'aws-us-gov', credentials: { ...none, accessKeys: true } };
    expect((await evaluate(world)).annotation).to.equal(
      'The root user has access keys but no MFA. Root MFA does not exist in AWS GovCloud (US): delete the access keys.',
    );
    const withPassword = { ...world, credentials: { ...none, password: true, signingCertificates: true } };
    expect((await evaluate(withPassword)).annotation).to.equal(
      'The root user has signing certificates but no MFA. Root MFA does not exist in AWS GovCloud (US): ' +
        'delete the signing certificates.',
    );
  });

  const recovery =
    'the root user has neither credentials nor MFA, and password recovery by e-mail can bring the password back. ' +
    'Recover the password and enable MFA.';
  const texts: [string, World, string][] = [
    ['MFA on', protectedRoot, 'The root user has MFA enabled.'],
    [
      'no virtual device',
      { ...hardwareOnly, virtualDevice: false },
      'The root user has MFA enabled, and no virtual MFA device is assigned to it.',
    ],
    [
      'virtual device',
      { ...hardwareOnly, virtualDevice: true },
      'A virtual MFA device is assigned to the root user, and allowVirtualMfa is false. Sign in as the root user, ' +
        'register a passkey, security key or hardware token, then remove the virtual device.',
    ],
    [
      'a password',
      { ...bare, credentials: { ...none, password: true } },
      'The root user has a password but no MFA. Sign in as the root user and enable MFA; or, in a member account, ' +
        'delete its root credentials centrally.',
    ],
    [
      'credentials in a member account',
      { ...protectedRoot, role: 'member', parameters: { allowMemberCredentials: 'false' } },
      "This member account's root user has a password, and allowMemberCredentials is false. Delete its root " +
        "credentials centrally, from the management account or IAM's delegated administrator.",
    ],
    [
      'GovCloud',
      { ...bare, partition: 'aws-us-gov' },
      'The root user has no access keys and no signing certificates; in AWS GovCloud (US) it cannot sign in to the ' +
        'console or use MFA.',
    ],
    ['China', { ...bare, partition: 'aws-cn' }, 'Accounts in the China Regions have no root user.'],
    [
      'member',
      { ...bare, role: 'member' },
      "This member account's root user has no credentials: MFA is neither possible nor necessary.",
    ],
    ['management', { ...bare, role: 'management' }, `Management account: ${recovery}`],
    ['standalone', { ...bare, role: 'none' }, `Account in no organization: ${recovery}`],
  ];
  for (const [name, world, text] of texts) {
    it(`says what was found and what to do: ${name}`, async () => {
      expect((await evaluate(world)).annotation).to.equal(text);
    });
  }
});
