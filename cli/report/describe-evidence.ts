import type { ReportedEvidence } from './model.ts';

const ROLES = { management: 'management account', member: 'member account', none: 'in no organization' };

/** Evidence in words: `MFA on; virtual, hardware token; password`. Nothing where nothing is known. */
export function describeEvidence(evidence: ReportedEvidence): string {
  const { mfaEnabled, credentials, virtualMfaDevice, organizationRole, mfaDevicesError } = evidence;
  const devices = deviceKinds(evidence);
  const parts = [
    mfaEnabled !== undefined && (mfaEnabled ? 'MFA on' : 'MFA off'),
    devices,
    devices === '' &&
      virtualMfaDevice !== undefined &&
      (virtualMfaDevice ? 'virtual device' : 'no virtual device'),
    credentials !== undefined && credentialsIn(Object.entries(credentials)),
    organizationRole !== undefined && ROLES[organizationRole],
    mfaDevicesError !== undefined && `devices not listed: ${mfaDevicesError}`,
  ];
  return parts.filter((part) => typeof part === 'string' && part !== '').join('; ');
}

/** `virtual, hardware token`; empty where the devices are not known. */
export function deviceKinds({ mfaDevices = [] }: ReportedEvidence): string {
  return mfaDevices.map(({ kind }) => kind).join(', ');
}

function credentialsIn(entries: readonly (readonly [string, boolean | undefined])[]): string {
  const present = entries.filter(([, value]) => value === true);
  const missing = entries.filter(([, value]) => value === undefined);
  if (present.length === 0 && missing.length === 0) return 'no credentials';
  return [words(present), missing.length > 0 ? `not reported: ${words(missing)}` : '']
    .filter((part) => part !== '')
    .join('; ');
}

/** `accessKeys` becomes `access keys`. */
function words(entries: readonly (readonly [string, unknown])[]): string {
  return entries.map(([name]) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)).join(', ');
}
