import { bareRootUser } from './fixtures.ts';
import {
  account,
  devices,
  file,
  organization,
  second,
  withAccount,
  withDelegatedAdministrator,
  withRootUser,
} from './organization-file-fixture.ts';

const withFault = (fault: object) => withAccount({ faults: [fault] });
const without = (value: object, key: string) =>
  Object.fromEntries(Object.entries(value).filter(([name]) => name !== key));

/** What is wrong, and what the message says behind the file's path. */
export const refused: Record<string, [content: unknown, message: string]> = {
  'an unknown field': [
    { ...file, colour: 'blue' },
    '.colour: unknown name; expected one of: region, organization, parameters, accounts, $schema',
  ],
  'an unknown field of the organization': [
    { ...file, organization: { ...organization, name: 'example' } },
    '.organization.name: unknown name',
  ],
  'an unknown field of an account': [withAccount({ email: 'x' }), '.accounts[0].email: unknown name'],
  'an unknown field of a root user': [
    withRootUser({ mfaDevice: 'virtual' }),
    '.accounts[0].rootUser.mfaDevice: unknown name',
  ],
  'a file of null': [null, ': expected Object, got null'],
  'no Region': [without(file, 'region'), '.region: expected a value, got nothing'],
  'no organization': [without(file, 'organization'), '.organization: expected a value, got nothing'],
  'no accounts': [without(file, 'accounts'), '.accounts: expected a value, got nothing'],
  'an empty list of accounts': [{ ...file, accounts: [] }, '.accounts: expected at least one account, got 0'],
  'accounts that are no list': [{ ...file, accounts: account }, '.accounts: expected Array, got Object'],
  'an account id that is a number': [
    withAccount({ id: 111122223333 }),
    '.accounts[0].id: expected string, got 111122223333: put it in quotes',
  ],
  'an account id of 11 digits': [
    withAccount({ id: '11112222333' }),
    '.accounts[0].id: expected a 12-digit account id, got "11112222333"',
  ],
  'an account without a name': [
    { ...file, accounts: [account, without(second, 'name')] },
    '.accounts[1].name: expected a value, got nothing',
  ],
  'an account without a root user': [
    { ...file, accounts: [without(account, 'rootUser')] },
    '.accounts[0].rootUser: expected a value, got nothing',
  ],
  'a root user without a password field': [
    { ...file, accounts: [{ ...account, rootUser: without(bareRootUser, 'password') }] },
    '.accounts[0].rootUser.password: expected a value, got nothing',
  ],
  'a password that is a text': [
    withRootUser({ password: 'true' }),
    '.accounts[0].rootUser.password: expected boolean, got "true"',
  ],
  'access keys that are a text': [
    withRootUser({ accessKeys: '1' }),
    '.accounts[0].rootUser.accessKeys: expected number, got "1"',
  ],
  'half an access key': [
    withRootUser({ accessKeys: 0.5 }),
    '.accounts[0].rootUser.accessKeys: expected a whole number, got 0.5',
  ],
  'an access key with an unknown status': [
    withRootUser({ accessKeys: [{}, { status: 'active' }] }),
    '.accounts[0].rootUser.accessKeys[1].status: expected ("Active" | "Inactive"), got "active"',
  ],
  'an access key with an unknown field': [
    withRootUser({ accessKeys: [{ id: 'AKIAEXAMPLE' }] }),
    '.accounts[0].rootUser.accessKeys[0].id: unknown name',
  ],
  'a last use in the future': [
    withRootUser({ accessKeys: [{ lastUsed: { daysAgo: -1, service: 's3', region: 'us-east-1' } }] }),
    '.accounts[0].rootUser.accessKeys[0].lastUsed.daysAgo: expected 0 or more, got -1',
  ],
  'a last use without a service': [
    withRootUser({ accessKeys: [{ lastUsed: { daysAgo: 1, region: 'us-east-1' } }] }),
    '.accounts[0].rootUser.accessKeys[0].lastUsed.service: expected a value, got nothing',
  ],
  'centralized root access that is neither on nor off': [
    { ...file, organization: { ...organization, centralizedRootAccess: 'off' } },
    '.organization.centralizedRootAccess: expected boolean, got "off"',
  ],
  'root sessions that are denied by a text': [
    withAccount({ deniesRootSessions: 'yes' }),
    '.accounts[0].deniesRootSessions: expected boolean, got "yes"',
  ],
  'fewer than no signing certificates': [
    withRootUser({ signingCertificates: -1 }),
    '.accounts[0].rootUser.signingCertificates: expected 0 or more, got -1',
  ],
  'an MFA device of another kind': [
    withRootUser({ mfaDevices: ['virtual', 'sms'] }),
    '.accounts[0].rootUser.mfaDevices[1]: expected ("virtual" | "hardware" | "passkey"), got "sms"',
  ],
  'nine MFA devices': [
    withRootUser({ mfaDevices: devices(9) }),
    '.accounts[0].rootUser.mfaDevices: expected at most 8 MFA devices, got 9',
  ],
  'a rule parameter that is no text': [
    { ...file, parameters: { allowVirtualMfa: false } },
    '.parameters.allowVirtualMfa: expected string, got false: put it in quotes',
  ],
  'an organization id of another form': [
    { ...file, organization: { ...organization, id: 'o-short' } },
    '.organization.id: expected an organization id such as o-a1b2c3d4e5, got "o-short"',
  ],
  'a management account id of another form': [
    { ...file, organization: { ...organization, managementAccountId: 'management' } },
    '.organization.managementAccountId: expected a 12-digit account id, got "management"',
  ],
  'a management account that is not listed': [
    { ...file, organization: { ...organization, managementAccountId: '999988887777' } },
    '.organization.managementAccountId: expected the id of one of the accounts in it, got 999988887777',
  ],
  'a management account that is outside': [
    { ...file, accounts: [{ ...account, organization: null }, second] },
    '.organization.managementAccountId: expected the id of one of the accounts in it, got 111122223333',
  ],
  'a delegated administrator of another form': [
    withDelegatedAdministrator('security'),
    '.organization.delegatedAdministratorId: expected a 12-digit account id, got "security"',
  ],
  'a delegated administrator that is null': [
    withDelegatedAdministrator(null),
    '.organization.delegatedAdministratorId: expected string, got null',
  ],
  'a delegated administrator that is not listed': [
    withDelegatedAdministrator('999988887777'),
    '.organization.delegatedAdministratorId: expected the id of one of the accounts in it, got 999988887777',
  ],
  'a delegated administrator that is outside': [
    { ...withDelegatedAdministrator(second.id), accounts: [account, { ...second, organization: null }] },
    '.organization.delegatedAdministratorId: expected the id of one of the accounts in it, got 444455556666',
  ],
  'an account in an organization of its own': [
    withAccount({ organization }),
    '.accounts[0].organization: expected null, got Object',
  ],
  'an account of which it says by a text that it is suspended': [
    withAccount({ suspended: 'true' }),
    '.accounts[0].suspended: expected boolean, got "true"',
  ],
  'something else that is wrong with the member role': [
    withAccount({ memberRole: 'present' }),
    '.accounts[0].memberRole: expected ("missing" | "trusts-another-role"), got "present"',
  ],
  'a unit that is none': [
    withAccount({ units: ['Workloads'] }),
    '.accounts[0].units[0]: expected an id such as ou-ab12-11111111, got "Workloads"',
  ],
  'no root user in us-east-1': [
    withAccount({ rootUser: null }),
    '.accounts[0].rootUser: expected a root user (only accounts in China have none), got null',
  ],
  'no root user in GovCloud, in the second account': [
    { ...file, region: 'us-gov-west-1', accounts: [account, { ...second, rootUser: null }] },
    '.accounts[1].rootUser: expected a root user (only accounts in China have none), got null',
  ],
  'a user without a device': [
    withAccount({ users: [{ name: 'rooter' }] }),
    '.accounts[0].users[0].virtualMfaDevice: expected a value, got nothing',
  ],
  'a fault that is not known': [
    withFault({ operation: 'iam:GetAccountSummary', fault: 'tired' }),
    '.accounts[0].faults[0].fault: expected ',
  ],
  'a fault of an operation that the function does not call': [
    withFault({ operation: 'iam:ListUsers', fault: 'throttled' }),
    '.accounts[0].faults[0].operation: expected ',
  ],
  'a fault of a field that is not named': [
    withFault({ operation: 'iam:GetAccountSummary', fault: 'field' }),
    '.accounts[0].faults[0]: expected a field to go with the fault "field", got Object',
  ],
  'a fault of a request before the first': [
    withFault({ operation: 'iam:GetAccountSummary', fault: 'throttled', requests: [1, 0] }),
    '.accounts[0].faults[0].requests[1]: expected 1 or more, got 0',
  ],
};
