import { expect } from 'chai';
import { AwsCallError, awsCalls } from '../../../aws/call.ts';
import {
  describeOrganization,
  type ListedAccount,
  listAccounts,
} from '../../../cli/dry-run/list-accounts.ts';
import type { Session } from '../../../cli/dry-run/session.ts';
import { adviceOn } from '../../../handlers/aws-config/advice.ts';
import { rejection } from '../../rejection.ts';
import { type ScriptedAws, scriptedAws } from '../../scripted-aws.ts';

describe('cli/dry-run/list-accounts', () => {
  let aws: ScriptedAws;
  afterEach(() => aws.close());

  async function sessionAnswered(...answers: object[]): Promise<Session> {
    aws = await scriptedAws(answers.map((answer) => ({ body: JSON.stringify(answer) })));
    const calls = () => awsCalls({ deadline: new AbortController().signal, advise: adviceOn });
    return { clientConfig: aws.clientConfig, calls } as Partial<Session> as Session;
  }
  async function list(...answers: object[]) {
    const pages: (readonly ListedAccount[])[] = [];
    for await (const page of listAccounts(await sessionAnswered(...answers))) pages.push(page);
    return pages;
  }
  const account = { Id: '111122223333', Name: 'one' };

  for (const state of ['ACTIVE', 'SUSPENDED', 'PENDING_ACTIVATION', 'PENDING_CLOSURE', 'CLOSED']) {
    it(`lists an account that is ${state}`, async () => {
      expect(await list({ Accounts: [{ ...account, State: state }] })).to.deep.equal([
        [{ id: '111122223333', name: 'one', state }],
      ]);
    });
  }

  it('goes by State, and by the retired Status only where there is no other', async () => {
    const accounts = [
      { ...account, State: 'PENDING_ACTIVATION', Status: 'ACTIVE' },
      { ...account, Id: '222233334444', Status: 'SUSPENDED' },
      { ...account, Id: '333344445555' },
    ];
    const [page = []] = await list({ Accounts: accounts });
    expect(page.map(({ state }) => state)).to.deep.equal(['PENDING_ACTIVATION', 'SUSPENDED', undefined]);
  });

  it('lists an account without a name, or in a state that is not known, for what it is', async () => {
    expect(await list({ Accounts: [{ Id: '111122223333', State: 'ASLEEP' }] })).to.deep.equal([
      [{ id: '111122223333', name: '', state: 'ASLEEP' }],
    ]);
  });

  it('asks for page after page, also behind an empty one', async () => {
    const one = { ...account, State: 'ACTIVE' };
    const two = { ...one, Id: '222233334444' };
    const pages = await list(
      { Accounts: [one], NextToken: 'a' },
      { Accounts: [], NextToken: 'b' },
      { Accounts: [two] },
    );
    expect(pages.map(({ length }) => length)).to.deep.equal([1, 0, 1]);
    expect(aws.requests.map(({ body }) => JSON.parse(body))).to.deep.equal([
      { MaxResults: 20 },
      { MaxResults: 20, NextToken: 'a' },
      { MaxResults: 20, NextToken: 'b' },
    ]);
  });

  const odd: Record<string, object[]> = {
    'an account twice': [{ Accounts: [account, account] }],
    'an account again on another page': [{ Accounts: [account], NextToken: 'a' }, { Accounts: [account] }],
    'pages that go round in circles': [
      { Accounts: [], NextToken: 'a' },
      { Accounts: [], NextToken: 'b' },
      { Accounts: [], NextToken: 'a' },
    ],
    'an account without an id': [{ Accounts: [{ Name: 'one', State: 'ACTIVE' }] }],
    'an answer without accounts': [{}],
    'an empty token': [{ Accounts: [], NextToken: '' }],
    'the same page for ever': [
      { Accounts: [], NextToken: 'a' },
      { Accounts: [], NextToken: 'a' },
    ],
  };
  for (const [name, answers] of Object.entries(odd)) {
    it(`refuses ${name}`, async () => {
      const error = await rejection(list(...answers));
      expect(error).to.be.instanceOf(AwsCallError);
      expect(error.message).to.match(/^organizations:ListAccounts: .*\bexpected (a|each) /);
    });
  }

  it('knows the management account', async () => {
    const session = await sessionAnswered({ Organization: { MasterAccountId: '999999999999' } });
    expect(await describeOrganization(session)).to.have.property('managementAccountId', '999999999999');
  });

  it('refuses an organization without a management account', async () => {
    const error = await rejection(describeOrganization(await sessionAnswered({ Organization: {} })));
    expect(error.message).to.match(
      /^organizations:DescribeOrganization: answer\.Organization\.MasterAccountId/,
    );
  });
});
