import { expect } from 'chai';
import type { Evidence, Outcome } from '../../../cli/dry-run/evaluate-account.ts';
import { toCsv, toJson, toTable } from '../../../cli/dry-run/format.ts';

const named = { accountId: '111122223333', accountName: 'one' };
const verdict = { complianceType: 'COMPLIANT', reason: 'mfa-enabled', annotation: 'Well.' } as const;
const none = { password: false, accessKeys: false, signingCertificates: false };
const on = { mfaEnabled: true, credentials: { ...none, password: true } };
const key = { kind: 'passkey or security key', serialNumber: 'k' } as const;

/** The last column of the only row. */
const shown = (evidence: Evidence) =>
  toTable({ outcomes: [{ ...named, ...verdict, evidence }] }, undefined)
    .split('\n')[1]
    ?.replace(/^.*mfa-enabled\s*/, '');

describe('cli/dry-run/format', () => {
  describe('describes the evidence', () => {
    const described: [Evidence, string][] = [
      [on, 'MFA on; password'],
      [{ mfaEnabled: false, credentials: none }, 'MFA off; no credentials'],
      [
        { mfaEnabled: false, credentials: { password: true, accessKeys: true, signingCertificates: true } },
        'MFA off; password, access keys, signing certificates',
      ],
      [
        { mfaEnabled: false, credentials: { ...none, password: undefined, accessKeys: true } },
        'MFA off; access keys; not reported: password',
      ],
      [{ ...on, virtualMfaDevice: true }, 'MFA on; virtual device; password'],
      [{ ...on, virtualMfaDevice: false }, 'MFA on; no virtual device; password'],
      [{ ...on, virtualMfaDevice: false, mfaDevices: [key] }, 'MFA on; passkey or security key; password'],
      [{ ...on, mfaDevicesError: 'denied' }, 'MFA on; password; devices not listed: denied'],
      [{ ...on, organizationRole: 'management' }, 'MFA on; password; management account'],
      [{ ...on, organizationRole: 'member' }, 'MFA on; password; member account'],
      [{ ...on, organizationRole: 'none' }, 'MFA on; password; in no organization'],
    ];
    for (const [evidence, text] of described) it(text, () => expect(shown(evidence)).to.equal(text));
  });

  it('keeps each account on its line, whatever its name or error holds', () => {
    const outcomes: Outcome[] = [{ ...named, accountName: 'a\n\u001b[2Jb', error: 'x\r\n  y' }];
    expect(toTable({ outcomes }, undefined).split('\n')[1]).to.equal(
      '111122223333  a [2Jb  FAILED              x y',
    );
  });

  it('says nothing of states where there is no account', () => {
    expect(toTable({ outcomes: [] }, undefined)).to.include('\n\n0 accounts\n\n');
  });

  it('holds in JSON what is wrong with the list, and nothing where nothing is', () => {
    expect(JSON.parse(toJson({ outcomes: [], incomplete: 'gone' }))).to.have.property('incomplete', 'gone');
    expect(JSON.parse(toJson({ outcomes: [], incomplete: undefined }))).to.not.have.property('incomplete');
  });

  it('holds in CSV why devices were not listed', () => {
    const evidence = { ...on, mfaDevicesError: 'denied, "twice"' };
    const [head, row] = toCsv({ outcomes: [{ ...named, ...verdict, evidence }] }).split('\n');
    expect(head?.split(',').indexOf('mfaDevicesError')).to.equal(11);
    expect(row).to.equal(
      '111122223333,one,COMPLIANT,mfa-enabled,Well.,true,true,false,false,,,"denied, ""twice""",,,',
    );
  });
});
