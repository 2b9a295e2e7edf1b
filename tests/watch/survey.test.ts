import { expect } from 'chai';
import { AwsCallError } from '../../aws/call.ts';
import { type EnterAccount, surveyOrganization } from '../../watch/survey.ts';
import { rejection } from '../rejection.ts';
import { awsOfEachTest } from '../scripted-aws.ts';

const management = '100000000000';
const ids = Array.from({ length: 20 }, (_, index) => `${Number(management) + index}`);
const Accounts = ids.map((Id) => ({
  Id,
  Arn: `arn:aws:organizations::${management}:account/o-a1b2c3d4e5/${Id}`,
  State: 'ACTIVE',
}));
const whole = { body: JSON.stringify({ Accounts }) };
const denied = async (id = 'it') => Promise.reject(new AwsCallError('sts:AssumeRole', `Denied ${id}.`));

describe('watch/survey', () => {
  const { answering } = awsOfEachTest();

  async function survey(
    enter: EnterAccount,
    changes: { concurrency?: number; deadline?: AbortSignal } = {},
    list = [whole],
    observer?: Parameters<typeof surveyOrganization>[3],
  ) {
    const own = { ...(await answering(...list)), account: { id: management, partition: 'aws-cn' } };
    const settings = {
      now: new Date(),
      frequency: 'TwentyFour_Hours',
      excludedAccounts: [],
      functionName: 'the-function',
      concurrency: 3,
      ...changes,
    } as const;
    return surveyOrganization(own, enter, settings, observer);
  }

  it('enters each account once, in its own partition, with limited concurrency', async () => {
    const entered: string[] = [];
    let [inside, most] = [0, 0];
    const watched = await survey(async ({ id, partition }) => {
      entered.push(`${partition} ${id}`);
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setImmediate(resolve));
      inside -= 1;
      return denied(id);
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
    const observer = { onListed: () => seen.push('listed'), onWatched: () => seen.push('watched') };
    await survey(() => denied(), {}, [whole], observer);
    expect(seen).to.deep.equal([...ids.map(() => 'listed'), ...ids.map(() => 'watched')]);
  });

  it('enters no account if the list breaks off, however late', async () => {
    const broken = { status: 400, body: '{"__type":"AccessDeniedException","message":"No."}' };
    const entered: string[] = [];
    const enter: EnterAccount = ({ id }) => {
      entered.push(id);
      return denied();
    };
    const first = { body: JSON.stringify({ Accounts, NextToken: 'more' }) };
    const error = await rejection(survey(enter, { concurrency: 40 }, [first, broken]));
    expect(error).to.be.instanceOf(AwsCallError).with.property('action', 'organizations:ListAccounts');
    expect(entered).to.deep.equal([]);
  });

  it('throws an error that is not about an AWS call, and makes no finding of it', async () => {
    const mistake = new TypeError('not a function');
    expect(await rejection(survey(() => Promise.reject(mistake)))).to.equal(mistake);
  });

  it('calls the accounts unreached that it does not enter before the deadline', async () => {
    const deadline = new AbortController();
    const entered: string[] = [];
    const enter: EnterAccount = async ({ id }) => {
      entered.push(id);
      if (entered.length === 5) deadline.abort();
      return denied();
    };
    const watched = await survey(enter, { concurrency: 1, deadline: deadline.signal });
    expect(entered).to.have.length(5);
    expect(watched.map(({ status, detail }) => `${status} ${detail}`)).to.deep.equal(
      ids.map((_, index) => (index < 4 ? 'unreadable Denied it.' : 'unreached ')),
    );
  });
});
