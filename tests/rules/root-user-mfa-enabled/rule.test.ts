import { expect } from 'chai';
import { expectShape } from '../../../aws/expect.ts';
import { MissingEvidenceError } from '../../../rules/contract.ts';
import { rootUserMfaEnabled } from '../../../rules/root-user-mfa-enabled/rule.ts';
import { rejection } from '../../rejection.ts';
import { bare, evaluate, evidenceOf, none, unreported, type World, worlds } from './worlds.ts';

describe('rules/root-user-mfa-enabled/rule', () => {
  describe('verdict', () => {
    for (const [name, [world, complianceType, reason]] of Object.entries(worlds)) {
      it(name, async () => {
        const verdict = await evaluate(world);
        expect({ complianceType: verdict.complianceType, reason: verdict.reason }).to.deep.equal({
          complianceType,
          reason,
        });
      });
    }
  });

  it('makes at most as many reads as it says', async () => {
    const reads = await Promise.all(Object.values(worlds).map(([world]) => countReads(world)));
    expect(Math.max(...reads)).to.equal(rootUserMfaEnabled.reads.mostCalls);
  });

  describe('row 10: no verdict', () => {
    for (const missing of Object.keys(none)) {
      // A password does not count in GovCloud: worlds.ts has that.
      for (const partition of missing === 'password' ? ['aws'] : ['aws', 'aws-us-gov']) {
        it(`${partition}: ${missing} not reported, nothing else present`, async () => {
          const credentials = { ...none, [missing]: undefined };
          const error = await rejection(evaluate({ ...bare, partition, credentials }));
          expect(error).to.be.instanceOf(MissingEvidenceError);
          expect(error.message).to.match(new RegExp(`GetAccountSummary .* root user has ${missing};`));
        });
      }
    }

    for (const missing of Object.keys(none)) {
      it(`member, credentials not allowed there, MFA on: ${missing} not reported, nothing else present`, async () => {
        const credentials = { ...none, [missing]: undefined };
        const parameters = { allowMemberCredentials: 'false' };
        const error = await rejection(
          evaluate({ ...bare, mfa: true, credentials, role: 'member', parameters }),
        );
        expect(error).to.be.instanceOf(MissingEvidenceError);
        expect(error.message).to.match(new RegExp(`GetAccountSummary .* root user has ${missing};`));
      });
    }

    it('names all that was not reported', async () => {
      const error = await rejection(evaluate({ ...bare, credentials: unreported }));
      expect(error.name).to.equal('MissingEvidenceError');
      expect(error.message).to.equal(
        'iam:GetAccountSummary did not report whether the root user has password, accessKeys, signingCertificates; ' +
          'the verdict depends on it. Check that nothing between the function and IAM shortens the answer.',
      );
    });

    it('passes a failure to read evidence on unchanged', async () => {
      const denied = new Error('denied');
      const root = evidenceOf({ ...bare, role: 'member' });
      root.organizationRole = () => Promise.reject(denied);
      const parameters = expectShape('rule parameters', rootUserMfaEnabled.parameters, {});
      expect(await rejection(rootUserMfaEnabled.evaluate(root, parameters))).to.equal(denied);
    });
  });

  describe('parameters', () => {
    const refused: [object, string][] = [
      [{ allowVirtualMfa: 'yes' }, '.allowVirtualMfa: expected ("true" | "false"), got "yes"'],
      [{ allowVirtualMfa: 'True' }, '.allowVirtualMfa: expected ("true" | "false"), got "True"'],
      [{ allowVirtualMfa: '' }, '.allowVirtualMfa: expected ("true" | "false"), got ""'],
      [{ allowVirtualMfa: true }, '.allowVirtualMfa: expected ("true" | "false"), got true'],
      [{ allowMemberCredentials: 'no' }, '.allowMemberCredentials: expected ("true" | "false"), got "no"'],
      [
        { credentialFreeCompliance: 'NON_COMPLIANT' },
        '.credentialFreeCompliance: expected ("NOT_APPLICABLE" | "COMPLIANT"), got "NON_COMPLIANT"',
      ],
      [
        { allowVirtualMFA: 'false' },
        '.allowVirtualMFA: unknown name; expected one of: allowVirtualMfa, allowMemberCredentials, credentialFreeCompliance',
      ],
      [
        JSON.parse('{"__proto__": "false"}'),
        '.__proto__: unknown name; expected one of: allowVirtualMfa, allowMemberCredentials, credentialFreeCompliance',
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

  it('declares its name, title, resource type and actions', () => {
    const { name, title, resourceType, reads } = rootUserMfaEnabled;
    expect({ name, title, resourceType, actions: reads.actions }).to.deep.equal({
      name: 'root-user-mfa-enabled',
      title: 'Root user has MFA enabled, or no credentials that MFA could protect',
      resourceType: 'AWS::::Account',
      actions: ['iam:GetAccountSummary', 'iam:ListVirtualMFADevices', 'organizations:DescribeOrganization'],
    });
  });

  it('has a verdict for each of its reasons', () => {
    const reasons = Object.values(worlds).map(([, , reason]) => reason);
    expect([...new Set(reasons)]).to.have.members(Object.keys(rootUserMfaEnabled.verdicts));
  });
});

async function countReads(world: World): Promise<number> {
  let reads = 0;
  const counted = <Read>(read: () => Promise<Read>) => {
    reads += 1;
    return read();
  };
  const root = evidenceOf(world);
  const parameters = expectShape('rule parameters', rootUserMfaEnabled.parameters, world.parameters);
  await rootUserMfaEnabled.evaluate(
    {
      partition: root.partition,
      accountSummary: () => counted(root.accountSummary),
      hasVirtualMfaDevice: () => counted(root.hasVirtualMfaDevice),
      organizationRole: () => counted(root.organizationRole),
    },
    parameters,
  );
  return reads;
}
