import { STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import { awsCalls } from '../../../aws/call.ts';
import { adviceIn } from '../../../cli/dry-run/caller-advice.ts';
import type { CallerSession } from '../../../cli/dry-run/session.ts';
import type { Deletion } from '../../../cli/root-credentials/delete-account.ts';
import { memberRootUser } from '../../../cli/root-credentials/member-root-user.ts';
import { rejection } from '../../rejection.ts';
import {
  type Answer,
  accountSummaryXml,
  assumedRoleXml,
  queryErrorXml,
  type ScriptedAws,
  scriptedAws,
} from '../../scripted-aws.ts';

const account = { id: '111122223333', partition: 'aws' };

/** AssumeRoot's answer. */
const opened: Answer = { body: assumedRoleXml('unused').replaceAll('AssumeRole', 'AssumeRoot') };
const done: Answer = { body: '<Response><ResponseMetadata/></Response>' };
const failure = (status: number, code: string): Answer => ({
  status,
  body: queryErrorXml(code, 'the reason'),
});
const gone = failure(404, 'NoSuchEntity');
const password: Answer = {
  body:
    '<GetLoginProfileResponse><GetLoginProfileResult><LoginProfile><CreateDate>2026-01-01T00:00:00Z</CreateDate>' +
    '</LoginProfile></GetLoginProfileResult></GetLoginProfileResponse>',
};
const bare = accountSummaryXml({
  AccountMFAEnabled: 0,
  AccountPasswordPresent: 0,
  AccountAccessKeysPresent: 0,
  AccountSigningCertificatesPresent: 0,
});

describe('cli/root-credentials/member-root-user', () => {
  let aws: ScriptedAws;
  let pauses: number[];
  afterEach(() => aws.close());

  async function access(...answers: Answer[]) {
    aws = await scriptedAws(answers);
    pauses = [];
    const { clientConfig } = aws;
    const calls = () => awsCalls({ deadline: new AbortController().signal, advise: adviceIn() });
    const session = {
      account,
      sts: new STSClient(clientConfig),
      clientConfig,
      calls,
    } as unknown as CallerSession;
    const sleep = (async (pause: number) => pauses.push(pause)) as unknown as Parameters<
      typeof memberRootUser
    >[2];
    return memberRootUser(session, account, sleep);
  }
  const sent = () =>
    aws.requests.map(({ body }) => {
      const { Version, ...fields } = Object.fromEntries(new URLSearchParams(body));
      return fields;
    });
  const session = (taskPolicy: string) => ({
    Action: 'AssumeRoot',
    TargetPrincipal: '111122223333',
    'TaskPolicyArn.arn': `arn:aws:iam::aws:policy/root-task/${taskPolicy}`,
    DurationSeconds: '900',
  });

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
      expect(aws.signers).to.deep.equal(['AKIAEXAMPLE', ...Array(5).fill('ASIAMEMBER')]);
    });

    it('deactivates no MFA device while IAM still has a password', async () => {
      const { delete: remove } = await access(opened, ...Array(5).fill(password));
      const error = await rejection(remove({ action: 'DeactivateMFADevice', id: 'GAHT12345678' }));
      expect(error.message).to.equal('The root user still has a password, so MFA stays on.');
      expect(aws.requests.map(({ operation }) => operation)).to.not.include('DeactivateMFADevice');
      expect(pauses).to.deep.equal([1_000, 2_000, 4_000, 8_000]);
    });

    it('succeeds where the credential is gone already', async () => {
      const { delete: remove } = await access(opened, gone);
      expect(await remove(key)).to.equal('gone already');
    });

    it('opens another session when one expires, once', async () => {
      const expired = failure(403, 'ExpiredToken');
      const { delete: remove } = await access(opened, expired, opened, done);
      expect(await remove(key)).to.equal('done');
      await aws.close();
      const again = await access(opened, expired, opened, expired);
      expect((await rejection(again.delete(key))).message).to.match(
        /^iam:DeleteAccessKey: ExpiredToken: the reason\./,
      );
      expect(aws.requests).to.have.length(4);
    });

    it('fails as AWS refuses, and quotes no secret', async () => {
      const quoting = {
        status: 403,
        body: queryErrorXml('AccessDenied', 'the-member-token, the-member-secret'),
      };
      const { delete: remove } = await access(opened, quoting);
      expect((await rejection(remove(key))).message).to.match(
        /^iam:DeleteAccessKey: AccessDenied: \(secret\), \(secret\)\./,
      );
    });
  });

  describe('prove', () => {
    it('reads the summary in a session that can only audit, and evaluates the rule', async () => {
      const { prove } = await access(opened, { body: bare });
      expect(await prove()).to.deep.equal({
        remains: [],
        verdict: 'NOT_APPLICABLE (member-without-credentials)',
      });
      expect(sent()).to.deep.equal([session('IAMAuditRootUserCredentials'), { Action: 'GetAccountSummary' }]);
      expect(pauses).to.deep.equal([]);
    });

    it('waits while IAM still counts what was deleted', async () => {
      const stale = {
        body: bare.replace('AccountPasswordPresent</key><value>0', 'AccountPasswordPresent</key><value>1'),
      };
      const { prove } = await access(opened, stale, stale, { body: bare });
      expect(await prove()).to.have.deep.property('remains', []);
      expect(pauses).to.deep.equal([1_000, 2_000]);
    });

    it('names what remains in the end, and what the rule makes of it', async () => {
      const all = { body: bare.replaceAll('<value>0', '<value>1') };
      const { prove } = await access(opened, all, all, all, all, all);
      expect(await prove()).to.deep.equal({
        remains: ['the password', 'access keys', 'signing certificates', 'MFA devices'],
        verdict: 'COMPLIANT (mfa-enabled)',
      });
    });
  });

  it('reads again, with pauses, until what it finds is settled', async () => {
    const list = (operation: string, items: string, inside = ''): Answer => ({
      body:
        `<${operation}Response><${operation}Result><${items}>${inside}</${items}><IsTruncated>false</IsTruncated>` +
        `</${operation}Result></${operation}Response>`,
    });
    const key = '<member><AccessKeyId>AKIA1</AccessKeyId><Status>Active</Status></member>';
    const stale = list('ListAccessKeys', 'AccessKeyMetadata', key);
    const lists = [
      list('ListAccessKeys', 'AccessKeyMetadata'),
      list('ListSigningCertificates', 'Certificates'),
      list('ListMFADevices', 'MFADevices'),
    ];
    const { read } = await access(opened, password, ...lists, gone, stale, gone, gone, ...lists);
    expect(await read((found) => !found.password)).to.include({ password: false });
    expect(pauses).to.deep.equal([1_000, 2_000]);
  });

  it('reads in a session that can only audit', async () => {
    const { read } = await access(opened, failure(403, 'AccessDenied'));
    expect((await rejection(read(() => true))).message).to.match(/^iam:GetLoginProfile: AccessDenied/);
    expect(sent()[0]).to.deep.equal(session('IAMAuditRootUserCredentials'));
  });
});
