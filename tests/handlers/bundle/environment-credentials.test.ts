import { expect } from 'chai';
import sinon from 'sinon';
import { defaultProvider } from '../../../handlers/bundle/environment-credentials.ts';

describe('handlers/bundle/environment-credentials', () => {
  afterEach(() => sinon.restore());

  it('takes the credentials that Lambda puts into the environment', async () => {
    sinon.stub(process, 'env').value({
      AWS_ACCESS_KEY_ID: 'ASIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'secret',
      AWS_SESSION_TOKEN: 'token',
    });
    expect(await defaultProvider()()).to.include({
      accessKeyId: 'ASIAEXAMPLE',
      secretAccessKey: 'secret',
      sessionToken: 'token',
    });
  });
});
