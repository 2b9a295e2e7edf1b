import { expect } from 'chai';
import { handler } from '../../handlers/root-user-mfa-enabled.ts';
import { accountSummaryXml, virtualMfaDevicesXml } from '../scripted-aws.ts';
import { configEvent, lambdaContext } from './aws-config/event.ts';
import { accepted, runsOfEachTest } from './aws-config/run-rule-fixture.ts';

const mfaEnabled = { body: accountSummaryXml({ AccountMFAEnabled: 1 }) };

describe('handlers/root-user-mfa-enabled', () => {
  const { answering, aws } = runsOfEachTest();

  it('reads the evidence of the account and reports the verdict: one read, one report', async () => {
    await answering(mfaEnabled, accepted);
    await handler(configEvent({ ruleParameters: undefined }), lambdaContext());
    const [read, reported] = aws().requests;
    expect(aws().requests).to.have.length(2);
    expect(read?.operation).to.equal('GetAccountSummary');
    expect(JSON.parse(reported?.body ?? '')).to.deep.equal({
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
    await answering(mfaEnabled, { body: noDevices }, accepted);
    await handler(configEvent({ ruleParameters: '{"allowVirtualMfa":"false"}' }), lambdaContext());
    expect(aws().requests).to.have.length(3);
    expect(aws().connections()).to.equal(1);
  });

  it('takes two arguments: Lambda takes a third for a callback and waits for it', () => {
    expect(handler).to.have.length(2);
  });
});
