import { ConfigServiceClient, PutEvaluationsCommand } from '@aws-sdk/client-config-service';
import { GetAccountSummaryCommand, IAMClient, ListVirtualMFADevicesCommand } from '@aws-sdk/client-iam';
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { rejection } from '../../../rejection.ts';
import { anAccount, bareRootUser } from '../../fixtures.ts';
import {
  accountsOfEachTest,
  allow,
  type ClientConfig,
  delegated,
  evaluation,
  functionIn,
  member,
  request,
  trustIn,
} from './two-organizations.ts';

describe('embedded-aws/services/sts: AssumeRole', () => {
  const { assumeRole, configIn, serve } = accountsOfEachTest();

  it('gives a session of the role, for as long as asked', async () => {
    serve(member, evaluation(trustIn(delegated)));
    const before = Date.now();

    const { AssumedRoleUser, Credentials: given } = await assumeRole(functionIn(delegated));

    expect(AssumedRoleUser).to.deep.equal({
      AssumedRoleId: 'AROAEXAMPLE333333333:aws-config-rule',
      Arn: 'arn:aws:sts::333333333333:assumed-role/Evaluation/aws-config-rule',
    });
    expect(given).to.have.all.keys('AccessKeyId', 'SecretAccessKey', 'SessionToken', 'Expiration');
    expect(given?.Expiration?.getTime()).to.be.within(before + 899_000, Date.now() + 900_000);
  });

  it('gives a session for an hour where nothing is asked', async () => {
    serve(member, evaluation(trustIn(delegated)));
    const before = Date.now();
    const { Credentials: given } = await assumeRole(functionIn(delegated), { DurationSeconds: undefined });
    expect(given?.Expiration?.getTime()).to.be.within(before + 3_599_000, Date.now() + 3_600_000);
  });

  it('gives a session that is the role, in the account of the role', async () => {
    serve(member, evaluation(trustIn(delegated)));
    const { Credentials: given } = await assumeRole(functionIn(delegated));
    const { $metadata, ...identity } = await new STSClient(configIn(given)).send(
      new GetCallerIdentityCommand({}),
    );
    expect(identity).to.deep.equal({
      UserId: 'AROAEXAMPLE333333333:aws-config-rule',
      Account: '333333333333',
      Arn: 'arn:aws:sts::333333333333:assumed-role/Evaluation/aws-config-rule',
    });
  });

  it("gives a session that may do what the role's policies allow, in the account of the role", async () => {
    const rootUser = { ...bareRootUser, password: true, accessKeys: 1 };
    serve(anAccount({ ...member, rootUser }), evaluation(trustIn(delegated)));
    const { Credentials: given } = await assumeRole(functionIn(delegated));
    const { SummaryMap } = await new IAMClient(configIn(given)).send(new GetAccountSummaryCommand({}));
    expect(SummaryMap).to.include({ AccountPasswordPresent: 1, AccountAccessKeysPresent: 1 });
  });

  const beyond: Record<string, (config: ClientConfig) => Promise<unknown>> = {
    'iam:ListVirtualMFADevices': (config) => new IAMClient(config).send(new ListVirtualMFADevicesCommand({})),
    'config:PutEvaluations': (config) =>
      new ConfigServiceClient(config).send(new PutEvaluationsCommand({ ResultToken: 'x', TestMode: true })),
    'sts:AssumeRole': (config) => new STSClient(config).send(new AssumeRoleCommand(request)),
  };
  for (const [action, send] of Object.entries(beyond)) {
    it(`gives a session that may not ${action}, whatever the caller may`, async () => {
      serve(member, evaluation(trustIn(delegated)));
      const caller = functionIn(delegated, allow('*'));
      const { Credentials: given } = await assumeRole(caller);
      const error = await rejection(send(configIn(given)));
      expect(error.message).to.match(
        new RegExp(
          '^User: arn:aws:sts::333333333333:assumed-role/Evaluation/aws-config-rule is not authorized to perform: ' +
            `${action} on resource: \\S+ because no identity-based policy allows the ${action} action$`,
        ),
      );
    });
  }

  it('gives sessions of their own to every caller', async () => {
    serve(member, evaluation(trustIn(delegated)));
    const caller = functionIn(delegated);
    const sessions = await Promise.all([assumeRole(caller), assumeRole(caller)]);
    const keys = sessions.map(({ Credentials: given }) => given?.AccessKeyId);
    expect(new Set(keys)).to.have.property('size', 2);
  });

  it("gives a session that the account's faults meet", async () => {
    const faults = [{ operation: 'iam:GetAccountSummary', fault: 'denied-by-scp' }] as const;
    serve({ ...member, faults }, evaluation(trustIn(delegated)));
    const { Credentials: given } = await assumeRole(functionIn(delegated));
    const error = await rejection(new IAMClient(configIn(given)).send(new GetAccountSummaryCommand({})));
    expect(error.message).to.match(/with an explicit deny in a service control policy$/);
  });

  for (const DurationSeconds of [900, 3600]) {
    it(`gives a session of ${DurationSeconds} seconds`, async () => {
      serve(member, evaluation(trustIn(delegated)));
      const { Credentials: given } = await assumeRole(functionIn(delegated), { DurationSeconds });
      expect(given).to.have.property('AccessKeyId');
    });
  }
});
