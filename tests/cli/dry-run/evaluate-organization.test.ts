import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { expect } from 'chai';
import sinon from 'sinon';
import { evaluateOrganization, type Way } from '../../../cli/dry-run/evaluate-organization.ts';
import type { CallerSession } from '../../../cli/dry-run/session.ts';
import { type Outcome, stateOf } from '../../../cli/report/model.ts';
import { bareRootUser } from '../../embedded-aws/fixtures.ts';
import { rejection } from '../../rejection.ts';
import { delegatedId, managementId, parameters, signedIn } from './organization-fixture.ts';

const assumeRoot = { roleName: undefined };
const throughRole = { roleName: 'OrganizationAccountAccessRole' };
/** Nobody interrupts. */
const going = new AbortController().signal;
const silent = { onListed: (_total: number) => {}, onDone: () => {} };

describe('cli/dry-run/evaluate-organization', () => {
  const { signIn, aws, countOf } = signedIn();

  const evaluate = (session: CallerSession, way: Way, atATime = 2, observer = silent, signal = going) =>
    evaluateOrganization(session, way, parameters, atATime, observer, signal);
  const statesOf = (outcomes: readonly Outcome[]) => outcomes.map(stateOf);

  const bare = { rootUser: bareRootUser };
  const virtual = { rootUser: { ...bareRootUser, password: true, mfaDevices: ['virtual'] as const } };
  const unprotected = { rootUser: { ...bareRootUser, password: true } };
  const suspended = { ...unprotected, suspended: true };

  for (const [name, way] of Object.entries({
    'through a role': throughRole,
    'in root sessions': assumeRoot,
  })) {
    describe(name, () => {
      it('evaluates every active account, in the order of the list', async () => {
        const session = await signIn(managementId, [bare, {}, virtual, unprotected, bare, suspended]);
        const { outcomes, incomplete } = await evaluate(session, way);
        expect(incomplete).to.equal(undefined);
        expect(outcomes.map(({ accountName }) => accountName)).to.deep.equal(
          aws().accounts.map(({ name }) => name),
        );
        expect(statesOf(outcomes)).to.deep.equal([
          'NON_COMPLIANT',
          'COMPLIANT',
          'COMPLIANT',
          'NON_COMPLIANT',
          'NOT_APPLICABLE',
          'SUSPENDED',
        ]);
      });

      it('reports virtual devices if they are not allowed', async () => {
        const session = await signIn(managementId, [{}, {}, virtual]);
        const strict = { ...parameters, allowVirtualMfa: false };
        const { outcomes } = await evaluateOrganization(session, way, strict, 2, silent, going);
        expect(statesOf(outcomes)).to.deep.equal(['COMPLIANT', 'COMPLIANT', 'NON_COMPLIANT']);
      });

      it('asks each account only what its verdict depends on, and the organization once', async () => {
        const session = await signIn(managementId, Array(45).fill(bare));
        await evaluate(session, way, 3);
        const assume = way === assumeRoot ? 'sts:AssumeRoot' : 'sts:AssumeRole';
        expect(aws().requests).to.have.members([
          'organizations:DescribeOrganization',
          ...Array(3).fill('organizations:ListAccounts'),
          ...Array(44).fill(assume),
          ...Array(45).fill('iam:GetAccountSummary'),
        ]);
      });
    });
  }

  it('evaluates the given number of accounts at a time, and reports its progress', async () => {
    const session = await signIn(managementId, Array(25).fill({}));
    const shown: number[] = [];
    let done = 0;
    let most = 0;
    const observer = {
      onListed: (total: number) => shown.push(total),
      onDone: () => {
        most = Math.max(most, countOf('iam:GetAccountSummary') - done);
        done += 1;
      },
    };
    await evaluate(session, assumeRoot, 4, observer);
    expect(shown).to.deep.equal([20, 25]);
    expect(done).to.equal(25);
    expect(most).to.be.within(2, 4);
  });

  it('makes the given number of calls at a time, over as many connections', async () => {
    const connections: unknown[] = [];
    const count = (message: unknown) => connections.push(message);
    subscribe('net.server.socket', count);
    await evaluate(await signIn(managementId, Array(25).fill({})), assumeRoot, 10);
    unsubscribe('net.server.socket', count);
    expect(connections).to.have.lengthOf(3);
  });

  describe("from the delegated administrator's account", () => {
    it('reaches every account but the management account in root sessions, and says so', async () => {
      const session = await signIn(delegatedId, [{}, {}, unprotected]);
      const { outcomes } = await evaluate(session, assumeRoot);
      expect(statesOf(outcomes)).to.deep.equal(['FAILED', 'COMPLIANT', 'NON_COMPLIANT']);
      expect(outcomes[0])
        .to.have.property('error')
        .that.includes('--exclude 100000000000; or reach it with --role-name NAME');
      expect(countOf('sts:AssumeRoot')).to.equal(1);
    });

    it('says which role it may not assume', async () => {
      const session = await signIn(delegatedId, [{}, {}, {}]);
      const { outcomes } = await evaluate(session, throughRole);
      expect(statesOf(outcomes)).to.deep.equal(['FAILED', 'COMPLIANT', 'FAILED']);
      expect(outcomes[2])
        .to.have.property('error')
        .that.matches(
          /^sts:AssumeRole: AccessDenied: .*role\/OrganizationAccountAccessRole\. The role is not in the account/,
        );
    });
  });

  it('keeps what it has when the list breaks off', async () => {
    const third = { operation: 'organizations:ListAccounts', fault: 'denied-by-scp', requests: [3] } as const;
    const session = await signIn(managementId, Array(45).fill({}), { faults: [third] });
    const { outcomes, incomplete } = await evaluate(session, assumeRoot, 8);
    expect(statesOf(outcomes)).to.deep.equal(Array(40).fill('COMPLIANT'));
    expect(incomplete).to.match(/^organizations:ListAccounts: /);
  });

  it('is not complete without the own account', async () => {
    const session = await signIn(managementId, [{}, {}]);
    const listed = sinon.stub(OrganizationsClient.prototype, 'send');
    listed.onFirstCall().resolves({ Organization: { MasterAccountId: managementId } });
    const Arn = `arn:aws:organizations::${managementId}:account/o-a1b2c3d4e5/${delegatedId}`;
    listed.onSecondCall().resolves({ Accounts: [{ Id: delegatedId, Arn, State: 'SUSPENDED' }] });
    const { organization, outcomes, incomplete } = await evaluate(session, assumeRoot);
    expect(organization).to.deep.equal({ id: undefined, managementAccountId: managementId });
    expect(outcomes).to.have.lengthOf(1);
    expect(incomplete).to.equal(
      `organizations:ListAccounts: expected ${managementId} to be among the accounts.`,
    );
  });

  it('starts no more accounts after an interruption, and keeps its results', async () => {
    const session = await signIn(managementId, Array(25).fill({}));
    const interruption = new AbortController();
    let done = 0;
    const onDone = () => {
      done += 1;
      if (done === 3) interruption.abort(new Error('Interrupted.'));
    };
    const observer = { ...silent, onDone };
    const { outcomes } = await evaluate(session, assumeRoot, 1, observer, interruption.signal);
    expect(statesOf(outcomes).slice(0, 3)).to.deep.equal(Array(3).fill('COMPLIANT'));
    expect(new Set(statesOf(outcomes).slice(3))).to.have.all.keys('INTERRUPTED');
    expect(countOf('iam:GetAccountSummary')).to.equal(3);
  });

  it('waits for no account that AWS throttles after an interruption', async () => {
    const interruption = new AbortController();
    const session = await signIn(managementId, [{}, {}, {}], {
      faults: [{ operation: 'sts:AssumeRoot', fault: 'throttled' }],
      interruption: interruption.signal,
      onRequest: (operation) => {
        if (operation === 'sts:AssumeRoot') interruption.abort(new Error('Interrupted.'));
      },
    });
    const { outcomes } = await evaluate(session, assumeRoot, 3, silent, interruption.signal);
    expect(statesOf(outcomes)).to.deep.equal(['COMPLIANT', 'INTERRUPTED', 'INTERRUPTED']);
    expect(countOf('sts:AssumeRoot')).to.be.lessThan(3);
  });

  it('evaluates nothing where the organization may not be listed', async () => {
    const { outcomes, incomplete } = await evaluate(await signIn('100000000002', [{}, {}, {}]), assumeRoot);
    expect(outcomes).to.deep.equal([]);
    expect(incomplete).to.match(
      /^organizations:ListAccounts: AccessDeniedException: .* Use credentials of the management account/,
    );
  });

  it('evaluates nothing outside an organization, or where none is described', async () => {
    const session = await signIn(managementId, [{ organization: null }]);
    const outside = await rejection(evaluate(session, assumeRoot));
    expect(outside.message).to.match(
      /^organizations:DescribeOrganization: AWSOrganizationsNotInUseException/,
    );
    sinon.stub(OrganizationsClient.prototype, 'send').resolves({ Organization: {} });
    const undescribed = await rejection(evaluate(session, assumeRoot));
    expect(undescribed.message).to.match(
      /^organizations:DescribeOrganization: answer\.Organization\.MasterAccountId/,
    );
  });
});
