import type { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { AwsCallError } from '../../../aws/call.ts';
import { type Deletion, memberRootUser } from '../../../cli/root-credentials/member-root-user.ts';
import { rejection } from '../../rejection.ts';
import { type Answer, accountSummaryXml } from '../../scripted-aws.ts';
import { answer, failure, list, opened, scriptedSession, signInPage } from './scripted-session.ts';

const done = answer('Delete', {});
const gone = failure(404, 'NoSuchEntity');
const expired = failure(403, 'ExpiredToken');
const password = answer('GetLoginProfile', { LoginProfile: { CreateDate: '2026-01-01T00:00:00Z' } });
const summary = (AccountMFAEnabled: number, AccountPasswordPresent: number, others: number): Answer => ({
  body: accountSummaryXml({
    AccountMFAEnabled,
    AccountPasswordPresent,
    AccountAccessKeysPresent: others,
    AccountSigningCertificatesPresent: others,
  }),
});
const session = (taskPolicy: string) => ({
  Action: 'AssumeRoot',
  TargetPrincipal: '111122223333',
  'TaskPolicyArn.arn': `arn:aws:iam::aws:policy/root-task/${taskPolicy}`,
  DurationSeconds: '900',
});

describe('cli/root-credentials/member-root-user', () => {
  const { answered, sent, signers } = scriptedSession();
  const actions = () => sent().map(({ Action }) => Action);
  let pauses: number[];

  async function access(...answers: Answer[]) {
    pauses = [];
    const sleep = (async (pause: number) => pauses.push(pause)) as unknown as typeof setTimeout;
    return memberRootUser(await answered(...answers), '111122223333', sleep);
  }

  describe('delete', () => {
    const key: Deletion = { action: 'DeleteAccessKey', id: 'AKIA1' };

    it('deletes each kind of credential in one session that can only delete, without a user name', async () => {
      const { delete: remove } = await access(opened, done, done, done, gone, done);
      const deletions: Deletion[] = [
        key,
        { action: 'DeleteSigningCertificate', id: 'CERT1' },
        { action: 'DeleteLoginProfile' },
        { action: 'DeactivateMFADevice', id: 'GAHT12345678' },
      ];
      for (const deletion of deletions) expect(await remove(deletion)).to.equal('done');
      expect(sent()).to.deep.equal([
        session('IAMDeleteRootUserCredentials'),
        { Action: 'DeleteAccessKey', AccessKeyId: 'AKIA1' },
        { Action: 'DeleteSigningCertificate', CertificateId: 'CERT1' },
        { Action: 'DeleteLoginProfile' },
        { Action: 'GetLoginProfile' },
        { Action: 'DeactivateMFADevice', SerialNumber: 'GAHT12345678' },
      ]);
      expect(signers()).to.deep.equal(['AKIAEXAMPLE', ...Array(5).fill('ASIAMEMBER')]);
    });

    it('deactivates no MFA device while IAM still has a password', async () => {
      const { delete: remove } = await access(opened, ...Array(5).fill(password));
      const error = await rejection(remove({ action: 'DeactivateMFADevice', id: 'GAHT12345678' }));
      expect(error.message).to.equal('The root user still has a password, so MFA stays on.');
      expect(actions()).to.deep.equal(['AssumeRoot', ...Array(5).fill('GetLoginProfile')]);
      expect(pauses).to.deep.equal([1_000, 2_000, 4_000, 8_000]);
    });

    it('opens another session when one expires', async () => {
      const { delete: remove } = await access(opened, expired, opened, done);
      expect(await remove(key)).to.equal('done');
    });

    it('opens no third session', async () => {
      const { delete: remove } = await access(opened, expired, opened, expired);
      const { message } = await rejection(remove(key));
      expect(message).to.match(/^iam:DeleteAccessKey: ExpiredToken: the reason\./);
      expect(sent()).to.have.length(4);
    });

    it('fails as AWS refuses, and quotes no secret', async () => {
      const quoting = failure(403, 'AccessDenied', 'the-member-token, the-member-secret');
      const { delete: remove } = await access(opened, quoting);
      const { message } = await rejection(remove(key));
      expect(message).to.match(/^iam:DeleteAccessKey: AccessDenied: \(secret\), \(secret\)\./);
    });
  });

  describe('prove', () => {
    it('reads the summary in a session that can only audit, and evaluates the rule', async () => {
      const { prove } = await access(opened, summary(0, 0, 0));
      expect(await prove()).to.deep.equal({
        remains: [],
        verdict: 'NOT_APPLICABLE (member-without-credentials)',
      });
      expect(sent()).to.deep.equal([session('IAMAuditRootUserCredentials'), { Action: 'GetAccountSummary' }]);
      expect(pauses).to.deep.equal([]);
    });

    it('waits while IAM still counts what was deleted', async () => {
      const { prove } = await access(opened, summary(0, 1, 0), summary(0, 1, 0), summary(0, 0, 0));
      expect(await prove()).to.have.deep.property('remains', []);
      expect(pauses).to.deep.equal([1_000, 2_000]);
    });

    it('names what remains in the end, and what the rule makes of it', async () => {
      const { prove } = await access(opened, ...Array(5).fill(summary(1, 1, 1)));
      expect(await prove()).to.deep.equal({
        remains: ['the password', 'access keys', 'signing certificates', 'MFA devices'],
        verdict: 'COMPLIANT (mfa-enabled)',
      });
    });
  });

  it('reads in a session that can only audit, again with pauses until what it finds is settled', async () => {
    const stale = list('ListAccessKeys', { AccessKeyId: 'AKIA1', Status: 'Active' });
    const lists = [list('ListAccessKeys'), list('ListSigningCertificates'), list('ListMFADevices')];
    // The second time, IAM lists a key, and then knows nothing of its use.
    const { read } = await access(opened, password, ...lists, gone, stale, gone, gone, ...lists);
    expect(await read((found) => !found.password)).to.include({ password: false });
    expect(pauses).to.deep.equal([1_000, 2_000]);
    expect(sent()[0]).to.deep.equal(session('IAMAuditRootUserCredentials'));
    expect(actions().filter((action) => action === 'AssumeRoot')).to.have.length(1);
  });

  it('takes no answer that is not of IAM for password recovery', async () => {
    const { allowPasswordRecovery } = await access(opened, signInPage);
    const error = await rejection(allowPasswordRecovery());
    expect(error).to.be.instanceOf(AwsCallError);
    expect(error.message).to.match(/^iam:CreateLoginProfile: /);
    expect(sent()).to.deep.equal([session('IAMCreateRootUserPassword'), { Action: 'CreateLoginProfile' }]);
  });
});
