import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { readOrganizationFiles } from '../../embedded-aws/organization-file.ts';
import { FAULT_KINDS, FAULTY_OPERATIONS } from '../../embedded-aws/services/fault-injection.ts';
import { bareRootUser, folderOfFiles } from './fixtures.ts';
import {
  account,
  file,
  organization,
  refusal,
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
const refused: readonly Refusal[] = [
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
  inRootUser({ mfaDevices: Array(9).fill('hardware') }, 'mfaDevices: expected at most 8 MFA devices, got 9'),
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

const folder = new URL('../../embedded-aws/', import.meta.url);
const read = (name: string) => JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
const schema = read('organization-file.schema.json');
const validate = new Ajv({ strictTypes: false }).compile(schema);

/** What holds between two fields, which a schema cannot say. */
const betweenFields = /expected the id of one of the accounts in it|expected a root user/;

const user = { name: 'rooter', virtualMfaDevice: 'phone' };
const everyField = {
  ...withAccount({
    users: [user],
    suspended: true,
    deniesRootSessions: true,
    rootUser: {
      ...bareRootUser,
      mfaDevices: Array(8).fill('hardware'),
      accessKeys: [
        {},
        { status: 'Inactive', lastUsed: { daysAgo: 0.5, service: 's3', region: 'us-east-1' } },
      ],
    },
    units: ['ou-ab12-11111111'],
    joinedHoursAgo: 0.5,
    rule: 'silent',
    memberRole: 'missing',
    faults: FAULTY_OPERATIONS.flatMap((operation) =>
      FAULT_KINDS.map((fault) => ({ operation, fault, requests: [1], field: 'x', value: 'y' })),
    ),
  }),
  organization: { ...organization, delegatedAdministratorId: account.id, centralizedRootAccess: false },
  parameters: { allowVirtualMfa: 'false' },
  $schema: './organization-file.schema.json',
};

describe('embedded-aws/organization-file.schema.json', () => {
  const { writeJson } = folderOfFiles();

  for (const name of ['china', 'govcloud', 'organization', 'standalone', 'watched']) {
    it(`accepts the sample ${name}`, () => {
      validate(read(`samples/${name}.json`));
      expect(validate.errors).to.equal(null);
    });
  }

  const outside = { ...account, id: '1'.repeat(12), organization: null };
  for (const [name, content] of Object.entries({
    'every field': everyField,
    'an account outside of the organization': { ...file, accounts: [account, outside] },
  })) {
    it(`accepts ${name}, as the command does`, async () => {
      await readOrganizationFiles([await writeJson('accepted.json', content)]);
      validate(content);
      expect(validate.errors).to.equal(null);
    });
  }

  for (const [content, message] of refused) {
    const isAccepted = betweenFields.test(message);
    it(`${isAccepted ? 'leaves to the command' : 'refuses, as the command does,'} a file with ${message}`, async () => {
      const path = await writeJson('refused.json', content);
      const got = (await refusal(path)).slice(path.length);
      expect(message.endsWith('expected ') ? got.slice(0, message.length) : got).to.equal(message);
      expect(validate(content)).to.equal(isAccepted);
    });
  }
});
