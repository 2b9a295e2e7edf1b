import {
  AccessDeniedException,
  type Account,
  AWSOrganizationsNotInUseException,
  DescribeOrganizationCommand,
  InvalidInputException,
  ListAccountsCommand,
  ListAccountsForParentCommand,
  ListOrganizationalUnitsForParentCommand,
  OrganizationsClient,
  ParentNotFoundException,
  paginateListAccounts,
} from '@aws-sdk/client-organizations';
import { expect } from 'chai';
import { rejection } from '../../rejection.ts';
import { anAccount } from '../fixtures.ts';
import { endpointOfEachTest } from './endpoint-fixture.ts';

describe('embedded-aws/services/organizations', () => {
  const { administrator, serve } = endpointOfEachTest();

  it('DescribeOrganization tells a member who manages its organization', async () => {
    const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '999988887777' };
    const client = new OrganizationsClient(administrator({ organization }));
    const { Organization } = await client.send(new DescribeOrganizationCommand({}));
    expect(Organization).to.deep.equal({
      Id: 'o-a1b2c3d4e5',
      Arn: 'arn:aws:organizations::999988887777:organization/o-a1b2c3d4e5',
      FeatureSet: 'ALL',
      MasterAccountArn: 'arn:aws:organizations::999988887777:account/o-a1b2c3d4e5/999988887777',
      MasterAccountId: '999988887777',
      MasterAccountEmail: 'management@example.com',
      AvailablePolicyTypes: [],
    });
  });

  it('DescribeOrganization fails in an account of no organization', async () => {
    const client = new OrganizationsClient(administrator({ organization: null }));
    const error = await rejection(client.send(new DescribeOrganizationCommand({})));
    expect(error).to.be.instanceOf(AWSOrganizationsNotInUseException);
    expect(error.message).to.equal('Your account is not a member of an organization.');
  });

  const organization = {
    id: 'o-a1b2c3d4e5',
    managementAccountId: '100000000000',
    delegatedAdministratorId: '100000000001',
  };
  const idOf = (index: number) => `${100_000_000_000 + index}`;

  /** A client of an administrator of the first account, in an organization of so many. */
  function organizationOf(count: number, caller = idOf(0)) {
    for (let index = 0; index < count; index += 1) {
      serve(anAccount({ id: idOf(index), name: `account ${index}`, organization }));
    }
    return new OrganizationsClient(administrator({ id: caller, name: 'caller', organization }));
  }

  async function accountsFor(client: OrganizationsClient) {
    const pages: Account[][] = [];
    for await (const { Accounts = [] } of paginateListAccounts({ client }, {})) pages.push(Accounts);
    return pages;
  }

  const pages: Record<number, number[]> = { 1: [1], 20: [20], 21: [20, 1], 40: [20, 20], 45: [20, 20, 5] };
  for (const [count, sizes] of Object.entries(pages)) {
    it(`ListAccounts lists ${count} accounts in pages of ${sizes.join(', ')}, each once`, async () => {
      const found = await accountsFor(organizationOf(Number(count)));
      expect(found.map((page) => page.length)).to.deep.equal(sizes);
      expect(found.flat().map(({ Id }) => Id)).to.deep.equal(
        Array.from({ length: Number(count) }, (_, index) => idOf(index)),
      );
    });
  }

  it('ListAccounts lists as few accounts a page as are asked for', async () => {
    const client = organizationOf(5);
    const { Accounts, NextToken } = await client.send(new ListAccountsCommand({ MaxResults: 2 }));
    const next = await client.send(new ListAccountsCommand({ MaxResults: 2, NextToken }));
    expect([Accounts, next.Accounts].map((page) => page?.map(({ Id }) => Id))).to.deep.equal([
      [idOf(0), idOf(1)],
      [idOf(2), idOf(3)],
    ]);
  });

  it('ListAccounts describes an account, by its State', async () => {
    serve(anAccount({ id: idOf(2), name: 'closed', organization, suspended: true }));
    const { Accounts } = await organizationOf(1).send(new ListAccountsCommand({}));
    const arn = 'arn:aws:organizations::100000000000:account/o-a1b2c3d4e5';
    expect(Accounts).to.have.deep.members([
      {
        Id: '100000000002',
        Arn: `${arn}/100000000002`,
        Name: 'closed',
        Email: '100000000002@example.com',
        State: 'SUSPENDED',
        JoinedMethod: 'CREATED',
      },
      {
        Id: '100000000000',
        Arn: `${arn}/100000000000`,
        Name: 'caller',
        Email: '100000000000@example.com',
        State: 'ACTIVE',
        JoinedMethod: 'CREATED',
      },
    ]);
  });

  it("ListAccounts lists the caller's own organization only", async () => {
    serve(anAccount({ id: '200000000000', organization: null }));
    serve(
      anAccount({
        id: '200000000001',
        organization: { id: 'o-z9y8x7w6v5', managementAccountId: '200000000001' },
      }),
    );
    const found = await accountsFor(organizationOf(2));
    expect(found.flat().map(({ Id }) => Id)).to.deep.equal([idOf(0), idOf(1)]);
  });

  it('ListAccounts answers the delegated administrator', async () => {
    const found = await accountsFor(organizationOf(3, idOf(1)));
    expect(found.flat()).to.have.length(3);
  });

  it('ListAccounts refuses an ordinary member', async () => {
    const error = await rejection(organizationOf(3, idOf(2)).send(new ListAccountsCommand({})));
    expect(error).to.be.instanceOf(AccessDeniedException);
    expect(error.message).to.equal("You don't have permissions to access this resource.");
  });

  it('ListAccounts fails in an account of no organization', async () => {
    const client = new OrganizationsClient(administrator({ organization: null }));
    const error = await rejection(client.send(new ListAccountsCommand({})));
    expect(error).to.be.instanceOf(AWSOrganizationsNotInUseException);
  });

  const invalid: Record<string, [input: { MaxResults?: number; NextToken?: string }, message: string]> = {
    'no account a page': [{ MaxResults: 0 }, 'Invalid MaxResults: 0'],
    'more than 20 accounts a page': [{ MaxResults: 21 }, 'Invalid MaxResults: 21'],
    'a token that it did not give': [{ NextToken: 'next' }, 'Invalid NextToken: next'],
    'an empty token': [{ NextToken: '' }, 'Invalid NextToken: '],
  };
  for (const [name, [input, message]] of Object.entries(invalid)) {
    it(`ListAccounts refuses ${name}`, async () => {
      const error = await rejection(organizationOf(3).send(new ListAccountsCommand(input)));
      expect(error).to.be.instanceOf(InvalidInputException);
      expect(error.message).to.equal(message);
    });
  }

  it('lists the accounts and the units right below a unit or the root', async () => {
    const client = organizationOf(1);
    const [upper, lower] = ['ou-ab12-11111111', 'ou-ab12-22222222'];
    serve(anAccount({ id: idOf(1), organization, units: [upper] }));
    serve(anAccount({ id: idOf(2), organization, units: [upper, lower] }));
    const below = async (ParentId: string) => {
      const { Accounts = [] } = await client.send(new ListAccountsForParentCommand({ ParentId }));
      const command = new ListOrganizationalUnitsForParentCommand({ ParentId });
      const { OrganizationalUnits = [] } = await client.send(command);
      return [...Accounts, ...OrganizationalUnits].map(({ Id }) => Id);
    };
    expect(await below('r-ab12')).to.deep.equal([idOf(0), upper]);
    expect(await below(upper)).to.deep.equal([idOf(1), lower]);
    expect(await below(lower)).to.deep.equal([idOf(2)]);
    expect(await rejection(below('ou-ab12-33333333'))).to.be.instanceOf(ParentNotFoundException);
  });
});
