import { expect } from 'chai';
import sinon from 'sinon';
import { handler } from '../../handlers/root-user-mfa-enabled.ts';
import {
  type Answer,
  accountSummaryXml,
  type ScriptedAws,
  scriptedAws,
  virtualMfaDevicesXml,
} from '../scripted-aws.ts';
import { configEvent, lambdaContext } from './aws-config/event.ts';

describe('handlers/root-user-mfa-enabled', () => {
  let aws: ScriptedAws;
  beforeEach(async () => {
    aws = await scriptedAws([]);
  });
  afterEach(async () => {
    sinon.restore();
    await aws.close();
  });

  async function handle(answers: readonly Answer[], changes: object): Promise<void> {
    await aws.close();
    aws = await scriptedAws(answers);
    sinon.stub(console, 'info');
    sinon.stub(process, 'env').value({
      AWS_ENDPOINT_URL: (aws.clientConfig as { endpoint: string }).endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });
    await handler(configEvent(changes), lambdaContext());
  }

  const mfaEnabled = { body: accountSummaryXml({ AccountMFAEnabled: 1 }) };
  const accepted = { body: '{}' };

  it('reads the evidence of the account and reports the verdict: one read, one report', async () => {
    await handle([mfaEnabled, accepted], { ruleParameters: undefined });
    expect(aws.requests.map(({ operation }) => operation)).to.deep.equal([
      'GetAccountSummary',
      'PutEvaluations',
    ]);
    expect(JSON.parse(aws.requests[1]?.body ?? '')).to.deep.equal({
      Evaluations: [
        {
          ComplianceResourceType: 'AWS::::Account',
          ComplianceResourceId: '111122223333',
          ComplianceType: 'COMPLIANT',
          Annotation: 'The root user has MFA enabled.',
          OrderingTimestamp: 1783979400.373,
        },
      ],
      ResultToken: 'the-result-token',
    });
  });

  it('makes all calls to a host over one connection', async () => {
    const noDevices = virtualMfaDevicesXml('<IsTruncated>false</IsTruncated><VirtualMFADevices/>');
    await handle([mfaEnabled, { body: noDevices }, accepted], {
      ruleParameters: '{"allowVirtualMfa":"false"}',
    });
    expect(aws.requests).to.have.length(3);
    expect(aws.connections()).to.equal(1);
  });

  it('takes two arguments: Lambda takes a third for a callback and waits for it', () => {
    expect(handler).to.have.length(2);
  });
});
