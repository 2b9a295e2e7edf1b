import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import sinon from 'sinon';
import { SignatureV4MultiRegion } from '../../../handlers/bundle/regional-signature.ts';

describe('handlers/bundle/regional-signature', () => {
  afterEach(() => sinon.restore());

  /** What a request to STS is signed with. */
  async function authorization(changes: object): Promise<string | undefined> {
    let signature: string | undefined;
    const server = createServer(({ headers }, response) => {
      signature = headers.authorization;
      response.end('<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const sts = new STSClient({
      region: 'eu-central-1',
      endpoint: `http://127.0.0.1:${port}`,
      credentials: { accessKeyId: 'ASIAEXAMPLE', secretAccessKey: 'secret', sessionToken: 'token' },
      ...changes,
    });
    await sts.send(new GetCallerIdentityCommand({}));
    sts.destroy();
    await new Promise((resolve) => server.close(resolve));
    return signature?.replace(/Signature=.*/, '');
  }

  it("signs for STS in the client's Region, as the class that it stands for does", async () => {
    sinon.useFakeTimers({ now: Date.UTC(2026, 6, 13), toFake: ['Date'] });
    const signature = await authorization({ signerConstructor: SignatureV4MultiRegion });
    expect(signature).to.include(
      'AWS4-HMAC-SHA256 Credential=ASIAEXAMPLE/20260713/eu-central-1/sts/aws4_request',
    );
    expect(signature).to.equal(await authorization({}));
  });
});
