import { expect } from 'chai';
import { MissingEvidenceError } from '../../../rules/contract.ts';
import { expectShape } from '../../../rules/expect.ts';
import type { RootCredentials, RootUserEvidence } from '../../../rules/root-user-mfa-enabled/rule.ts';
import { rootUserMfaEnabled } from '../../../rules/root-user-mfa-enabled/rule.ts';
import { rejection } from '../../rejection.ts';

interface World {
  readonly partition: string;
  readonly mfa: boolean;
  readonly credentials: RootCredentials;
  /** Left out where the rule must not ask. */
  readonly virtualDevice?: boolean;
  readonly role?: 'management' | 'member' | 'none';
  readonly parameters: Readonly<Record<string, string>>;
}

const none: RootCredentials = { password: false, accessKeys: false, signingCertificates: false };
const unreported: RootCredentials = {
  password: undefined,
  accessKeys: undefined,
  signingCertificates: undefined,
};
const bare: World = { partition: 'aws', mfa: false, credentials: none, parameters: {} };
const protectedRoot: World = { ...bare, mfa: true, credentials: { ...none, password: true } };
const hardwareOnly: World = { ...protectedRoot, parameters: { allowVirtualMfa: 'false' } };
const compliant = { credentialFreeCompliance: 'COMPLIANT' };

const verdicts: Record<string, [World, complianceType: string, reason: string]> = {
  'row 1: MFA on': [protectedRoot, 'COMPLIANT', 'mfa-enabled'],
  'row 1: MFA on, virtual MFA allowed by name': [
    { ...protectedRoot, parameters: { allowVirtualMfa: 'true' } },
    'COMPLIANT',
    'mfa-enabled',
  ],
  'row 1: MFA on, credentials not reported': [
    { ...protectedRoot, credentials: unreported },
    'COMPLIANT',
    'mfa-enabled',
  ],
  'row 1: MFA on in GovCloud': [{ ...protectedRoot, partition: 'aws-us-gov' }, 'COMPLIANT', 'mfa-enabled'],
  'row 2: MFA on, no virtual device': [
    { ...hardwareOnly, virtualDevice: false },
    'COMPLIANT',
    'no-virtual-mfa',
  ],
  'row 3: MFA on, a virtual device': [
    { ...hardwareOnly, virtualDevice: true },
    'NON_COMPLIANT',
    'virtual-mfa-assigned',
  ],
  'row 4: a password': [
    { ...bare, credentials: { ...none, password: true } },
    'NON_COMPLIANT',
    'credentials-without-mfa',
  ],
  'row 4: access keys': [
    { ...bare, credentials: { ...none, accessKeys: true } },
    'NON_COMPLIANT',
    'credentials-without-mfa',
  ],
  'row 4: signing certificates': [
    { ...bare, credentials: { ...none, signingCertificates: true } },
    'NON_COMPLIANT',
    'credentials-without-mfa',
  ],
  'row 4: a credential is enough where others are not reported': [
    { ...bare, credentials: { ...unreported, accessKeys: true } },
    'NON_COMPLIANT',
    'credentials-without-mfa',
  ],
  'row 4: whatever a credential-free account would be': [
    { ...bare, credentials: { ...none, password: true }, parameters: compliant },
    'NON_COMPLIANT',
    'credentials-without-mfa',
  ],
  'row 4: whatever virtual MFA would be': [
    { ...bare, credentials: { ...none, password: true }, parameters: { allowVirtualMfa: 'false' } },
    'NON_COMPLIANT',
    'credentials-without-mfa',
  ],
  'row 4: in GovCloud': [
    { ...bare, partition: 'aws-us-gov', credentials: { ...none, accessKeys: true } },
    'NON_COMPLIANT',
    'govcloud-credentials-without-mfa',
  ],
  'row 4: in China': [
    { ...bare, partition: 'aws-cn', credentials: { ...unreported, password: true } },
    'NON_COMPLIANT',
    'credentials-without-mfa',
  ],
  'row 5: GovCloud': [{ ...bare, partition: 'aws-us-gov' }, 'NOT_APPLICABLE', 'govcloud-without-credentials'],
  'row 5: GovCloud, as COMPLIANT': [
    { ...bare, partition: 'aws-us-gov', parameters: compliant },
    'COMPLIANT',
    'govcloud-without-credentials',
  ],
  'row 6: member': [{ ...bare, role: 'member' }, 'NOT_APPLICABLE', 'member-without-credentials'],
  'row 6: member, NOT_APPLICABLE by name': [
    { ...bare, role: 'member', parameters: { credentialFreeCompliance: 'NOT_APPLICABLE' } },
    'NOT_APPLICABLE',
    'member-without-credentials',
  ],
  'row 6: member, as COMPLIANT': [
    { ...bare, role: 'member', parameters: compliant },
    'COMPLIANT',
    'member-without-credentials',
  ],
  'row 6: member in another partition': [
    { ...bare, role: 'member', partition: 'aws-eusc' },
    'NOT_APPLICABLE',
    'member-without-credentials',
  ],
  'row 7: management account': [
    { ...bare, role: 'management' },
    'NON_COMPLIANT',
    'management-without-credentials',
  ],
  'row 7: management account, whatever a member would be': [
    { ...bare, role: 'management', parameters: compliant },
    'NON_COMPLIANT',
    'management-without-credentials',
  ],
  'row 7: in no organization': [{ ...bare, role: 'none' }, 'NON_COMPLIANT', 'standalone-without-credentials'],
  'row 8: China': [{ ...bare, partition: 'aws-cn' }, 'NOT_APPLICABLE', 'china-without-root-user'],
  'row 8: China, as COMPLIANT': [
    { ...bare, partition: 'aws-cn', parameters: compliant },
    'COMPLIANT',
    'china-without-root-user',
  ],
  'row 8: China, credentials not reported': [
    { ...bare, partition: 'aws-cn', credentials: unreported },
    'NOT_APPLICABLE',
    'china-without-root-user',
  ],
};

describe('rules/root-user-mfa-enabled/rule', () => {
  describe('verdict', () => {
    for (const [name, [world, complianceType, reason]] of Object.entries(verdicts)) {
      it(name, async () => {
        const verdict = await evaluate(world);
        expect({ complianceType: verdict.complianceType, reason: verdict.reason }).to.deep.equal({
          complianceType,
          reason,
        });
      });
    }
  });

  describe('row 10: no verdict', () => {
    for (const missing of Object.keys(none)) {
      for (const partition of ['aws', 'aws-us-gov']) {
        it(`${partition}: ${missing} not reported, nothing else present`, async () => {
          const credentials = { ...none, [missing]: undefined };
          const error = await rejection(evaluate({ ...bare, partition, credentials }));
          expect(error).to.be.instanceOf(MissingEvidenceError);
          expect(error.message).to.match(new RegExp(`GetAccountSummary .* root user has ${missing};`));
        });
      }
    }

    it('names all that was not reported', async () => {
      const error = await rejection(evaluate({ ...bare, credentials: unreported }));
      expect(error.name).to.equal('MissingEvidenceError');
      expect(error.message).to.equal(
        'iam:GetAccountSummary did not report whether the root user has password, accessKeys, signingCertificates; ' +
          'the verdict depends on it. Check that nothing between the function and IAM shortens the answer.',
      );
    });

    it('lets a failure to read evidence through as it is', async () => {
      const denied = new Error('denied');
      const root = evidenceOf({ ...bare, role: 'member' });
      root.organizationRole = () => Promise.reject(denied);
      const parameters = expectShape('rule parameters', rootUserMfaEnabled.parameters, {});
      expect(await rejection(rootUserMfaEnabled.evaluate(root, parameters))).to.equal(denied);
    });
  });

  describe('annotation', () => {
    for (const [name, [world]] of Object.entries(verdicts)) {
      it(`fits into PutEvaluations: ${name}`, async () => {
        expect((await evaluate(world)).annotation).to.match(/^.{1,256}$/);
      });
    }

    it('fits with the longest list of credentials', async () => {
      const all = { password: true, accessKeys: true, signingCertificates: true };
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
        'The root user has access keys but no MFA. Root MFA does not exist in AWS GovCloud (US): delete the credentials.',
      );
    });

    const texts: [string, World, string][] = [
      ['MFA on', protectedRoot, 'The root user has MFA enabled.'],
      [
        'no virtual device',
        { ...hardwareOnly, virtualDevice: false },
        'no virtual MFA device is assigned to it.',
      ],
      [
        'virtual device',
        { ...hardwareOnly, virtualDevice: true },
        'A virtual MFA device is assigned to the root user, and allowVirtualMfa is false. Sign in as the root user, ' +
          'register a passkey, security key or hardware token, then remove the virtual device.',
      ],
      ['GovCloud', { ...bare, partition: 'aws-us-gov' }, 'it cannot sign in to the console or use MFA.'],
      ['China', { ...bare, partition: 'aws-cn' }, 'Accounts in the China Regions have no root user.'],
      ['member', { ...bare, role: 'member' }, 'MFA is neither possible nor necessary.'],
      [
        'management',
        { ...bare, role: 'management' },
        'Management account: the root user has neither credentials',
      ],
      [
        'standalone',
        { ...bare, role: 'none' },
        'Account in no organization: the root user has neither credentials',
      ],
      ['recovery', { ...bare, role: 'none' }, 'Recover the password and enable MFA.'],
    ];
    for (const [name, world, text] of texts) {
      it(`says what was found: ${name}`, async () => {
        expect((await evaluate(world)).annotation).to.include(text);
      });
    }
  });

  describe('parameters', () => {
    const refused: [object, string][] = [
      [{ allowVirtualMfa: 'yes' }, '.allowVirtualMfa: expected ("true" | "false"), got "yes"'],
      [{ allowVirtualMfa: 'True' }, '.allowVirtualMfa: expected ("true" | "false"), got "True"'],
      [{ allowVirtualMfa: '' }, '.allowVirtualMfa: expected ("true" | "false"), got ""'],
      [{ allowVirtualMfa: true }, '.allowVirtualMfa: expected ("true" | "false"), got true'],
      [
        { credentialFreeCompliance: 'NON_COMPLIANT' },
        '.credentialFreeCompliance: expected ("NOT_APPLICABLE" | "COMPLIANT"), got "NON_COMPLIANT"',
      ],
      [
        { allowVirtualMFA: 'false' },
        '.allowVirtualMFA: is not known here; known are allowVirtualMfa, credentialFreeCompliance',
      ],
      [
        JSON.parse('{"__proto__": "false"}'),
        '.__proto__: is not known here; known are allowVirtualMfa, credentialFreeCompliance',
      ],
    ];
    for (const [parameters, message] of refused) {
      it(`refuses ${JSON.stringify(parameters)}`, () => {
        expect(() => expectShape('rule parameters', rootUserMfaEnabled.parameters, parameters)).to.throw(
          `rule parameters${message}`,
        );
      });
    }
  });

  it('says what it is about', () => {
    const { name, title, resourceType } = rootUserMfaEnabled;
    expect({ name, title, resourceType }).to.deep.equal({
      name: 'root-user-mfa-enabled',
      title: 'Root user has MFA enabled, or no credentials that MFA could protect',
      resourceType: 'AWS::::Account',
    });
  });

  it('has a verdict for each of its reasons', () => {
    const reasons = Object.values(verdicts).map(([, , reason]) => reason);
    expect([...new Set(reasons)]).to.have.members([...rootUserMfaEnabled.reasons]);
  });
});

async function evaluate(world: World) {
  const parameters = expectShape('rule parameters', rootUserMfaEnabled.parameters, world.parameters);
  return rootUserMfaEnabled.evaluate(evidenceOf(world), parameters);
}

/** Evidence of which only that may be asked on which the verdict depends. */
function evidenceOf({ partition, mfa, credentials, virtualDevice, role }: World): RootUserEvidence {
  return {
    partition,
    accountSummary: async () => ({ mfaEnabled: mfa, credentials }),
    hasVirtualMfaDevice: async () => given('the virtual MFA devices', virtualDevice),
    organizationRole: async () => given('the organization', role),
  };
}

function given<Value>(what: string, value: Value | undefined): Value {
  if (value === undefined) throw new Error(`The rule asked for ${what} without need`);
  return value;
}
