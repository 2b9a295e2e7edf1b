import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { OrganizationsClient } from '@aws-sdk/client-organizations';
import { expect } from 'chai';
import sinon from 'sinon';
import { evaluateOrganization, type Way } from '../../../cli/dry-run/evaluate-organization.ts';
import { type CallerSession, closeSession, openSession } from '../../../cli/dry-run/session.ts';
import { type Outcome, stateOf } from '../../../cli/report/model.ts';
import type { Fault } from '../../../embedded-aws/services/fault-injection.ts';
import { type AccountChanges, bareRootUser } from '../../embedded-aws/fixtures.ts';
import { rejection } from '../../rejection.ts';
import {
  delegatedId,
  type EmbeddedOrganization,
  embeddedOrganization,
  managementId,
} from './organization-fixture.ts';

const parameters = {
  allowVirtualMfa: true,
  allowMemberCredentials: true,
  credentialFreeCompliance: 'NOT_APPLICABLE',
} as const;
const assumeRoot = { roleName: undefined };
const throughRole = { roleName: 'OrganizationAccountAccessRole' };
/** Nobody interrupts. */
const going = new AbortController().signal;
const silent = { onListed: (_total: number) => {}, onDone: () => {} };

describe('cli/dry-run/evaluate-organization', () => {
  let aws: EmbeddedOrganization;
  let session: CallerSession;

  afterEach(async () => {
    sinon.restore();
    closeSession(session);
    await aws.close();
  });

  const signIn = (accountId: string, ...changes: AccountChanges[]) => signInWith([], accountId, ...changes);
  async function signInWith(faults: readonly Fault[], accountId: string, ...changes: AccountChanges[]) {
    aws = await embeddedOrganization(changes);
    sinon.stub(process, 'env').value(aws.environmentOf(accountId, faults));
    session = await openSession({ profile: undefined, region: undefined, connections: 3 });
    aws.requests.length = 0;
  }
  const evaluate = (way: Way, atATime = 2, observer = silent, signal = going) =>
    evaluateOrganization(session, way, parameters, atATime, observer, signal);
  const statesOf = (outcomes: readonly Outcome[]) => outcomes.map(stateOf);
  const countOf = (operation: string) => aws.requests.filter((request) => request === operation).length;

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
        await signIn(managementId, bare, {}, virtual, unprotected, bare, suspended);
        const { outcomes, incomplete } = await evaluate(way);
        expect(incomplete).to.equal(undefined);
        expect(outcomes.map(({ accountName }) => accountName)).to.deep.equal(
          aws.accounts.map(({ name }) => name),
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
        await signIn(managementId, {}, {}, virtual);
        const strict = { ...parameters, allowVirtualMfa: false };
        const { outcomes } = await evaluateOrganization(session, way, strict, 2, silent, going);
        expect(statesOf(outcomes)).to.deep.equal(['COMPLIANT', 'COMPLIANT', 'NON_COMPLIANT']);
      });

      it('asks each account only what its verdict depends on, and the organization once', async () => {
        await signIn(managementId, ...Array.from({ length: 45 }, () => bare));
        await evaluate(way, 3);
        const assume = way === assumeRoot ? 'sts:AssumeRoot' : 'sts:AssumeRole';
        expect(
          aws.requests.filter((request) => request !== assume && request !== 'iam:GetAccountSummary'),
        ).to.have.members([
          'organizations:DescribeOrganization',
          ...Array(3).fill('organizations:ListAccounts'),
        ]);
        expect([countOf(assume), countOf('iam:GetAccountSummary')]).to.deep.equal([44, 45]);
      });

      it('reports every account even if one fails', async () => {
        const faults = [{ operation: 'iam:GetAccountSummary', fault: 'denied-by-scp' } as const];
        await signIn(managementId, {}, { faults }, {});
        const { outcomes } = await evaluate(way);
        expect(statesOf(outcomes)).to.deep.equal(['COMPLIANT', 'FAILED', 'COMPLIANT']);
        expect(outcomes[1])
          .to.have.property('error')
          .that.match(/^iam:GetAccountSummary: AccessDenied: .*service control policy/);
      });

      it('evaluates the given number of accounts at a time, and reports its progress', async () => {
        await signIn(managementId, ...Array.from({ length: 25 }, () => ({})));
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
        await evaluate(way, 4, observer);
        expect(shown).to.deep.equal([20, 25]);
        expect(done).to.equal(25);
        expect(most).to.be.within(2, 4);
      });
    });
  }

  it('makes the given number of calls at a time, over as many connections', async () => {
    const connections: unknown[] = [];
    const count = (message: unknown) => connections.push(message);
    subscribe('net.server.socket', count);
    await signIn(managementId, ...Array.from({ length: 25 }, () => ({})));
    await evaluate(assumeRoot, 10);
    unsubscribe('net.server.socket', count);
    expect(connections).to.have.lengthOf(3);
  });

  it('lists the devices of members in root sessions', async () => {
    const mfaDevices = ['virtual', 'hardware', 'passkey'] as const;
    await signIn(managementId, {}, { rootUser: { ...bareRootUser, password: true, mfaDevices } });
    const { outcomes } = await evaluate(assumeRoot);
    const kinds = outcomes.map((outcome) =>
      'evidence' in outcome ? outcome.evidence.mfaDevices?.map(({ kind }) => kind) : [],
    );
    expect(kinds).to.deep.equal([undefined, ['virtual', 'hardware token', 'passkey or security key']]);
  });

  describe("from the delegated administrator's account", () => {
    it('reaches every account but the management account in root sessions, and says so', async () => {
      await signIn(delegatedId, {}, {}, unprotected);
      const { outcomes } = await evaluate(assumeRoot);
      expect(statesOf(outcomes)).to.deep.equal(['FAILED', 'COMPLIANT', 'NON_COMPLIANT']);
      expect(outcomes[0])
        .to.have.property('error')
        .that.includes('--exclude 100000000000; or reach it with --role-name NAME');
      expect(countOf('sts:AssumeRoot')).to.equal(1);
    });

    it('says which role it may not assume', async () => {
      await signIn(delegatedId, {}, {}, {});
      const { outcomes } = await evaluate(throughRole);
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
    await signInWith([third], managementId, ...Array.from({ length: 45 }, () => ({})));
    const { outcomes, incomplete } = await evaluate(assumeRoot, 8);
    expect(statesOf(outcomes)).to.deep.equal(Array(40).fill('COMPLIANT'));
    expect(incomplete).to.match(/^organizations:ListAccounts: /);
  });

  it('is not complete without the own account', async () => {
    await signIn(managementId, {}, {});
    const listed = sinon.stub(OrganizationsClient.prototype, 'send');
    listed.onFirstCall().resolves({ Organization: { MasterAccountId: managementId } });
    const Arn = `arn:aws:organizations::${managementId}:account/o-a1b2c3d4e5/${delegatedId}`;
    listed.onSecondCall().resolves({ Accounts: [{ Id: delegatedId, Arn, State: 'SUSPENDED' }] });
    const { outcomes, incomplete } = await evaluate(assumeRoot);
    expect(outcomes).to.have.lengthOf(1);
    expect(incomplete).to.equal(
      `organizations:ListAccounts: expected ${managementId} to be among the accounts.`,
    );
  });

  it('starts no more accounts after an interruption, and keeps its results', async () => {
    await signIn(managementId, ...Array.from({ length: 25 }, () => ({})));
    const interruption = new AbortController();
    let done = 0;
    const observer = {
      onListed: () => {},
      onDone: () => {
        done += 1;
        if (done === 3) interruption.abort(new Error('Interrupted.'));
      },
    };
    const { outcomes } = await evaluate(assumeRoot, 1, observer, interruption.signal);
    const [first, second, third, ...others] = statesOf(outcomes);
    expect([first, second, third]).to.deep.equal(['COMPLIANT', 'COMPLIANT', 'COMPLIANT']);
    expect([...new Set(others)]).to.deep.equal(['INTERRUPTED']);
    expect(countOf('iam:GetAccountSummary')).to.equal(3);
  });

  it('waits for no account that AWS throttles after an interruption', async () => {
    const interruption = new AbortController();
    const onRequest = (operation: string) => {
      if (operation === 'sts:AssumeRoot') interruption.abort(new Error('Interrupted.'));
    };
    const throttled = [{ operation: 'sts:AssumeRoot', fault: 'throttled' } as const];
    aws = await embeddedOrganization([{}, {}, {}], onRequest);
    sinon.stub(process, 'env').value(aws.environmentOf(managementId, throttled));
    const choice = { profile: undefined, region: undefined, connections: 3 };
    session = await openSession({ ...choice, interruption: interruption.signal });
    const { outcomes } = await evaluate(assumeRoot, 3, silent, interruption.signal);
    expect(statesOf(outcomes)).to.deep.equal(['COMPLIANT', 'INTERRUPTED', 'INTERRUPTED']);
    expect(countOf('sts:AssumeRoot')).to.be.lessThan(3);
  });

  it('evaluates nothing where the organization may not be listed', async () => {
    await signIn('100000000002', {}, {}, {});
    const { outcomes, incomplete } = await evaluate(assumeRoot);
    expect(outcomes).to.deep.equal([]);
    expect(incomplete).to.match(
      /^organizations:ListAccounts: AccessDeniedException: .* Use credentials of the management account/,
    );
  });

  it('evaluates nothing outside an organization', async () => {
    await signIn(managementId, { organization: null });
    const error = await rejection(evaluate(assumeRoot));
    expect(error.message).to.match(/^organizations:DescribeOrganization: AWSOrganizationsNotInUseException/);
  });
});
