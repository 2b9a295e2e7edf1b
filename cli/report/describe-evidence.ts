import type { RootCredentials } from '../../rules/root-user-mfa-enabled/verdicts.ts';
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
    credentials !== undefined && credentialsIn(credentials),
    organizationRole !== undefined && ROLES[organizationRole],
    mfaDevicesError !== undefined && `devices not listed: ${mfaDevicesError}`,
  ];
  return parts.filter((part) => typeof part === 'string' && part !== '').join('; ');
}

/** `virtual, hardware token`; empty where the devices are not known. */
export function deviceKinds({ mfaDevices = [] }: ReportedEvidence): string {
  return mfaDevices.map(({ kind }) => kind).join(', ');
}

function credentialsIn(credentials: RootCredentials): string {
  const present = namesOf(credentials, true);
  const missing = namesOf(credentials, undefined);
  if (present === '' && missing === '') return 'no credentials';
  return [present, missing && `not reported: ${missing}`].filter((part) => part !== '').join('; ');
}

/** `accessKeys` becomes `access keys`. */
function namesOf(credentials: RootCredentials, wanted: boolean | undefined): string {
  return Object.entries(credentials)
    .filter(([, value]) => value === wanted)
    .map(([name]) => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`))
    .join(', ');
}
