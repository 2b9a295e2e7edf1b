import {
  ConfigServiceClient,
  type Evaluation,
  InvalidParameterValueException,
  InvalidResultTokenException,
  PutEvaluationsCommand,
} from '@aws-sdk/client-config-service';
import { expect } from 'chai';
import { administratorOf } from '../../../../embedded-aws/services/accounts.ts';
import { rejection } from '../../../rejection.ts';
import { endpointOfEachTest } from '../endpoint-fixture.ts';
import { anEvaluation, invokedOnce, storedIn } from './invoked-rule.ts';

describe('embedded-aws/services/config: PutEvaluations', () => {
  const endpoint = endpointOfEachTest();

  const accepted: Record<string, Evaluation[]> = {
    'an annotation of 256 characters': [{ ...anEvaluation, Annotation: 'x'.repeat(256) }],
    'no annotation': [{ ...anEvaluation, Annotation: undefined }],
    NOT_APPLICABLE: [{ ...anEvaluation, ComplianceType: 'NOT_APPLICABLE' }],
    '100 evaluations': evaluationsOf(100),
  };
  for (const [name, evaluations] of Object.entries(accepted)) {
    it(`PutEvaluations takes ${name}`, async () => {
      const { client, put } = await invokedOnce(endpoint);
      await put(evaluations);
      expect(await storedIn(client)).to.have.length(evaluations.length);
    });
  }

  function evaluationsOf(count: number): Evaluation[] {
    return Array.from({ length: count }, (_, index) => ({
      ...anEvaluation,
      ComplianceResourceId: `${index}`,
    }));
  }

  const refused: Record<string, [Evaluation[], place: string]> = {
    'an annotation of 257 characters': [
      [{ ...anEvaluation, Annotation: 'x'.repeat(257) }],
      'Evaluations.0.Annotation',
    ],
    'an empty annotation': [[{ ...anEvaluation, Annotation: '' }], 'Evaluations.0.Annotation'],
    INSUFFICIENT_DATA: [
      [anEvaluation, { ...anEvaluation, ComplianceType: 'INSUFFICIENT_DATA' }],
      'Evaluations.1.ComplianceType',
    ],
    'an empty resource id': [
      [{ ...anEvaluation, ComplianceResourceId: '' }],
      'Evaluations.0.ComplianceResourceId',
    ],
    'no time': [[{ ...anEvaluation, OrderingTimestamp: undefined }], 'Evaluations.0.OrderingTimestamp'],
    '101 evaluations': [evaluationsOf(101), 'Evaluations'],
  };
  for (const [name, [evaluations, place]] of Object.entries(refused)) {
    for (const TestMode of [false, true]) {
      it(`PutEvaluations refuses ${name}${TestMode ? ' in test mode, too' : ' and stores nothing'}`, async () => {
        const { client, put } = await invokedOnce(endpoint);
        const error = await rejection(put(evaluations, { TestMode }));
        expect(error).to.be.instanceOf(InvalidParameterValueException);
        expect(error.message.split(': ')[0]).to.equal(place);
        expect(await storedIn(client)).to.deep.equal([]);
      });
    }
  }

  it('PutEvaluations refuses an unknown token', async () => {
    const { client, put } = await invokedOnce(endpoint);
    const error = await rejection(put([anEvaluation], { ResultToken: 'made-up' }));
    expect(error).to.be.instanceOf(InvalidResultTokenException);
    expect(await storedIn(client)).to.deep.equal([]);
  });

  it('PutEvaluations refuses to go without a token', async () => {
    const { put } = await invokedOnce(endpoint);
    const error = await rejection(put([anEvaluation], { ResultToken: undefined }));
    expect(error).to.be.instanceOf(InvalidParameterValueException);
    expect(error.message).to.match(/^ResultToken: /);
  });

  it("PutEvaluations refuses another account's token", async () => {
    const { event } = await invokedOnce(endpoint);
    const other = new ConfigServiceClient(endpoint.administrator({ id: '444455556666' }));
    const command = new PutEvaluationsCommand({
      Evaluations: [anEvaluation],
      ResultToken: event.resultToken,
    });
    expect(await rejection(other.send(command))).to.be.instanceOf(InvalidResultTokenException);
  });

  it("PutEvaluations refuses another Region's token", async () => {
    const { account, event } = await invokedOnce(endpoint);
    const elsewhere = new ConfigServiceClient(
      endpoint.configFor(administratorOf(account), { region: 'eu-west-1' }),
    );
    const command = new PutEvaluationsCommand({
      Evaluations: [anEvaluation],
      ResultToken: event.resultToken,
    });
    expect(await rejection(elsewhere.send(command))).to.be.instanceOf(InvalidResultTokenException);
  });

  for (const ResultToken of ['that AWS Config gave', 'TESTMODE']) {
    it(`PutEvaluations stores nothing in test mode with the token ${ResultToken}`, async () => {
      const { client, event, put } = await invokedOnce(endpoint);
      const token = ResultToken === 'TESTMODE' ? ResultToken : event.resultToken;
      const answer = await put([anEvaluation], { ResultToken: token, TestMode: true });
      expect(answer.FailedEvaluations).to.deep.equal([]);
      expect(await storedIn(client)).to.deep.equal([]);
    });
  }
});
