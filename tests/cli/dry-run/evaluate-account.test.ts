import { expect } from 'chai';
import type { Access } from '../../../cli/dry-run/access.ts';
import { evaluateAccount } from '../../../cli/dry-run/evaluate-account.ts';
import { parameters } from './organization-fixture.ts';

const target = { id: '111122223333', partition: 'aws', name: 'one', state: 'ACTIVE' };
const named = { accountId: '111122223333', accountName: 'one' };
const none = { password: false, accessKeys: false, signingCertificates: false };
const key = { kind: 'passkey or security key', serialNumber: 'k' } as const;

/** Evidence of a root user with MFA; asking for more than a test gives is a failure. */
type AuditEvidence = Awaited<ReturnType<Access>>;

function evidence(changes: Partial<AuditEvidence> = {}): AuditEvidence {
  const unasked = (): never => {
    throw new Error('not to be asked for');
  };
  return {
    partition: 'aws',
    accountSummary: async () => ({ mfaEnabled: true, credentials: { ...none, password: true } }),
    hasVirtualMfaDevice: unasked,
    organizationRole: unasked,
    ...changes,
  };
}
const evaluate = (root: AuditEvidence, settings: { allowVirtualMfa?: boolean } = {}, state = 'ACTIVE') =>
  evaluateAccount({ ...target, state }, async () => root, { ...parameters, ...settings });

describe('cli/dry-run/evaluate-account', () => {
  it('gives the verdict with the evidence that it rests on, and no other', async () => {
    expect(await evaluate(evidence())).to.deep.equal({
      ...named,
      complianceType: 'COMPLIANT',
      reason: 'mfa-enabled',
      annotation: 'The root user has MFA enabled.',
      evidence: { mfaEnabled: true, credentials: { ...none, password: true } },
    });
  });

  it('writes down whether there is a virtual device', async () => {
    const root = evidence({ hasVirtualMfaDevice: async () => true });
    expect(await evaluate(root, { allowVirtualMfa: false })).to.have.nested.include({
      reason: 'virtual-mfa-assigned',
      'evidence.virtualMfaDevice': true,
    });
  });

  it('writes down what the account is in its organization', async () => {
    const root = evidence({
      accountSummary: async () => ({ mfaEnabled: false, credentials: none }),
      organizationRole: async () => 'member',
    });
    expect(await evaluate(root)).to.have.nested.include({
      reason: 'member-without-credentials',
      'evidence.organizationRole': 'member',
    });
  });

  it('lists the devices where that is possible', async () => {
    const outcome = await evaluate(evidence({ mfaDevices: async () => [key] }));
    expect(outcome).to.have.deep.nested.property('evidence.mfaDevices', [key]);
  });

  it('does not ask for devices where MFA is off', async () => {
    const root = evidence({
      accountSummary: async () => ({ mfaEnabled: false, credentials: { ...none, password: true } }),
      mfaDevices: () => Promise.reject(new Error('not to be asked for')),
    });
    expect(await evaluate(root)).to.have.deep.property('evidence', {
      mfaEnabled: false,
      credentials: { ...none, password: true },
    });
  });

  it('gives a verdict that does not depend on devices even if they cannot be listed', async () => {
    const outcome = await evaluate(evidence({ mfaDevices: () => Promise.reject(new Error('denied')) }));
    expect(outcome).to.have.nested.include({
      complianceType: 'COMPLIANT',
      'evidence.mfaDevicesError': 'denied',
    });
  });

  it('gives no verdict where the evidence fails', async () => {
    const outcome = await evaluate(evidence({ accountSummary: () => Promise.reject(new Error('denied')) }));
    expect(outcome).to.deep.equal({ ...named, error: 'denied' });
  });

  it('gives no verdict where the evidence does not allow one', async () => {
    const credentials = { ...none, password: undefined };
    const outcome = await evaluate(
      evidence({ accountSummary: async () => ({ mfaEnabled: false, credentials }) }),
    );
    expect(outcome)
      .to.have.property('error')
      .that.includes('did not report whether the root user has password');
  });

  it('gives no verdict if the account cannot be entered', async () => {
    const outcome = await evaluateAccount(target, () => Promise.reject('closed'), parameters);
    expect(outcome).to.deep.equal({ ...named, error: 'closed' });
  });

  for (const state of ['ASLEEP', undefined]) {
    it(`gives no verdict of an account whose state is ${state}`, async () => {
      const outcome = await evaluateAccount({ ...target, state }, async () => evidence(), parameters);
      const error = `Expected a known state of the account, got ${state ?? 'nothing'}.`;
      expect(outcome).to.deep.equal({ ...named, error });
    });
  }

  for (const state of ['SUSPENDED', 'PENDING_ACTIVATION', 'PENDING_CLOSURE', 'CLOSED']) {
    it(`asks nothing of an account that is ${state}`, async () => {
      const root = evidence({ accountSummary: () => Promise.reject(new Error('not to be asked for')) });
      expect(await evaluate(root, {}, state)).to.deep.equal({ ...named, state });
    });
  }
});
