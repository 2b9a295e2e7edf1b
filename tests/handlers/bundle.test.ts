import { GetCallerIdentityCommand, STSClient, type STSClientConfig } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import sinon from 'sinon';
import { defaultProvider } from '../../handlers/bundle/environment-credentials.ts';
import { SignatureV4MultiRegion } from '../../handlers/bundle/regional-signature.ts';
import { rejection } from '../rejection.ts';

describe('handlers/bundle', () => {
  afterEach(() => sinon.restore());

  /** What a request to STS is signed with. */
  async function authorization(changes: STSClientConfig): Promise<string | undefined> {
    let signature: string | undefined;
    const handle = async ({ headers }: { headers: Record<string, string> }) => {
      signature = headers['authorization']?.replace(/Signature=.*/, '');
      throw new Error('not sent');
    };
    const requestHandler = { handle } as unknown as NonNullable<STSClientConfig['requestHandler']>;
    const sts = new STSClient({ region: 'eu-central-1', maxAttempts: 1, requestHandler, ...changes });
    await rejection(sts.send(new GetCallerIdentityCommand({})));
    return signature;
  }

  it("signs for STS with Lambda's credentials and in the client's Region, as the SDK's own parts do", async () => {
    sinon.useFakeTimers({ now: Date.UTC(2026, 6, 13), toFake: ['Date'] });
    sinon.stub(process, 'env').value({
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
    });
    const signature = await authorization({
      credentials: defaultProvider(),
      signerConstructor: SignatureV4MultiRegion,
    });
    expect(signature).to.include(
      'AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/20260713/eu-central-1/sts/aws4_request',
    );
    expect(signature).to.equal(await authorization({}));
  });
});
