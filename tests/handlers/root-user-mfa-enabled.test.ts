import { expect } from 'chai';
import sinon from 'sinon';
import { handler } from '../../handlers/root-user-mfa-enabled.ts';
import { accountSummaryXml, type ScriptedAws, scriptedAws } from '../wire.ts';
import { configEvent, lambdaContext } from './aws-config/event.ts';

describe('handlers/root-user-mfa-enabled', () => {
  let aws: ScriptedAws;
  afterEach(async () => {
    sinon.restore();
    await aws.close();
  });

  it('reads the evidence of the account and reports the verdict: one read, one report', async () => {
    aws = await scriptedAws([{ body: accountSummaryXml({ AccountMFAEnabled: 1 }) }, { body: '{}' }]);
    sinon.stub(console, 'info');
    sinon.stub(process, 'env').value({
      AWS_ENDPOINT_URL: (aws.clientConfig as { endpoint: string }).endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
    });

    await handler(configEvent({ ruleParameters: undefined }), lambdaContext());

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

  it('takes two arguments: Lambda takes a third for a callback and waits for it', () => {
    aws = { requests: [], clientConfig: {}, close: async () => {} };
    expect(handler).to.have.length(2);
  });
});
