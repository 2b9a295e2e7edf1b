import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect } from 'chai';
import { readOrganizationFiles } from '../../embedded-aws/organization-file.ts';
import { FAULT_KINDS, FAULTY_OPERATIONS } from '../../embedded-aws/services/fault-injection.ts';
import { bareRootUser } from './fixtures.ts';
import {
  account,
  file,
  folderOfFiles,
  organization,
  withAccount,
  withRootUser,
} from './organization-file-fixture.ts';
import { refused } from './organization-file-refusals.ts';

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

  const accepted: Record<string, object> = {
    'every field': everyField,
    'an account outside of the organization': {
      ...file,
      accounts: [account, { ...account, id: '1'.repeat(12), organization: null }],
    },
    'no devices': withRootUser({ mfaDevices: [] }),
  };
  for (const [name, content] of Object.entries(accepted)) {
    it(`accepts ${name}, as the command does`, async () => {
      await readOrganizationFiles([await writeJson('accepted.json', content)]);
      validate(content);
      expect(validate.errors).to.equal(null);
    });
  }

  for (const [content, message] of refused) {
    const isAccepted = betweenFields.test(message);
    it(`${isAccepted ? 'leaves to the command' : 'refuses'} a file with ${message}`, () => {
      expect(validate(content)).to.equal(isAccepted);
    });
  }
});
