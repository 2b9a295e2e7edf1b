import { expect } from 'chai';
import { awsCalls } from '../../../aws/call.ts';
import { adviceIn } from '../../../cli/dry-run/caller-advice.ts';
import { readRootUser } from '../../../cli/root-credentials/read-root-user.ts';
import { rejection } from '../../rejection.ts';
import { type Answer, queryErrorXml, type ScriptedAws, scriptedAws } from '../../scripted-aws.ts';

const failure = (status: number, code: string): Answer => ({
  status,
  body: queryErrorXml(code, 'the reason'),
});
const result = (operation: string, inside: string): Answer => ({
  body: `<${operation}Response><${operation}Result>${inside}</${operation}Result></${operation}Response>`,
});
const END = '<IsTruncated>false</IsTruncated>';

describe('cli/root-credentials/read-root-user', () => {
  let aws: ScriptedAws;
  afterEach(() => aws.close());

  async function access(...answers: Answer[]) {
    aws = await scriptedAws(answers);
    const { clientConfig } = aws;
    const { call } = awsCalls({ deadline: new AbortController().signal, advise: adviceIn() });
    return () => readRootUser({ account: { id: '111122223333', partition: 'aws' }, call, clientConfig });
  }
  const sent = () =>
    aws.requests.map(({ body }) => {
      const { Version, ...fields } = Object.fromEntries(new URLSearchParams(body));
      return fields;
    });

  const user: Answer[] = [
    result('GetLoginProfile', '<LoginProfile><CreateDate>2026-01-01T00:00:00Z</CreateDate></LoginProfile>'),
    result(
      'ListAccessKeys',
      '<AccessKeyMetadata><member><AccessKeyId>AKIA1</AccessKeyId><Status>Active</Status></member></AccessKeyMetadata>' +
        '<IsTruncated>true</IsTruncated><Marker>more</Marker>',
    ),
    result(
      'ListAccessKeys',
      `<AccessKeyMetadata><member><AccessKeyId>AKIA2</AccessKeyId><Status>Inactive</Status></member></AccessKeyMetadata>${END}`,
    ),
    result(
      'GetAccessKeyLastUsed',
      '<AccessKeyLastUsed><Region>N/A</Region><ServiceName>N/A</ServiceName></AccessKeyLastUsed>',
    ),
    result(
      'GetAccessKeyLastUsed',
      '<AccessKeyLastUsed><LastUsedDate>2026-01-02T03:04:05Z</LastUsedDate><Region>us-east-1</Region>' +
        '<ServiceName>s3</ServiceName></AccessKeyLastUsed>',
    ),
    result(
      'ListSigningCertificates',
      `<Certificates><member><CertificateId>CERT1</CertificateId></member></Certificates>${END}`,
    ),
    result(
      'ListMFADevices',
      '<MFADevices><member><SerialNumber>arn:aws:iam::111122223333:mfa/phone</SerialNumber></member>' +
        `<member><SerialNumber>arn:aws:iam::111122223333:sms-mfa/old</SerialNumber></member></MFADevices>${END}`,
    ),
  ];

  it('reads all that the root user has, with each page of a list', async () => {
    const read = await access(...user);
    expect(await read()).to.deep.equal({
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
        { serialNumber: 'arn:aws:iam::111122223333:mfa/phone', kind: 'virtual' },
        { serialNumber: 'arn:aws:iam::111122223333:sms-mfa/old', kind: 'unknown kind' },
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

  const odd: [title: string, index: number, answer: Answer, error: RegExp][] = [
    ['a refused password', 0, failure(403, 'AccessDenied'), /^iam:GetLoginProfile: AccessDenied/],
    ['a password without a date', 0, result('GetLoginProfile', ''), /^iam:GetLoginProfile: answer/],
    ['no list of keys', 1, result('ListAccessKeys', END), /AccessKeyMetadata/],
    [
      'a page that is not the last and has no marker',
      1,
      result('ListAccessKeys', '<AccessKeyMetadata/><IsTruncated>true</IsTruncated>'),
      /expected a marker/,
    ],
    [
      'a marker after the last page',
      1,
      result('ListAccessKeys', `<AccessKeyMetadata/>${END}<Marker>more</Marker>`),
      /expected a marker/,
    ],
    ['no answer about the use of a key', 3, result('GetAccessKeyLastUsed', ''), /AccessKeyLastUsed/],
    [
      'a key that a service was called with at no time',
      3,
      result(
        'GetAccessKeyLastUsed',
        '<AccessKeyLastUsed><Region>us-east-1</Region><ServiceName>s3</ServiceName></AccessKeyLastUsed>',
      ),
      /expected a date where there is a service/,
    ],
    ['no list of certificates', 5, result('ListSigningCertificates', END), /Certificates/],
    ['no list of MFA devices', 6, result('ListMFADevices', END), /MFADevices/],
    [
      'a device of another account',
      6,
      result(
        'ListMFADevices',
        `<MFADevices><member><SerialNumber>arn:aws:iam::222233334444:mfa/phone</SerialNumber></member></MFADevices>${END}`,
      ),
      /expected a device of account 111122223333, got arn:aws:iam::222233334444:mfa\/phone/,
    ],
  ];
  for (const [title, index, answer, error] of odd) {
    it(`fails on ${title}`, async () => {
      const read = await access(...user.with(index, answer));
      expect((await rejection(read())).message).to.match(error);
    });
  }

  it('gives up a list that never ends', async () => {
    const page = result(
      'ListAccessKeys',
      '<AccessKeyMetadata/><IsTruncated>true</IsTruncated><Marker>more</Marker>',
    );
    const read = await access(user[0] as Answer, page, page);
    expect((await rejection(read())).message).to.equal(
      'iam:ListAccessKeys: expected each page once, got more again.',
    );
  });
});
