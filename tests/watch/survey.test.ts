import { expect } from 'chai';
import { AwsCallError } from '../../aws/call.ts';
import { type EnterAccount, surveyOrganization } from '../../watch/survey.ts';
import { rejection } from '../rejection.ts';
import { type ScriptedAws, scriptedAws } from '../scripted-aws.ts';

const management = '100000000000';
const ids = Array.from({ length: 20 }, (_, index) => `${Number(management) + index}`);
const settings = {
  now: new Date(),
  frequency: 'TwentyFour_Hours',
  excludedAccounts: [],
  functionName: 'the-function',
} as const;

describe('watch/survey', () => {
  let aws: ScriptedAws;
  beforeEach(async () => {
    const Accounts = ids.map((Id) => ({
      Id,
      Name: '',
      Arn: `arn:aws:organizations::${management}:account/o-a1b2c3d4e5/${Id}`,
      State: 'ACTIVE',
    }));
    aws = await scriptedAws([{ body: JSON.stringify({ Accounts }) }]);
  });
  afterEach(() => aws.close());

  const survey = (
    enter: EnterAccount,
    concurrency = 3,
    observer?: Parameters<typeof surveyOrganization>[3],
    deadline?: AbortSignal,
  ) =>
    surveyOrganization(
      {
        account: { id: management, partition: 'aws-cn' },
        call: (_, send) => send({ abortSignal: new AbortController().signal }),
        clientConfig: aws.clientConfig,
      },
      enter,
      { ...settings, concurrency, ...(deadline !== undefined && { deadline }) },
      observer,
    );

  it('enters each account once, in its own partition, with limited concurrency', async () => {
    const entered: string[] = [];
    let [inside, most] = [0, 0];
    const watched = await survey(async ({ id, partition }) => {
      entered.push(`${partition} ${id}`);
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
      throw new AwsCallError('sts:AssumeRole', `Denied ${id}.`);
    });
    expect(entered).to.deep.equal(ids.map((id) => `aws-cn ${id}`));
    expect(most).to.equal(3);
    expect(watched.map(({ accountId, detail }) => [accountId, detail])).to.deep.equal(
      ids.map((id) => [id, `Denied ${id}.`]),
    );
    expect(watched.filter(({ isManagementAccount }) => isManagementAccount)).to.have.length(1);
  });

  it('tells the observer of each account that it has listed or watched', async () => {
    const seen: string[] = [];
    const denied = async () => {
      throw new AwsCallError('sts:AssumeRole', 'Denied.');
    };
    await survey(denied, 1, { onListed: () => seen.push('listed'), onWatched: () => seen.push('watched') });
    expect(seen).to.deep.equal([...ids.map(() => 'listed'), ...ids.map(() => 'watched')]);
  });

  it('enters no account if the list breaks off, however late', async () => {
    const accounts = ids.map((Id) => ({
      Id,
      Name: '',
      Arn: `arn:aws:organizations::${management}:account/o-a1b2c3d4e5/${Id}`,
      State: 'ACTIVE',
    }));
    await aws.close();
    aws = await scriptedAws([
      { body: JSON.stringify({ Accounts: accounts, NextToken: 'more' }) },
      { status: 400, body: '{"__type":"AccessDeniedException","message":"No."}' },
    ]);
    const entered: string[] = [];
    const error = await rejection(
      survey(async ({ id }) => {
        entered.push(id);
        throw new AwsCallError('sts:AssumeRole', 'Denied.');
      }, 40),
    );
    expect(error.name).to.equal('AccessDeniedException');
    expect(entered).to.deep.equal([]);
  });

  it('throws an error that is not about an AWS call, and makes no finding of it', async () => {
    const error = await rejection(
      survey(async () => {
        throw new TypeError('not a function');
      }),
    );
    expect(error).to.be.instanceOf(TypeError);
  });

  it('calls the accounts unreached that it does not enter before the deadline', async () => {
    const deadline = new AbortController();
    const entered: string[] = [];
    const enter: EnterAccount = async ({ id }) => {
      entered.push(id);
      if (entered.length === 5) deadline.abort();
      throw new AwsCallError('sts:AssumeRole', 'Denied.');
    };
    const watched = await survey(enter, 1, undefined, deadline.signal);
    expect(entered).to.have.length(5);
    expect(watched.map(({ status }) => status)).to.deep.equal(
      ids.map((_, index) => (index < 4 ? 'unreadable' : 'unreached')),
    );
    expect(watched.at(-1)?.detail).to.equal('');
  });
});
