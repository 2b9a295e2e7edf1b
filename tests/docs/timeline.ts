import { randomUUID } from 'node:crypto';
import { DeactivateMFADeviceCommand, EnableMFADeviceCommand, IAMClient } from '@aws-sdk/client-iam';
import sinon from 'sinon';
import { iamArn } from '../../aws/account.ts';
import { clientConfigOf } from '../../embedded-aws/client-config.ts';
import { readCompliance } from '../../embedded-aws/compliance.ts';
import type { Package } from '../../embedded-aws/lambda/package.ts';
import { isRootUser, ROOT_USER_NAME } from '../../embedded-aws/services/accounts.ts';
import type { ApiCall } from '../../embedded-aws/services/endpoint.ts';
import { anAccount, rootUserOf } from '../embedded-aws/fixtures.ts';
import { changingAccount } from '../reevaluation/changing-account.ts';
import { iamEvent } from '../reevaluation/cloudtrail.ts';
import type { GeneratedTable } from './generated-tables.ts';

const MINUTE = 60_000;
const MFA_DEVICES = ['hardware', 'passkey'] as const;

const account = anAccount({
  id: '222233334444',
  name: 'workloads',
  region: 'eu-central-1',
  organization: { id: 'o-a1b2c3d4e5', managementAccountId: '111122223333' },
  rootUser: { password: true, accessKeys: 0, signingCertificates: 0, mfaDevices: MFA_DEVICES },
});

/** How the verdict follows a root user who loses MFA and gets it back, as the simulation has it. */
export async function timelineTable(deployed: Package): Promise<GeneratedTable> {
  const lines: string[] = [];
  const running = await changingAccount(deployed, account, {
    onAnswered: (call) => recordCall(call),
    onStarted: (ruleNames) => record('Step Functions', `starts an evaluation of ${ruleNames.join()}`),
    onEvaluated: async () => {
      const { complianceType, annotation } = (await readCompliance(aws, account)) ?? {};
      record('AWS Config', `shows ${complianceType}: ${annotation}`);
    },
  });
  const { aws, clock, reevaluation } = running;
  const { executions } = reevaluation.stepFunctions;
  const start = clock.now();

  /** Minutes and seconds since the start, who, what. */
  function record(who: string, what: string): void {
    const seconds = Math.floor((clock.now() - start) / 1000);
    const elapsed = `+${Math.floor(seconds / 60)}:${`${seconds % 60}`.padStart(2, '0')}`;
    lines.push(`${elapsed.padStart(7)}  ${who.padEnd('Step Functions'.length)}  ${what}`);
  }

  function recordCall({ caller, operation, input, errorCode }: ApiCall): void {
    if (!isRootUser(caller)) return;
    const { SerialNumber: serialNumber } = input;
    const refused = errorCode === undefined ? '' : `, refused with ${errorCode}`;
    record('root user', `calls iam:${operation} for ${serialNumber}${refused}`);
    const requestParameters = { userName: ROOT_USER_NAME, serialNumber };
    const known = executions.length;
    const isMatch = reevaluation.put(
      iamEvent(operation, { eventID: randomUUID(), requestParameters, ...(errorCode && { errorCode }) }),
    );
    const reaction = isMatch
      ? 'which matches, and starts the state machine Collect'
      : 'which does not match: nothing follows';
    record('EventBridge', `gets CloudTrail's event, ${reaction}`);
    if (isMatch) void clock.real(() => recordWait(known));
  }

  /** Collect has started Evaluate, or joined one that waits. */
  async function recordWait(known: number): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const isNew = executions.slice(known).some(({ machineArn }) => machineArn.endsWith(':Evaluate'));
    record(
      'Step Functions',
      isNew
        ? 'Evaluate waits 90 seconds, for more changes and for IAM to settle'
        : 'Evaluate waits already: this change shares its evaluation',
    );
  }

  const rootUser = new IAMClient(clientConfigOf(aws.environmentOf(rootUserOf(account)), account.region));
  const devices = account.rootUser?.mfaDevices.map(({ serialNumber }) => serialNumber) ?? [];
  const deactivate = (SerialNumber: string) =>
    rootUser.send(new DeactivateMFADeviceCommand({ SerialNumber }));
  try {
    await aws.evaluate(account);
    await clock.advance(2 * MINUTE);
    for (const device of devices.toReversed()) {
      await deactivate(device);
      await clock.advance(5_000);
    }
    await clock.advanceToEnd();

    await clock.advance(10 * MINUTE);
    // CloudTrail records refused calls too.
    await deactivate(iamArn(account, 'mfa/of-nobody')).catch(() => {});
    await clock.advance(5 * MINUTE);
    for (const SerialNumber of devices) {
      const codes = { AuthenticationCode1: '123456', AuthenticationCode2: '654321' };
      await rootUser.send(new EnableMFADeviceCommand({ UserName: ROOT_USER_NAME, SerialNumber, ...codes }));
      await clock.advance(20_000);
    }
    await clock.advanceToEnd();
    if (executions.some(({ status }) => status === 'FAILED')) throw new Error('Expected no failed execution');
    const text = `\`\`\`\n${lines.join('\n')}\n\`\`\``;
    return { path: 'docs/minutes.md', name: 'npm run docs: timeline', text };
  } finally {
    sinon.restore();
    rootUser.destroy();
    await aws.close();
  }
}
