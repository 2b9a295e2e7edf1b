import * as sdk from '@aws-sdk/client-organizations';
import { expect } from 'chai';
import { rejection } from '../../rejection.ts';
import { anAccount } from '../fixtures.ts';
import { endpointOfEachTest } from './endpoint-fixture.ts';

describe('embedded-aws/services/organizations', () => {
  const { administrator, serve } = endpointOfEachTest();
  const organization = {
    id: 'o-a1b2c3d4e5',
    managementAccountId: '100000000000',
    delegatedAdministratorId: '100000000001',
  };
  const arn = 'arn:aws:organizations::100000000000';
  const idOf = (index: number) => `${100_000_000_000 + index}`;
  const idsOf = (found: readonly { readonly Id?: string | undefined }[] = []) => found.map(({ Id }) => Id);

  /** A client of an administrator of an account, in an organization of so many accounts. */
  function organizationOf(count: number, caller = 0) {
    for (let index = 0; index < count; index += 1) serve(anAccount({ id: idOf(index), organization }));
    return new sdk.Organizations(administrator({ id: idOf(caller), name: 'caller', organization }));
  }
  const alone = () => new sdk.Organizations(administrator({ organization: null }));

  async function pagesFor(client: sdk.Organizations) {
    const pages: sdk.Account[][] = [];
    for await (const { Accounts = [] } of sdk.paginateListAccounts({ client }, {})) pages.push(Accounts);
    return pages;
  }

  it('DescribeOrganization tells a member who manages its organization', async () => {
    const { Organization } = await organizationOf(3, 2).describeOrganization({});
    expect(Organization).to.deep.equal({
      Id: 'o-a1b2c3d4e5',
      Arn: `${arn}:organization/o-a1b2c3d4e5`,
      FeatureSet: 'ALL',
      MasterAccountArn: `${arn}:account/o-a1b2c3d4e5/100000000000`,
      MasterAccountId: '100000000000',
      MasterAccountEmail: 'management@example.com',
      AvailablePolicyTypes: [],
    });
  });

  const pages: Record<number, number[]> = { 1: [1], 20: [20], 21: [20, 1], 40: [20, 20], 45: [20, 20, 5] };
  for (const [count, sizes] of Object.entries(pages)) {
    it(`ListAccounts lists ${count} accounts in pages of ${sizes.join(', ')}, each once`, async () => {
      const found = await pagesFor(organizationOf(Number(count)));
      expect(found.map((page) => page.length)).to.deep.equal(sizes);
      expect(idsOf(found.flat())).to.deep.equal(
        Array.from({ length: Number(count) }, (_, index) => idOf(index)),
      );
    });
  }

  it('ListAccounts gives pages of the size that is asked for', async () => {
    const client = organizationOf(5);
    const { Accounts, NextToken } = await client.listAccounts({ MaxResults: 2 });
    const next = await client.listAccounts({ MaxResults: 2, NextToken });
    expect(idsOf(Accounts)).to.deep.equal([idOf(0), idOf(1)]);
    expect(idsOf(next.Accounts)).to.deep.equal([idOf(2), idOf(3)]);
  });

  it('ListAccounts describes an account, by its State', async () => {
    serve(anAccount({ id: idOf(2), name: 'closed', organization, suspended: true }));
    const { Accounts } = await organizationOf(1).listAccounts({});
    const described = (Id: string, Name: string, State: string) => ({
      Id,
      Arn: `${arn}:account/o-a1b2c3d4e5/${Id}`,
      Name,
      Email: `${Id}@example.com`,
      State,
      JoinedMethod: 'CREATED',
    });
    expect(Accounts).to.have.deep.members([
      described(idOf(2), 'closed', 'SUSPENDED'),
      described(idOf(0), 'caller', 'ACTIVE'),
    ]);
  });

  it("ListAccounts lists the caller's own organization only", async () => {
    const other = { id: 'o-z9y8x7w6v5', managementAccountId: '200000000001' };
    serve(anAccount({ id: '200000000000', organization: null }));
    serve(anAccount({ id: '200000000001', organization: other }));
    expect(idsOf((await pagesFor(organizationOf(2))).flat())).to.deep.equal([idOf(0), idOf(1)]);
  });

  it('ListAccounts answers the delegated administrator', async () => {
    expect((await pagesFor(organizationOf(3, 1))).flat()).to.have.length(3);
  });

  const notInUse = ['AWSOrganizationsNotInUseException', 'Your account is not a member of an organization.'];
  const notPermitted = ['AccessDeniedException', "You don't have permissions to access this resource."];
  const refused: Record<string, [send: () => Promise<unknown>, error: string[]]> = {
    'DescribeOrganization fails in an account of no organization': [
      () => alone().describeOrganization({}),
      notInUse,
    ],
    'ListAccounts fails in an account of no organization': [() => alone().listAccounts({}), notInUse],
    'ListAccountsForParent refuses a unit that does not exist': [
      () => organizationOf(3).listAccountsForParent({ ParentId: 'ou-ab12-33333333' }),
      ['ParentNotFoundException', "You specified a parent that doesn't exist."],
    ],
    'ListAccounts refuses an ordinary member': [() => organizationOf(3, 2).listAccounts({}), notPermitted],
  };
  for (const input of [{ MaxResults: 0 }, { MaxResults: 21 }, { NextToken: 'next' }, { NextToken: '' }]) {
    const [[name, value] = []] = Object.entries(input);
    refused[`ListAccounts refuses the ${name} "${value}"`] = [
      () => organizationOf(3).listAccounts(input),
      ['InvalidInputException', `Invalid ${name}: ${value}`],
    ];
  }
  for (const [title, [send, [name, message]]] of Object.entries(refused)) {
    it(title, async () => expect(await rejection(send())).to.include({ name, message }));
  }
});
