import { expect } from 'chai';
import { evaluateAccounts } from '../../embedded-aws/compliance.ts';
import { rejection } from '../rejection.ts';
import { accounts, embeddedAwsOfEachTest } from './embedded-aws-fixture.ts';

describe('embedded-aws/warm process', () => {
  const { start } = embeddedAwsOfEachTest();
  const [member, protectedAccount] = accounts;

  /** Starts with the processes of all accounts kept; `logs` has the log of each call. */
  async function startWarm() {
    const logs: string[] = [];
    const aws = await start({}, { keepWarm: true, onLog: (text) => logs.push(text) });
    return { aws, logs };
  }

  it('does not carry an error of one account into the next', async () => {
    const { aws } = await startWarm();
    const denied = {
      ...member,
      faults: [{ operation: 'iam:GetAccountSummary', fault: 'denied-by-scp' }],
    } as const;
    aws.deploy(denied, {});
    aws.deploy(protectedAccount, {});
    expect((await rejection(aws.evaluate(denied))).message).to.include('service control policy');
    const [outcome] = await evaluateAccounts(aws, [protectedAccount], () => {});
    expect(outcome).to.include({ accountId: protectedAccount.id, complianceType: 'COMPLIANT' });
  });

  it('carries no parameter and no evidence of one account into the next', async () => {
    const { aws, logs } = await startWarm();
    aws.deploy(protectedAccount, { allowVirtualMfa: 'false' });
    aws.deploy(member, { credentialFreeCompliance: 'COMPLIANT' });
    await aws.evaluate(protectedAccount);
    await aws.evaluate(member);
    await aws.evaluate(protectedAccount);
    const reasons = logs.map((log) => JSON.parse(log).message.reason);
    expect(reasons).to.deep.equal(['no-virtual-mfa', 'member-without-credentials', 'no-virtual-mfa']);
  });
});
