import { NodeHttpHandler } from '@smithy/node-http-handler';
import { expect } from 'chai';
import sinon from 'sinon';
import type { Fault } from '../../../embedded-aws/services/fault-injection.ts';
import type { AccountChanges } from '../../embedded-aws/fixtures.ts';
import { rejection } from '../../rejection.ts';
import { scriptedAws } from '../../scripted-aws.ts';
import { managementId, type WatchedWorld, watchedWorld } from './watched-world.ts';

describe('handlers/organization-watch/run-watch', () => {
  let world: WatchedWorld;
  afterEach(() => {
    sinon.restore();
    return world.close();
  });

  const findings = () =>
    world.log
      .filter(({ level }) => level === 'warn')
      .map(({ message }) => `${message['accountId']} ${message['status']}`);

  it('writes each finding and the run to the log, and sends one report', async () => {
    world = await watchedWorld([{}, { rule: 'silent' }, { rule: 'missing' }, { memberRole: 'missing' }, {}]);
    const destroy = sinon.spy(NodeHttpHandler.prototype, 'destroy');
    const startedAt = performance.now();
    const accounts = await world.run();
    const tookMs = performance.now() - startedAt;

    expect(accounts).to.deep.equal({ fresh: 2, silent: 1, missing: 1, unreadable: 1 });
    expect(findings().join()).to.equal('100000000001 silent,100000000002 missing,100000000003 unreadable');
    expect(world.log[0]?.message).to.deep.include({
      watch: 'root-user-mfa-enabled',
      accountName: 'account-1',
      isManagementAccount: false,
    });
    expect(world.log[2]?.message['detail']).to.match(
      /^sts:AssumeRole: AccessDenied: .+ The role is not in the account or does not trust the caller: deploy deploy\/organization-watch-role\.yml there\.$/,
    );
    const { level, message: run } = world.log[3] as WatchedWorld['log'][number];
    expect(level).to.equal('info');
    expect(run).to.have.all.keys('watch', 'accounts', 'durationMs');
    expect(run['durationMs']).to.be.within(1, Math.ceil(tookMs));
    expect(destroy.callCount).to.equal(1);
    expect(world.messages).to.have.length(1);
    expect(world.messages[0]?.subject).to.equal('root-user-mfa-enabled: 3 accounts without a fresh verdict');
    expect(world.messages[0]?.text).to.match(/SILENT \(1\).*MISSING \(1\).*UNREADABLE \(1\)/s);
  });

  it('sends nothing where every verdict is fresh', async () => {
    world = await watchedWorld([{}, {}]);
    expect(await world.run()).to.deep.equal({ fresh: 2 });
    expect(world.messages).to.deep.equal([]);
    expect(world.log.map(({ level }) => level)).to.deep.equal(['info']);
  });

  it('asks only the accounts that it judges, and its own without a role', async () => {
    world = await watchedWorld([{}, { suspended: true }, {}, {}], {
      ExcludedAccounts: '100000000002,100000000009',
    });
    expect(await world.run()).to.deep.equal({ fresh: 2, inactive: 1, excluded: 1 });
    expect([...world.requests].sort().join()).to.equal(
      'cloudwatch:GetMetricData,cloudwatch:GetMetricData,organizations:ListAccounts,sts:AssumeRole',
    );
  });

  it('judges the management account like any other', async () => {
    world = await watchedWorld([{ rule: 'missing' }, {}]);
    expect(await world.run()).to.deep.equal({ missing: 1, fresh: 1 });
    expect(world.messages[0]?.text).to.match(
      /100000000000 {2}account-0 \(management account\) {2}No invocation/,
    );
  });

  it('takes the name of the function and the frequency from its stack', async () => {
    world = await watchedWorld([{}, { rule: 'silent' }], { FunctionName: 'another', Frequency: 'One_Hour' });
    expect(await world.run()).to.deep.equal({ missing: 2 });
    expect(world.messages[0]?.text).to.match(/^another: 2 of 2 accounts .*\(3 hours\)/);
  });

  it('recovers from temporary faults, and names each account with a lasting one', async () => {
    // The pacer waits before a retry for a random part of a time that doubles: here for half of it.
    sinon.stub(Math, 'random').returns(0);
    const metrics = (fault: Omit<Fault, 'operation'>): AccountChanges => ({
      faults: [{ operation: 'cloudwatch:GetMetricData', ...fault }],
    });
    const passing = [
      metrics({ fault: 'throttled', requests: [1, 2] }),
      metrics({ fault: 'internal-error', requests: [1, 2] }),
      metrics({ fault: 'unavailable', requests: [1, 2] }),
      metrics({ fault: 'reset-before', requests: [1, 2] }),
      metrics({ fault: 'reset-after', requests: [1, 2] }),
      metrics({ fault: 'cut-off', requests: [1, 2] }),
    ];
    const staying: [AccountChanges, says: RegExp][] = [
      [metrics({ fault: 'unavailable' }), /ServiceUnavailable/],
      [metrics({ fault: 'denied-by-scp' }), /explicit deny.* find the policy of the organization/],
      [metrics({ fault: 'truncated' }), /AWS does not document such an answer/],
      [metrics({ fault: 'not-a-document' }), /AWS does not document such an answer/],
      [metrics({ fault: 'field', field: 'MetricDataResults' }), /MetricDataResults: expected/],
      [metrics({ fault: 'field', field: 'StatusCode' }), /StatusCode: expected/],
      [metrics({ fault: 'field', field: 'Timestamps' }), /Timestamps: expected/],
      [metrics({ fault: 'field', field: 'Values' }), /Values: expected/],
      [metrics({ fault: 'field', field: 'Id' }), /Id: expected/],
    ];
    world = await watchedWorld([{}, ...passing, ...staying.map(([changes]) => changes)]);
    const operations = ['sts:AssumeRole', 'cloudwatch:GetMetricData'];
    const accounts = await world.run({
      faults: operations.map((operation) => ({ operation, fault: 'internal-error', requests: [1] })),
    });

    expect(accounts).to.deep.equal({ fresh: 1 + passing.length, unreadable: staying.length });
    const details = world.log.map(({ message }) => `${message['detail']}`);
    for (const [index, [, says]] of staying.entries()) {
      expect(details[index], says.source)
        .to.match(/^cloudwatch:GetMetricData: /)
        .and.to.match(says);
    }
  });

  const list = 'organizations:ListAccounts';
  const report = 'sns:Publish';
  const broken: [name: string, Fault, RegExp][] = [
    ['the list is denied', { operation: list, fault: 'denied-by-role' }, /Use the management account or/],
    [
      'the second page of the list is broken',
      { operation: list, fault: 'truncated', requests: [2] },
      /AWS does not document such an answer/,
    ],
    ['the report is denied', { operation: report, fault: 'denied-by-scp' }, /sns:Publish/],
    [
      'the report is not confirmed',
      { operation: report, fault: 'field', field: 'MessageId' },
      /sns:Publish: answer\.MessageId: expected a value/,
    ],
  ];
  for (const [name, fault, message] of broken) {
    it(`fails when ${name}`, async () => {
      const members = Array.from({ length: 24 }, () => ({}));
      world = await watchedWorld([{}, { rule: 'missing' }, ...members]);
      const error = await rejection(world.run({ faults: [fault] }));
      expect(error.name).to.equal('AwsCallError');
      expect(error.message).to.match(message);
      expect(world.log.at(-1)).to.deep.include({ level: 'error' });
      expect(world.log.at(-1)?.message['error']).to.include(error.message);
      if (fault.operation === list) expect(world.messages).to.deep.equal([]);
    });
  }

  it('reports what it saw and fails when the time is too short', async () => {
    const hanging = { faults: [{ operation: 'cloudwatch:GetMetricData', fault: 'no-answer' }] } as const;
    world = await watchedWorld([{}, hanging, { rule: 'missing' }]);
    const error = await rejection(world.run({ remainingMs: 2_000 }));
    expect(error.name).to.equal('IncompleteWatchError');
    expect(error.message).to.equal('No time for all accounts in 2000 ms');
    expect(findings()).to.deep.equal(['100000000002 missing']);
    expect(world.messages[0]?.text)
      .to.include('Not looked at, because the time of the watch was over: 1.')
      .and.not.include('100000000001');
    expect(world.log.map(({ level }) => level)).to.deep.equal(['warn', 'info', 'error']);
  });

  it('fails before it calls anything when its settings are invalid', async () => {
    world = await watchedWorld([{}]);
    const error = await rejection(world.run({ environment: { FREQUENCY: 'Daily' } }));
    expect(error.name).to.equal('ExpectationError');
    expect(error.message).to.match(/^environment\.FREQUENCY: expected .*TwentyFour_Hours.*, got "Daily"$/);
    expect(world.requests).to.deep.equal([]);
    expect(world.log.map(({ level }) => level)).to.deep.equal(['error']);
  });

  it('lets no secret out', async () => {
    const faults = [{ operation: 'cloudwatch:GetMetricData', fault: 'denied-by-role' }] as const;
    world = await watchedWorld([{}, { faults }, { memberRole: 'missing' }]);
    await world.run();
    await rejection(world.run({ faults: [{ operation: list, fault: 'denied-by-role' }] }));
    const written = JSON.stringify([world.log, world.messages]);
    expect(written).to.include(managementId);
    // The embedded AWS makes its secrets easy to tell.
    expect(written).to.not.match(/secret-|token-[0-9A-F]{32}|ASIA/);
  });

  it('hides its own credentials in errors', async () => {
    world = await watchedWorld([{}]);
    const message = 'got a-secret-of-the-watch and a-token-of-the-watch';
    const aws = await scriptedAws([{ status: 400, body: JSON.stringify({ __type: 'Odd', message }) }]);
    const environment = {
      AWS_ENDPOINT_URL: aws.clientConfig.endpoint,
      AWS_SECRET_ACCESS_KEY: 'a-secret-of-the-watch',
      AWS_SESSION_TOKEN: 'a-token-of-the-watch',
    };
    const error = await rejection(world.run({ environment }));
    await aws.close();
    expect(error.message).to.include('got (secret) and (secret)');
    expect(JSON.stringify(world.log)).to.not.match(/of-the-watch/);
  });
});
