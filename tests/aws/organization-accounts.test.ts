import { expect } from 'chai';
import { AwsCallError } from '../../aws/call.ts';
import { type OrganizationAccount, organizationAccountPages } from '../../aws/organization-accounts.ts';
import { rejection } from '../rejection.ts';
import { type Answer, awsOfEachTest } from '../scripted-aws.ts';

const management = '111122223333';
const own = '222233334444';
const arn = (id: string) => `arn:aws:organizations::${management}:account/o-a1b2c3d4e5/${id}`;
const listed = (Id: string, more: object = {}) => ({
  Id,
  Arn: arn(Id),
  Name: `n-${Id}`,
  State: 'ACTIVE',
  ...more,
});
const page = (Accounts: readonly object[], NextToken?: string): Answer => ({
  body: JSON.stringify({ Accounts, NextToken }),
});

describe('aws/organization-accounts', () => {
  const { answering, requests } = awsOfEachTest();

  async function list(...answers: readonly Answer[]): Promise<OrganizationAccount[]> {
    const aws = { ...(await answering(...answers)), account: { id: own, partition: 'aws' } };
    const accounts: OrganizationAccount[] = [];
    for await (const page of organizationAccountPages(aws)) accounts.push(...page);
    return accounts;
  }

  it('lists all pages to an empty token', async () => {
    const accounts = await list(
      page([listed(management, { JoinedTimestamp: 1_600_000_000 })], 'second'),
      page([], 'third'),
      page([listed(own, { State: 'SUSPENDED', Name: undefined })], ''),
    );
    expect(accounts).to.deep.equal([
      {
        id: management,
        name: `n-${management}`,
        state: 'ACTIVE',
        joinedAt: new Date(1_600_000_000_000),
        managementAccountId: management,
      },
      { id: own, name: '', state: 'SUSPENDED', joinedAt: undefined, managementAccountId: management },
    ]);
    expect(requests().map(({ body }) => JSON.parse(body))).to.deep.equal([
      { MaxResults: 20 },
      { MaxResults: 20, NextToken: 'second' },
      { MaxResults: 20, NextToken: 'third' },
    ]);
  });

  it('uses the retired field Status if there is no State', async () => {
    const retired = { State: undefined, Status: 'PENDING_CLOSURE' };
    const accounts = await list(page([listed(management), listed(own, retired)]));
    expect(accounts.map(({ state }) => state)).to.deep.equal(['ACTIVE', 'PENDING_CLOSURE']);
  });

  const ofAccount = (id: string, changes: object = {}) => [page([listed(id, changes)])];
  const refused: Record<string, [Answer[], RegExp]> = {
    'a list without the management account': [ofAccount(own), /expected 111122223333 to be among/],
    'a list without the own account': [ofAccount(management), /expected 222233334444 to be among/],
    'an empty list': [[page([])], /expected 222233334444 to be among/],
    'a list without both': [ofAccount('333344445555'), /expected (\d{12}) and (?!\1)\d{12} to be among/],
    'an account twice': [
      [page([listed(management), listed(own)], 'second'), page([listed(own)])],
      /each account once, got 222233334444 again/,
    ],
    'a page twice': [[page([listed(own)], 'again'), page([], 'again')], /each page once, got again again/],
    'an account without an id': [ofAccount(own, { Id: undefined }), /Id: expected a value/],
    'an account without an ARN': [ofAccount(own, { Arn: undefined }), /Arn: expected a value/],
    'no accounts': [[{ body: '{}' }], /Accounts: expected a value/],
    'a broken second page': [
      [page([listed(own), listed(management)], 'second'), { status: 400, body: '{"__type":"Denied"}' }],
      /Denied|UnknownError/,
    ],
  };
  const arns = [`arn:aws:iam::${own}:root`, `x${arn(own)}`, `${arn(own)}4`, arn(own).replace('aws', 'aws1')];
  for (const Arn of arns) {
    refused[`the ARN ${Arn}`] = [
      ofAccount(own, { Arn }),
      /answer\.Accounts\[0\]\.Arn: expected the ARN of an account/,
    ];
  }
  for (const [name, [answers, message]] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      const error = await rejection(list(...answers));
      expect(error).to.be.instanceOf(AwsCallError).with.property('action', 'organizations:ListAccounts');
      expect(error.message).to.match(message);
    });
  }
});
