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

type Refusal = [content: unknown, message: string];

const inFile = (changes: object, message: string): Refusal => [{ ...file, ...changes }, message];
const inOrganization = (changes: object, message: string): Refusal =>
  inFile({ organization: { ...organization, ...changes } }, `.organization.${message}`);
const inAccount = (changes: object, message: string): Refusal => [
  withAccount(changes),
  `.accounts[0]${message}`,
];
const inRootUser = (changes: object, message: string): Refusal => [
  withRootUser(changes),
  `.accounts[0].rootUser.${message}`,
];
const inKey = (key: object, message: string) =>
  inRootUser({ accessKeys: [{}, key] }, `accessKeys[1]${message}`);
const inLastUse = (changes: object, message: string) => {
  const lastUsed = { daysAgo: 1, service: 's3', region: 'us-east-1', ...changes };
  return inKey({ lastUsed }, `.lastUsed.${message}`);
};
const inFault = (fault: object, message: string) =>
  inAccount({ faults: [{ operation: 'iam:GetAccountSummary', ...fault }] }, `.faults[0]${message}`);
const kinds = '("virtual" | "hardware" | "passkey")';
const noneOf = 'expected the id of one of the accounts in it, got';
const noRootUser = 'expected a root user (only accounts in China have none), got null';

/** What files hold, and what the message says behind the file's path. A message that ends with "expected " goes on. */
export const refused: readonly Refusal[] = [
  [null, ': expected Object, got null'],
  [[], ': expected an object, got Array'],
  inFile({ organization: [] }, '.organization: expected an object, got Array'),
  inFile({ parameters: [] }, '.parameters: expected an object, got Array'),
  inFile({ accounts: [[]] }, '.accounts[0]: expected an object, got Array'),
  inFile(
    { colour: 'blue' },
    '.colour: unknown name; expected one of: region, organization, parameters, accounts, $schema',
  ),
  inFile({ region: undefined }, '.region: expected a value, got nothing'),
  inFile({ organization: undefined }, '.organization: expected a value, got nothing'),
  inFile({ accounts: undefined }, '.accounts: expected a value, got nothing'),
  inFile({ accounts: [] }, '.accounts: expected at least one account, got 0'),
  inFile({ accounts: account }, '.accounts: expected Array, got Object'),
  inFile({ parameters: { x: false } }, '.parameters.x: expected string, got false: put it in quotes'),

  inOrganization({ name: 'example' }, 'name: unknown name'),
  inOrganization({ id: 'o-short' }, 'id: expected an organization id such as o-a1b2c3d4e5, got "o-short"'),
  ...['managementAccountId', 'delegatedAdministratorId'].flatMap((role) => [
    inOrganization({ [role]: 'x' }, `${role}: expected a 12-digit account id, got "x"`),
    inOrganization({ [role]: null }, `${role}: expected string, got null`),
    inOrganization({ [role]: '9'.repeat(12) }, `${role}: ${noneOf} 999999999999`),
  ]),
  inFile(
    { accounts: [{ ...account, organization: null }, second] },
    `.organization.managementAccountId: ${noneOf} 111122223333`,
  ),
  [
    { ...withDelegatedAdministrator(second.id), accounts: [account, { ...second, organization: null }] },
    `.organization.delegatedAdministratorId: ${noneOf} 444455556666`,
  ],
  inOrganization({ centralizedRootAccess: 'off' }, 'centralizedRootAccess: expected boolean, got "off"'),

  inAccount({ email: 'x' }, '.email: unknown name'),
  inAccount({ id: 111122223333 }, '.id: expected string, got 111122223333: put it in quotes'),
  inAccount({ id: '11112222333' }, '.id: expected a 12-digit account id, got "11112222333"'),
  inAccount({ rootUser: undefined }, '.rootUser: expected a value, got nothing'),
  inAccount({ name: undefined }, '.name: expected a value, got nothing'),
  inAccount({ organization }, '.organization: expected null, got Object'),
  inAccount({ suspended: 'true' }, '.suspended: expected boolean, got "true"'),
  inAccount({ deniesRootSessions: 'yes' }, '.deniesRootSessions: expected boolean, got "yes"'),
  inAccount({ memberRole: 'x' }, '.memberRole: expected ("missing" | "trusts-another-role"), got "x"'),
  inAccount({ units: ['Workloads'] }, '.units[0]: expected an id such as ou-ab12-11111111, got "Workloads"'),
  inAccount({ users: [{ name: 'rooter' }] }, '.users[0].virtualMfaDevice: expected a value, got nothing'),
  inAccount({ users: [[]] }, '.users[0]: expected an object, got Array'),
  inAccount({ faults: [[]] }, '.faults[0]: expected an object, got Array'),
  inAccount({ rootUser: [] }, '.rootUser: expected an object, got Array'),
  inAccount({ rootUser: null }, `.rootUser: ${noRootUser}`),
  inFile(
    { region: 'us-gov-west-1', accounts: [account, { ...second, rootUser: null }] },
    `.accounts[1].rootUser: ${noRootUser}`,
  ),

  inRootUser({ mfaDevice: 'virtual' }, 'mfaDevice: unknown name'),
  inRootUser({ password: undefined }, 'password: expected a value, got nothing'),
  inRootUser({ password: 'true' }, 'password: expected boolean, got "true"'),
  inRootUser({ accessKeys: '1' }, 'accessKeys: expected number, got "1"'),
  inRootUser({ accessKeys: 0.5 }, 'accessKeys: expected a whole number, got 0.5'),
  inRootUser({ signingCertificates: -1 }, 'signingCertificates: expected 0 or more, got -1'),
  inRootUser({ mfaDevices: ['sms'] }, `mfaDevices[0]: expected ${kinds}, got "sms"`),
  inRootUser({ mfaDevices: devices(9) }, 'mfaDevices: expected at most 8 MFA devices, got 9'),
  inKey({ status: 'active' }, '.status: expected ("Active" | "Inactive"), got "active"'),
  inKey({ id: 'AKIAEXAMPLE' }, '.id: unknown name'),
  inLastUse({ daysAgo: -1 }, 'daysAgo: expected 0 or more, got -1'),
  inLastUse({ daysAgo: 10_000 }, 'daysAgo: expected at most 9999, got 10000'),
  inLastUse({ service: undefined }, 'service: expected a value, got nothing'),

  inFault({ fault: 'tired' }, '.fault: expected '),
  inFault({ operation: 'iam:ListUsers', fault: 'throttled' }, '.operation: expected '),
  inFault({ fault: 'field' }, ': expected a field to go with the fault "field", got Object'),
  inFault({ fault: 'throttled', requests: [1, 0] }, '.requests[1]: expected 1 or more, got 0'),
];
