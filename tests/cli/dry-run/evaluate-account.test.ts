import { expect } from 'chai';
import type { Access } from '../../../cli/dry-run/access.ts';
import { evaluateAccount } from '../../../cli/dry-run/evaluate-account.ts';
import { going, parameters } from './organization-fixture.ts';

const target = { id: '111122223333', partition: 'aws', name: 'one', state: 'ACTIVE' };
const named = { accountId: '111122223333', accountName: 'one' };
const none = { password: false, accessKeys: false, signingCertificates: false };
const on = { mfaEnabled: true, credentials: { ...none, password: true } };
const off = { ...on, mfaEnabled: false };
const bare = { mfaEnabled: false, credentials: none };
const unclear = { mfaEnabled: false, credentials: { ...none, password: undefined } };
const key = { kind: 'passkey or security key', serialNumber: 'k' } as const;

type Changes = Partial<Awaited<ReturnType<Access>>>;

const failing = (message: string) => () => Promise.reject(new Error(message));
const unasked = failing('not to be asked for');

/** The evidence of a root user with MFA; asking for more than a test gives is a failure. */
const accessTo =
  (changes: Changes): Access =>
  async () => ({
    partition: 'aws',
    accountSummary: async () => on,
    hasVirtualMfaDevice: unasked,
    organizationRole: unasked,
    ...changes,
  });

describe('cli/dry-run/evaluate-account', () => {
  it('gives the verdict', async () => {
    expect(await evaluateAccount(target, accessTo({}), parameters, going)).to.deep.equal({
      ...named,
      complianceType: 'COMPLIANT',
      reason: 'mfa-enabled',
      annotation: 'The root user has MFA enabled.',
      evidence: on,
    });
  });

  const recorded: Record<string, [Changes, reason: string, evidence: object, settings?: object]> = {
    'whether there is a virtual device': [
      { hasVirtualMfaDevice: async () => true },
      'virtual-mfa-assigned',
      { ...on, virtualMfaDevice: true },
      { allowVirtualMfa: false },
    ],
    'what the account is in its organization': [
      { accountSummary: async () => bare, organizationRole: async () => 'member' },
      'member-without-credentials',
      { ...bare, organizationRole: 'member' },
    ],
    'the devices, where they can be listed': [
      { mfaDevices: async () => [key] },
      'mfa-enabled',
      { ...on, mfaDevices: [key] },
    ],
    'no devices, where MFA is off': [
      { accountSummary: async () => off, mfaDevices: unasked },
      'credentials-without-mfa',
      off,
    ],
    'why the devices cannot be listed, where the verdict does not depend on them': [
      { mfaDevices: failing('denied') },
      'mfa-enabled',
      { ...on, mfaDevicesError: 'denied' },
    ],
  };
  for (const [name, [changes, reason, evidence, settings]] of Object.entries(recorded)) {
    it(`writes down ${name}`, async () => {
      const outcome = await evaluateAccount(target, accessTo(changes), { ...parameters, ...settings }, going);
      expect(outcome).to.deep.include({ reason, evidence });
    });
  }

  const failed: Record<string, [access: Access, error: string]> = {
    'the evidence fails': [accessTo({ accountSummary: failing('denied') }), 'denied'],
    'the evidence does not allow one': [
      accessTo({ accountSummary: async () => unclear }),
      'did not report whether the root user has password',
    ],
    'the account cannot be entered': [failing('closed'), 'closed'],
  };
  for (const [name, [access, error]] of Object.entries(failed)) {
    it(`gives no verdict where ${name}`, async () => {
      const outcome = await evaluateAccount(target, access, parameters, going);
      expect(outcome).to.have.all.keys('accountId', 'accountName', 'error');
      expect(outcome).to.have.property('error').that.includes(error);
    });
  }

  for (const state of ['ASLEEP', undefined]) {
    it(`gives no verdict of an account whose state is ${state}`, async () => {
      const error = `Expected a known state of the account, got ${state ?? 'nothing'}.`;
      const outcome = await evaluateAccount({ ...target, state }, unasked, parameters, going);
      expect(outcome).to.deep.equal({ ...named, error });
    });
  }

  for (const state of ['SUSPENDED', 'PENDING_ACTIVATION', 'PENDING_CLOSURE', 'CLOSED']) {
    it(`asks nothing of an account that is ${state}`, async () => {
      const outcome = await evaluateAccount({ ...target, state }, unasked, parameters, going);
      expect(outcome).to.deep.equal({ ...named, state });
    });
  }
});
