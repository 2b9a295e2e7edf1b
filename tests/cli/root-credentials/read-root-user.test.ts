import { expect } from 'chai';
import { readRootUser } from '../../../cli/root-credentials/read-root-user.ts';
import { rejection } from '../../rejection.ts';
import type { Answer } from '../../scripted-aws.ts';
import { answer, failure, list, scriptedSession } from './scripted-session.ts';

const IsTruncated = false;
const keyPage = (AccessKeyId: string, Status: string, end: object = { IsTruncated }) =>
  answer('ListAccessKeys', { AccessKeyMetadata: [{ AccessKeyId, Status }], ...end });
const lastUsed = (use: object) => answer('GetAccessKeyLastUsed', { AccessKeyLastUsed: use });

const virtual = 'arn:aws:iam::111122223333:mfa/phone';
const unknown = 'arn:aws:iam::111122223333:sms-mfa/old';
const foreign = 'arn:aws:iam::222233334444:mfa/phone';
const user = [
  answer('GetLoginProfile', { LoginProfile: { CreateDate: '2026-01-01T00:00:00Z' } }),
  keyPage('AKIA1', 'Active', { IsTruncated: true, Marker: 'more' }),
  keyPage('AKIA2', 'Inactive'),
  lastUsed({ Region: 'N/A', ServiceName: 'N/A' }),
  lastUsed({ LastUsedDate: '2026-01-02T03:04:05Z', Region: 'us-east-1', ServiceName: 's3' }),
  list('ListSigningCertificates', { CertificateId: 'CERT1' }),
  list('ListMFADevices', { SerialNumber: virtual }, { SerialNumber: unknown }),
];

describe('cli/root-credentials/read-root-user', () => {
  const { answered, sent } = scriptedSession();

  async function read(answers: Answer[]) {
    const { calls, clientConfig } = await answered(...answers);
    const account = { id: '111122223333', partition: 'aws' };
    return readRootUser({ account, call: calls().call, clientConfig });
  }

  it('reads all that the root user has, with each page of a list', async () => {
    expect(await read(user)).to.deep.equal({
      password: true,
      accessKeys: [
        { id: 'AKIA1', status: 'Active', lastUsed: null },
        {
          id: 'AKIA2',
          status: 'Inactive',
          lastUsed: { date: '2026-01-02T03:04:05.000Z', service: 's3', region: 'us-east-1' },
        },
      ],
      signingCertificates: ['CERT1'],
      mfaDevices: [
        { serialNumber: virtual, kind: 'virtual' },
        { serialNumber: unknown, kind: 'unknown kind' },
      ],
    });
    expect(sent()).to.deep.equal([
      { Action: 'GetLoginProfile' },
      { Action: 'ListAccessKeys' },
      { Action: 'ListAccessKeys', Marker: 'more' },
      { Action: 'GetAccessKeyLastUsed', AccessKeyId: 'AKIA1' },
      { Action: 'GetAccessKeyLastUsed', AccessKeyId: 'AKIA2' },
      { Action: 'ListSigningCertificates' },
      { Action: 'ListMFADevices' },
    ]);
  });

  const odd: Record<string, [index: number, given: Answer, error: string]> = {
    'a refused password': [0, failure(403, 'AccessDenied'), 'iam:GetLoginProfile: AccessDenied: the reason.'],
    'a password without a date': [0, answer('GetLoginProfile', {}), 'iam:GetLoginProfile: answer'],
    'no list of keys': [1, answer('ListAccessKeys', { IsTruncated }), 'answer.AccessKeyMetadata: expected'],
    'a page that is not the last and has no marker': [
      1,
      keyPage('AKIA1', 'Active', { IsTruncated: true }),
      'iam:ListAccessKeys: expected a marker where there is more, and none where there is not.',
    ],
    'a marker after the last page': [
      1,
      keyPage('AKIA1', 'Active', { IsTruncated, Marker: 'more' }),
      'iam:ListAccessKeys: expected a marker where there is more, and none where there is not.',
    ],
    'a list that never ends': [
      2,
      keyPage('AKIA1', 'Active', { IsTruncated: true, Marker: 'more' }),
      'iam:ListAccessKeys: expected each page once, got more again.',
    ],
    'no answer about the use of a key': [
      3,
      answer('GetAccessKeyLastUsed', {}),
      'iam:GetAccessKeyLastUsed: answer.AccessKeyLastUsed: expected',
    ],
    'a key that a service was called with at no time': [
      3,
      lastUsed({ Region: 'us-east-1', ServiceName: 's3' }),
      'expected a date where there is a service',
    ],
    'no list of certificates': [
      5,
      answer('ListSigningCertificates', { IsTruncated }),
      'iam:ListSigningCertificates: answer.Certificates: expected',
    ],
    'no list of MFA devices': [
      6,
      answer('ListMFADevices', { IsTruncated }),
      'iam:ListMFADevices: answer.MFADevices: expected',
    ],
    'a device of another account': [
      6,
      list('ListMFADevices', { SerialNumber: foreign }),
      `iam:ListMFADevices: expected a device of account 111122223333, got ${foreign}.`,
    ],
  };
  for (const [title, [index, given, error]] of Object.entries(odd)) {
    it(`fails on ${title}`, async () => {
      expect((await rejection(read(user.with(index, given)))).message).to.include(error);
    });
  }
});
