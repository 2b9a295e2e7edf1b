import {
  ConfigServiceClient,
  type Evaluation,
  PutEvaluationsCommand,
  type PutEvaluationsCommandInput,
} from '@aws-sdk/client-config-service';
import { expect } from 'chai';
import { administratorOf } from '../../../../embedded-aws/services/accounts.ts';
import { rejection } from '../../../rejection.ts';
import { endpointOfEachTest } from '../endpoint-fixture.ts';
import { anEvaluation, invokedOnce, storedIn } from './invoked-rule.ts';

describe('embedded-aws/services/config: PutEvaluations', () => {
  const endpoint = endpointOfEachTest();

  const changed = (changes: Partial<Evaluation>) => [{ ...anEvaluation, ...changes }];
  const evaluations = (length: number) =>
    Array.from({ length }, (_, index) => ({ ...anEvaluation, ComplianceResourceId: `${index}` }));

  const accepted: Record<string, Evaluation[]> = {
    'an annotation of 256 characters': changed({ Annotation: 'x'.repeat(256) }),
    'no annotation': changed({ Annotation: undefined }),
    NOT_APPLICABLE: changed({ ComplianceType: 'NOT_APPLICABLE' }),
    '100 evaluations': evaluations(100),
  };
  for (const [name, given] of Object.entries(accepted)) {
    it(`takes ${name}`, async () => {
      const { client, put } = await invokedOnce(endpoint);
      await put(given);
      expect(await storedIn(client)).to.have.length(given.length);
    });
  }

  type Refusal = [Evaluation[], place: string, changes?: Partial<PutEvaluationsCommandInput>];
  const refused: Record<string, Refusal> = {
    'an annotation of 257 characters': [changed({ Annotation: 'x'.repeat(257) }), 'Evaluations.0.Annotation'],
    'an empty annotation': [changed({ Annotation: '' }), 'Evaluations.0.Annotation'],
    INSUFFICIENT_DATA: [
      [anEvaluation, ...changed({ ComplianceType: 'INSUFFICIENT_DATA' })],
      'Evaluations.1.ComplianceType',
    ],
    'an empty resource id': [changed({ ComplianceResourceId: '' }), 'Evaluations.0.ComplianceResourceId'],
    'no time': [changed({ OrderingTimestamp: undefined }), 'Evaluations.0.OrderingTimestamp'],
    '101 evaluations': [evaluations(101), 'Evaluations'],
    'a request without a token': [[anEvaluation], 'ResultToken', { ResultToken: undefined }],
  };
  for (const [name, [given, place, changes]] of Object.entries(refused)) {
    for (const TestMode of [false, true]) {
      it(`refuses ${name}${TestMode ? ' in test mode, too' : ' and stores nothing'}`, async () => {
        const { client, put } = await invokedOnce(endpoint);
        const error = await rejection(put(given, { TestMode, ...changes }));
        expect(error.name).to.equal('InvalidParameterValueException');
        expect(error.message.split(': ')[0]).to.equal(place);
        expect(await storedIn(client)).to.deep.equal([]);
      });
    }
  }

  type Invoked = Awaited<ReturnType<typeof invokedOnce>>;
  const foreign: Record<string, (invoked: Invoked) => [ConfigServiceClient, token: string]> = {
    'an unknown token': ({ client }) => [client, 'made-up'],
    "another account's token": ({ event }) => [
      new ConfigServiceClient(endpoint.administrator({ id: '444455556666' })),
      event.resultToken,
    ],
    "another Region's token": ({ account, event }) => [
      new ConfigServiceClient(endpoint.configFor(administratorOf(account), { region: 'eu-west-1' })),
      event.resultToken,
    ],
  };
  for (const [name, clientAndToken] of Object.entries(foreign)) {
    it(`refuses ${name}`, async () => {
      const invoked = await invokedOnce(endpoint);
      const [client, ResultToken] = clientAndToken(invoked);
      const command = new PutEvaluationsCommand({ Evaluations: [anEvaluation], ResultToken });
      expect((await rejection(client.send(command))).name).to.equal('InvalidResultTokenException');
      expect(await storedIn(invoked.client)).to.deep.equal([]);
    });
  }

  for (const token of ['that AWS Config gave', 'TESTMODE']) {
    it(`stores nothing in test mode with the token ${token}`, async () => {
      const { client, event, put } = await invokedOnce(endpoint);
      const ResultToken = token === 'TESTMODE' ? token : event.resultToken;
      const answer = await put([anEvaluation], { ResultToken, TestMode: true });
      expect(answer.FailedEvaluations).to.deep.equal([]);
      expect(await storedIn(client)).to.deep.equal([]);
    });
  }
});
