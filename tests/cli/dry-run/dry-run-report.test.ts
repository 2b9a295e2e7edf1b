import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { expect } from 'chai';
import sinon from 'sinon';
import { type Report, stateOf } from '../../../cli/report/model.ts';
import { bareRootUser } from '../../embedded-aws/fixtures.ts';
import { rejection } from '../../rejection.ts';
import {
  delegatedId,
  inRootSessions,
  managementId,
  parameters,
  signedIn,
  throughRole,
} from './organization-fixture.ts';

const statesOf = ({ outcomes }: Report) => outcomes.map(stateOf);

describe('cli/dry-run/dry-run-report', () => {
  const { signIn, report, aws, countOf } = signedIn();

  const bare = { rootUser: bareRootUser };
  const virtual = { rootUser: { ...bareRootUser, password: true, mfaDevices: ['virtual'] as const } };
  const unprotected = { rootUser: { ...bareRootUser, password: true } };
  const suspended = { ...unprotected, suspended: true };

  it('says what it is about, of the account of the session alone', async () => {
    await signIn(delegatedId, [{}, virtual]);
    const { about, outcomes, ...rest } = await report({ way: undefined });
    expect(about).to.deep.include({
      command: 'npm run evaluate',
      scope: `Account ${delegatedId}`,
      access: 'the credentials of the caller',
      parameters: [
        'allowVirtualMfa=true',
        'allowMemberCredentials=true',
        'credentialFreeCompliance=NOT_APPLICABLE',
      ],
    });
    expect(outcomes).to.have.lengthOf(1);
    expect(outcomes[0]).to.include({ accountId: delegatedId, accountName: '', reason: 'mfa-enabled' });
    expect(rest).to.deep.equal({});
  });

  for (const [access, way, assume] of [
    ['the role OrganizationAccountAccessRole', throughRole, 'sts:AssumeRole'],
    ['root sessions (sts:AssumeRoot)', inRootSessions, 'sts:AssumeRoot'],
  ] as const) {
    describe(`through ${access}`, () => {
      it('evaluates every active account, in the order of the list', async () => {
        await signIn(managementId, [bare, {}, virtual, unprotected, bare, suspended]);
        const found = await report({ way });
        expect(found.incomplete).to.equal(undefined);
        expect(found.about).to.include({
          scope: `Organization o-a1b2c3d4e5, management account ${managementId}`,
          access,
        });
        expect(found.organization).to.deep.equal({
          id: 'o-a1b2c3d4e5',
          managementAccountId: managementId,
          region: 'eu-central-1',
        });
        expect(found.outcomes.map(({ accountName }) => accountName)).to.deep.equal(
          aws().accounts.map(({ name }) => name),
        );
        expect(statesOf(found)).to.deep.equal([
          'NON_COMPLIANT',
          'COMPLIANT',
          'COMPLIANT',
          'NON_COMPLIANT',
          'NOT_APPLICABLE',
          'SUSPENDED',
        ]);
      });

      it('reports virtual devices if they are not allowed', async () => {
        await signIn(managementId, [{}, {}, virtual]);
        const strict = { ...parameters, allowVirtualMfa: false };
        const states = statesOf(await report({ way, parameters: strict }));
        expect(states).to.deep.equal(['COMPLIANT', 'COMPLIANT', 'NON_COMPLIANT']);
      });

      it('asks each account only what its verdict depends on, and the organization once', async () => {
        await signIn(managementId, Array(45).fill(bare));
        await report({ way });
        expect(aws().requests).to.have.members([
          'organizations:DescribeOrganization',
          ...Array(3).fill('organizations:ListAccounts'),
          ...Array(44).fill(assume),
          ...Array(45).fill('iam:GetAccountSummary'),
        ]);
      });
    });
  }

  it('evaluates twice as many accounts at a time as it makes calls, and reports its progress', async () => {
    await signIn(managementId, Array(25).fill({}));
    const shown: unknown[] = [];
    let done = 0;
    let most = 0;
    await report(
      { concurrency: 2 },
      {
        show: (what) => shown.push(what),
        grow: (what, total) => shown.push(what, total),
        totalIsKnown: () => shown.push('all'),
        increment: () => {
          most = Math.max(most, countOf('iam:GetAccountSummary') - done);
          done += 1;
        },
      },
    );
    const evaluating = 'Evaluating accounts';
    expect(shown).to.deep.equal(['Listing accounts', evaluating, 20, evaluating, 25, 'all']);
    expect(done).to.equal(25);
    expect(most).to.be.within(2, 4);
  });

  it('makes the calls over as many connections as the session has', async () => {
    const connections: unknown[] = [];
    const count = (message: unknown) => connections.push(message);
    subscribe('net.server.socket', count);
    await signIn(managementId, Array(25).fill({}));
    await report({ concurrency: 5 });
    unsubscribe('net.server.socket', count);
    expect(connections).to.have.lengthOf(3);
  });

  describe("from the delegated administrator's account", () => {
    it('reaches every account but the management account in root sessions, and says so', async () => {
      await signIn(delegatedId, [{}, {}, unprotected]);
      const found = await report();
      expect(statesOf(found)).to.deep.equal(['FAILED', 'COMPLIANT', 'NON_COMPLIANT']);
      expect(found.organization).to.have.property('delegatedAdministratorId', delegatedId);
      expect(found.outcomes[0])
        .to.have.property('error')
        .that.includes('--exclude 100000000000; or reach it with --role-name NAME');
      expect(countOf('sts:AssumeRoot')).to.equal(1);
    });

    it('says which role it may not assume', async () => {
      await signIn(delegatedId, [{}, {}, {}]);
      const found = await report({ way: throughRole });
      expect(statesOf(found)).to.deep.equal(['FAILED', 'COMPLIANT', 'FAILED']);
      expect(found.outcomes[2])
        .to.have.property('error')
        .that.matches(
          /^sts:AssumeRole: AccessDenied: .*role\/OrganizationAccountAccessRole\. The role is not in the account/,
        );
    });
  });

  it('keeps what it has when the list breaks off', async () => {
    const third = { operation: 'organizations:ListAccounts', fault: 'denied-by-scp', requests: [3] } as const;
    await signIn(managementId, Array(45).fill({}), { faults: [third] });
    const found = await report();
    expect(statesOf(found)).to.deep.equal(Array(40).fill('COMPLIANT'));
    expect(found.incomplete).to.match(/^organizations:ListAccounts: /);
  });

  it('is not complete without the own account', async () => {
    await signIn(managementId, [{}, {}]);
    const listed = sinon.stub(OrganizationsClient.prototype, 'send');
    listed.onFirstCall().resolves({ Organization: { MasterAccountId: managementId } });
    const Arn = `arn:aws:organizations::${managementId}:account/o-a1b2c3d4e5/${delegatedId}`;
    listed.onSecondCall().resolves({ Accounts: [{ Id: delegatedId, Arn, State: 'SUSPENDED' }] });
    const { about, outcomes, incomplete } = await report();
    expect(about.scope).to.equal(`Organization of the management account ${managementId}`);
    expect(outcomes).to.have.lengthOf(1);
    expect(incomplete).to.equal(
      `organizations:ListAccounts: expected ${managementId} to be among the accounts.`,
    );
  });

  it('starts no more accounts after an interruption, and keeps its results', async () => {
    await signIn(managementId, Array(25).fill({}));
    const interruption = new AbortController();
    let done = 0;
    const increment = () => {
      done += 1;
      if (done === 2) interruption.abort(new Error('Interrupted.'));
    };
    const states = statesOf(await report({ concurrency: 1 }, { increment }, interruption.signal));
    const finished = countOf('iam:GetAccountSummary');
    expect(finished).to.be.within(2, 3);
    expect(done).to.equal(finished);
    expect(states.slice(0, finished)).to.deep.equal(Array(finished).fill('COMPLIANT'));
    expect(new Set(states.slice(finished))).to.have.all.keys('INTERRUPTED');
  });

  it('waits for no account that AWS throttles after an interruption', async () => {
    const interruption = new AbortController();
    await signIn(managementId, [{}, {}, {}], {
      faults: [{ operation: 'sts:AssumeRoot', fault: 'throttled' }],
      interruption: interruption.signal,
      onRequest: (operation) => {
        if (operation === 'sts:AssumeRoot') interruption.abort(new Error('Interrupted.'));
      },
    });
    const states = statesOf(await report({}, {}, interruption.signal));
    expect(states).to.deep.equal(['COMPLIANT', 'INTERRUPTED', 'INTERRUPTED']);
    expect(countOf('sts:AssumeRoot')).to.be.lessThan(3);
  });

  it('evaluates nothing outside an organization, or where none is described', async () => {
    await signIn(managementId, [{ organization: null }]);
    const outside = await rejection(report());
    expect(outside.message).to.match(
      /^organizations:DescribeOrganization: AWSOrganizationsNotInUseException/,
    );
    sinon.stub(OrganizationsClient.prototype, 'send').resolves({ Organization: {} });
    const undescribed = await rejection(report());
    expect(undescribed.message).to.match(
      /^organizations:DescribeOrganization: answer\.Organization\.MasterAccountId/,
    );
  });
});
