import { expect } from 'chai';
import { MissingEvidenceError } from '../../../rules/contract.ts';
import { rootUserMfaEnabled } from '../../../rules/root-user-mfa-enabled/rule.ts';
import type { RootCredentials } from '../../../rules/root-user-mfa-enabled/verdicts.ts';
import { rejection } from '../../rejection.ts';
import { evaluate, evidenceOf, type World } from './evaluate-world.ts';

const unreported = { password: undefined, accessKeys: undefined, signingCertificates: undefined };
const all = { password: true, accessKeys: true, signingCertificates: true };
const withMfa: World = { mfa: true, password: true };
const hardwareOnly: World = { ...withMfa, parameters: { allowVirtualMfa: 'false' } };
const govCloud: World = { partition: 'aws-us-gov' };
const china: World = { partition: 'aws-cn' };
const member: World = { role: 'member' };
const management: World = { role: 'management' };

const forbidden = { allowMemberCredentials: 'false' };
const strict = { ...forbidden, allowVirtualMfa: 'false' };
const compliant = { credentialFreeCompliance: 'COMPLIANT' };

const OR_CENTRALLY = 'or, in a member account, delete its root credentials centrally.';
const RECOVERY =
  'the root user has neither credentials nor MFA, and password recovery by e-mail can bring the password back. ' +
  'Recover the password and enable MFA.';

/** Worlds by their verdict, each with its annotation where another world does not have it already. */
const cases: Record<string, Record<string, [World, annotation?: string]>> = {
  'COMPLIANT mfa-enabled': {
    'MFA on': [withMfa, 'The root user has MFA enabled.'],
    'virtual MFA allowed by name': [{ ...withMfa, parameters: { allowVirtualMfa: 'true' } }],
    'credentials not reported': [{ ...withMfa, ...unreported }],
    'in GovCloud': [{ ...withMfa, ...govCloud }],
    'a member with MFA and no credential': [{ mfa: true, parameters: forbidden }],
    'the management account': [{ ...withMfa, ...management, parameters: forbidden }],
    'management, nothing reported': [{ mfa: true, ...unreported, ...management, parameters: forbidden }],
  },
  'COMPLIANT no-virtual-mfa': {
    'no virtual device': [
      { ...hardwareOnly, virtualDevice: false },
      'The root user has MFA enabled, and no virtual MFA device is assigned to it.',
    ],
    'in no organization': [{ ...withMfa, virtualDevice: false, role: 'none', parameters: strict }],
  },
  'NON_COMPLIANT virtual-mfa-assigned': {
    'a virtual device': [
      { ...hardwareOnly, virtualDevice: true },
      'A virtual MFA device is assigned to the root user, and allowVirtualMfa is false. Sign in as the root user, ' +
        'register a passkey, security key or hardware token, then remove the virtual device.',
    ],
  },
  'NON_COMPLIANT member-with-credentials': {
    'a password': [
      { ...withMfa, ...member, parameters: forbidden },
      "This member account's root user has a password, and allowMemberCredentials is false. Delete its root " +
        "credentials centrally, from the management account or IAM's delegated administrator.",
    ],
    'a password, MFA off': [{ password: true, ...member, parameters: forbidden }],
    'access keys in GovCloud': [{ accessKeys: true, ...govCloud, ...member, parameters: forbidden }],
    'a certificate is enough where others are not reported': [
      { mfa: true, ...unreported, signingCertificates: true, ...member, parameters: forbidden },
    ],
    'whatever virtual MFA would be': [{ ...withMfa, ...member, parameters: strict }],
    'all credentials': [{ ...all, ...member, parameters: forbidden }],
  },
  'NON_COMPLIANT credentials-without-mfa': {
    'a password': [
      { password: true },
      `The root user has a password but no MFA. Sign in as the root user and enable MFA; ${OR_CENTRALLY}`,
    ],
    'access keys': [
      { accessKeys: true },
      'The root user has access keys but no MFA. Sign in as the root user, enable MFA and delete the access keys; ' +
        OR_CENTRALLY,
    ],
    'signing certificates': [
      { signingCertificates: true },
      'The root user has signing certificates but no MFA. Sign in as the root user, enable MFA and delete the ' +
        `signing certificates; ${OR_CENTRALLY}`,
    ],
    'all credentials': [
      all,
      'The root user has a password, access keys and signing certificates but no MFA. Sign in as the root user, ' +
        `enable MFA and delete the access keys and signing certificates; ${OR_CENTRALLY}`,
    ],
    'a key is enough where others are not reported': [{ ...unreported, accessKeys: true }],
    'whatever a credential-free account would be': [{ password: true, parameters: compliant }],
    'whatever virtual MFA would be': [{ ...hardwareOnly, mfa: false }],
    'in China': [{ ...china, ...unreported, password: true }],
    'in no organization': [{ accessKeys: true, role: 'none', parameters: forbidden }],
  },
  'NON_COMPLIANT govcloud-credentials-without-mfa': {
    'access keys': [
      { ...govCloud, accessKeys: true },
      'The root user has access keys but no MFA. Root MFA does not exist in AWS GovCloud (US): delete the access keys.',
    ],
    'certificates, and a password that does not count': [
      { ...govCloud, password: true, signingCertificates: true },
      'The root user has signing certificates but no MFA. Root MFA does not exist in AWS GovCloud (US): ' +
        'delete the signing certificates.',
    ],
    'all credentials': [{ ...govCloud, ...all }],
  },
  'NOT_APPLICABLE govcloud-without-credentials': {
    GovCloud: [
      govCloud,
      'The root user has no access keys and no signing certificates; in AWS GovCloud (US) it cannot sign in to the ' +
        'console or use MFA.',
    ],
    'a password': [{ ...govCloud, password: true }],
    'a password, where credentials are not allowed': [{ ...govCloud, password: true, parameters: forbidden }],
    'password not reported': [{ ...govCloud, password: undefined }],
  },
  'COMPLIANT govcloud-without-credentials': { GovCloud: [{ ...govCloud, parameters: compliant }] },
  'NOT_APPLICABLE member-without-credentials': {
    'a member': [
      member,
      "This member account's root user has no credentials: MFA is neither possible nor necessary.",
    ],
    'NOT_APPLICABLE by name': [{ ...member, parameters: { credentialFreeCompliance: 'NOT_APPLICABLE' } }],
    'in another partition': [{ ...member, partition: 'aws-eusc' }],
    'where credentials are not allowed': [{ ...member, parameters: forbidden }],
  },
  'COMPLIANT member-without-credentials': { 'a member': [{ ...member, parameters: compliant }] },
  'NON_COMPLIANT management-without-credentials': {
    'the management account': [management, `Management account: ${RECOVERY}`],
    'whatever a member would be': [{ ...management, parameters: compliant }],
  },
  'NON_COMPLIANT standalone-without-credentials': {
    'no organization': [{ role: 'none' }, `Account in no organization: ${RECOVERY}`],
  },
  'NOT_APPLICABLE china-without-root-user': {
    China: [china, 'Accounts in the China Regions have no root user.'],
    'credentials not reported': [{ ...china, ...unreported }],
    'not reported, where credentials are not allowed': [{ ...china, ...unreported, parameters: forbidden }],
  },
  'COMPLIANT china-without-root-user': { China: [{ ...china, parameters: compliant }] },
};

describe('rules/root-user-mfa-enabled/rule', () => {
  for (const [expected, worlds] of Object.entries(cases)) {
    for (const [name, [world, text]] of Object.entries(worlds)) {
      it(`${expected}: ${name}`, async () => {
        const { complianceType, reason, annotation } = await evaluate(world);
        expect(`${complianceType} ${reason}`).to.equal(expected);
        expect(annotation, 'the limits of PutEvaluations').to.match(/^.{1,256}$/);
        if (text !== undefined) expect(annotation).to.equal(text);
      });
    }
  }

  it('has a verdict for each of its reasons', () => {
    const reasons = Object.keys(cases).map((expected) => expected.split(' ')[1]);
    expect([...new Set(reasons)]).to.have.members(Object.keys(rootUserMfaEnabled.verdicts));
  });

  it('makes at most as many reads as it says', async () => {
    let most = 0;
    for (const [world] of Object.values(cases).flatMap((worlds) => Object.values(worlds))) {
      const reads: string[] = [];
      await evaluate(world, evidenceOf(world, reads));
      most = Math.max(most, reads.length);
    }
    expect(most).to.equal(rootUserMfaEnabled.reads.mostCalls);
  });

  describe('has no verdict', () => {
    const places: Record<string, [World, decisive: (keyof RootCredentials)[]]> = {
      'MFA off': [{}, ['password', 'accessKeys', 'signingCertificates']],
      GovCloud: [govCloud, ['accessKeys', 'signingCertificates']],
      'a member with MFA, where credentials are not allowed': [
        { mfa: true, ...member, parameters: forbidden },
        ['password', 'accessKeys', 'signingCertificates'],
      ],
    };
    const withoutVerdict = (name: string, world: World, missing: string) =>
      it(`${name}: ${missing} not reported`, async () => {
        const error = await rejection(evaluate(world));
        expect(error).to.be.instanceOf(MissingEvidenceError).with.property('name', 'MissingEvidenceError');
        expect(error.message).to.equal(
          `iam:GetAccountSummary did not report whether the root user has ${missing}; the verdict depends on it. ` +
            'Check that nothing between the function and IAM shortens the answer.',
        );
      });
    for (const [name, [world, decisive]] of Object.entries(places)) {
      for (const missing of decisive) withoutVerdict(name, { ...world, [missing]: undefined }, missing);
    }
    withoutVerdict('MFA off', unreported, 'password, accessKeys, signingCertificates');

    it('passes a failure to read evidence on unchanged', async () => {
      const denied = new Error('denied');
      const root = { ...evidenceOf(member), organizationRole: () => Promise.reject(denied) };
      expect(await rejection(evaluate(member, root))).to.equal(denied);
    });
  });

  const known = 'allowVirtualMfa, allowMemberCredentials, credentialFreeCompliance';
  const refused: [parameters: object, message: string][] = [
    [{ allowVirtualMfa: 'yes' }, 'allowVirtualMfa: expected ("true" | "false"), got "yes"'],
    [{ allowVirtualMfa: 'True' }, 'allowVirtualMfa: expected ("true" | "false"), got "True"'],
    [{ allowVirtualMfa: '' }, 'allowVirtualMfa: expected ("true" | "false"), got ""'],
    [{ allowVirtualMfa: true }, 'allowVirtualMfa: expected ("true" | "false"), got true'],
    [{ allowMemberCredentials: 'no' }, 'allowMemberCredentials: expected ("true" | "false"), got "no"'],
    [
      { credentialFreeCompliance: 'NON_COMPLIANT' },
      'credentialFreeCompliance: expected ("NOT_APPLICABLE" | "COMPLIANT"), got "NON_COMPLIANT"',
    ],
    [{ allowVirtualMFA: 'false' }, `allowVirtualMFA: unknown name; expected one of: ${known}`],
    [JSON.parse('{"__proto__": "false"}'), `__proto__: unknown name; expected one of: ${known}`],
  ];
  for (const [parameters, message] of refused) {
    it(`refuses the parameters ${JSON.stringify(parameters)}`, async () => {
      expect((await rejection(evaluate({ parameters }))).message).to.equal(`rule parameters.${message}`);
    });
  }

  it('declares its name, title, resource type and actions', () => {
    expect(rootUserMfaEnabled).to.include({
      name: 'root-user-mfa-enabled',
      title: 'Root user has MFA enabled, or no credentials that MFA could protect',
      resourceType: 'AWS::::Account',
    });
    expect(rootUserMfaEnabled.reads.actions.join()).to.equal(
      'iam:GetAccountSummary,iam:ListVirtualMFADevices,organizations:DescribeOrganization',
    );
  });
});
