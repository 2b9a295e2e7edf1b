import { expect } from 'chai';
import type { AwsCall } from '../../../rules/aws.ts';
import { rootUserEvidence } from '../../../rules/root-user-mfa-enabled/evidence.ts';
import type { RootUserEvidence } from '../../../rules/root-user-mfa-enabled/rule.ts';
import { rejection } from '../../rejection.ts';
import {
  type Answer,
  accountSummaryXml,
  deviceXml,
  queryErrorXml,
  type ScriptedAws,
  scriptedAws,
  virtualMfaDevicesXml,
} from '../../scripted-aws.ts';

const account = { id: '111122223333', partition: 'aws' };
const root = 'arn:aws:iam::111122223333:root';
const summary = {
  Users: 3,
  AccountMFAEnabled: 0,
  AccountPasswordPresent: 0,
  AccountAccessKeysPresent: 0,
  AccountSigningCertificatesPresent: 0,
};

describe('rules/root-user-mfa-enabled/evidence', () => {
  let aws: ScriptedAws;
  let actions: string[];
  afterEach(() => aws.close());

  /** Evidence of an AWS that answers with the script; the calls go out as the rule's runner lets them. */
  async function evidence(answers: readonly Answer[], of = account): Promise<RootUserEvidence> {
    aws = await scriptedAws(answers);
    actions = [];
    const call: AwsCall = (action, send) => {
      actions.push(action);
      return send({ abortSignal: new AbortController().signal });
    };
    return rootUserEvidence({ account: of, call, clientConfig: aws.clientConfig });
  }

  describe('accountSummary', () => {
    const read: [string, Record<string, number>, object][] = [
      [
        'nothing there',
        summary,
        {
          mfaEnabled: false,
          credentials: { password: false, accessKeys: false, signingCertificates: false },
        },
      ],
      [
        'everything there',
        {
          AccountMFAEnabled: 1,
          AccountPasswordPresent: 1,
          AccountAccessKeysPresent: 2,
          AccountSigningCertificatesPresent: 1,
        },
        { mfaEnabled: true, credentials: { password: true, accessKeys: true, signingCertificates: true } },
      ],
      [
        'credentials not reported',
        { AccountMFAEnabled: 0 },
        {
          mfaEnabled: false,
          credentials: { password: undefined, accessKeys: undefined, signingCertificates: undefined },
        },
      ],
    ];
    for (const [name, values, expected] of read) {
      it(`reads: ${name}`, async () => {
        const answer = await (await evidence([{ body: accountSummaryXml(values) }])).accountSummary();
        expect(answer).to.deep.equal(expected);
        expect(aws.requests).to.deep.equal([
          { operation: 'GetAccountSummary', body: 'Action=GetAccountSummary&Version=2010-05-08' },
        ]);
        expect(actions).to.deep.equal(['iam:GetAccountSummary']);
      });
    }

    const flags = ['AccountMFAEnabled', 'AccountPasswordPresent'];
    const counts = ['AccountAccessKeysPresent', 'AccountSigningCertificatesPresent'];
    const odd = [
      ...['yes', '-1', '1.5', '2', 'Infinity'].flatMap((value) => flags.map((key) => [key, value] as const)),
      ...['yes', '-1', '1.5', 'Infinity'].flatMap((value) => counts.map((key) => [key, value] as const)),
    ];
    for (const [key, value] of odd) {
      it(`refuses ${key} ${value}`, async () => {
        const root = await evidence([{ body: accountSummaryXml({ ...summary, [key]: value }) }]);
        const error = await rejection(root.accountSummary());
        expect(error.message).to.match(
          new RegExp(`^answer.SummaryMap.${key}: expected .+, got (-?[\\d.]+|NaN|Infinity)$`),
        );
      });
    }

    it('refuses an answer without AccountMFAEnabled', async () => {
      const { AccountMFAEnabled: _, ...rest } = summary;
      const root = await evidence([{ body: accountSummaryXml(rest) }]);
      expect((await rejection(root.accountSummary())).message).to.equal(
        'answer.SummaryMap.AccountMFAEnabled: expected a value, got nothing',
      );
    });

    it('refuses an answer without SummaryMap', async () => {
      const root = await evidence([
        { body: '<GetAccountSummaryResponse><GetAccountSummaryResult/></GetAccountSummaryResponse>' },
      ]);
      expect((await rejection(root.accountSummary())).message).to.equal(
        'answer.SummaryMap: expected a value, got nothing',
      );
    });

    it('lets a denied call through as the SDK has it', async () => {
      const root = await evidence([{ status: 403, body: queryErrorXml('AccessDenied', 'no') }]);
      const error = await rejection(root.accountSummary());
      expect({ name: error.name, message: error.message }).to.deep.equal({
        name: 'AccessDenied',
        message: 'no',
      });
    });
  });

  describe('hasVirtualMfaDevice', () => {
    const page = (devices: string, more = '<IsTruncated>false</IsTruncated>') => ({
      body: virtualMfaDevicesXml(`${more}<VirtualMFADevices>${devices}</VirtualMFADevices>`),
    });
    const next = (marker: string) => `<IsTruncated>true</IsTruncated><Marker>${marker}</Marker>`;
    const rootDevice = deviceXml('arn:aws:iam::111122223333:mfa/phone', root);
    const userDevice = deviceXml(
      'arn:aws:iam::111122223333:mfa/root-account-mfa-device',
      'arn:aws:iam::111122223333:user/rooter',
    );

    const found: [string, Answer[], boolean][] = [
      ['no device', [page('')], false],
      ["the root user's device, whatever its serial number", [page(rootDevice)], true],
      ["a user's device with the root user's serial number", [page(userDevice)], false],
      [
        'a user called root',
        [page(deviceXml('arn:aws:iam::111122223333:mfa/a', `${root.replace(':root', ':user/root')}`))],
        false,
      ],
      [
        'the root user of another account',
        [page(deviceXml('arn:aws:iam::1:mfa/a', 'arn:aws:iam::999999999999:root'))],
        false,
      ],
      [
        'the root user in another partition',
        [page(deviceXml('arn:aws:iam::1:mfa/a', root.replace('aws', 'aws-cn')))],
        false,
      ],
      ['among others', [page(userDevice + rootDevice)], true],
      ['on the second page', [page(userDevice, next('a')), page(rootDevice)], true],
      ['on no page', [page(userDevice, next('a')), page('', next('b')), page(userDevice)], false],
      ['on the first page: no other is read', [page(rootDevice, next('a'))], true],
    ];
    for (const [name, answers, expected] of found) {
      it(`${expected ? 'finds' : 'does not find'}: ${name}`, async () => {
        expect(await (await evidence(answers)).hasVirtualMfaDevice()).to.equal(expected);
        expect(aws.requests).to.have.length(answers.length);
        expect(actions).to.deep.equal(answers.map(() => 'iam:ListVirtualMFADevices'));
      });
    }

    it('knows the root user in its own partition', async () => {
      const device = deviceXml('arn:aws-cn:iam::111122223333:mfa/a', 'arn:aws-cn:iam::111122223333:root');
      const root = await evidence([page(device)], { ...account, partition: 'aws-cn' });
      expect(await root.hasVirtualMfaDevice()).to.equal(true);
    });

    it('asks for assigned devices, page after page', async () => {
      await (await evidence([page('', next('a')), page('')])).hasVirtualMfaDevice();
      const asked = 'Action=ListVirtualMFADevices&Version=2010-05-08&AssignmentStatus=Assigned';
      expect(aws.requests.map(({ body }) => body)).to.deep.equal([asked, `${asked}&Marker=a`]);
    });

    it('lets an empty marker pass where there is no more', async () => {
      const last = page('', '<IsTruncated>false</IsTruncated><Marker/>');
      expect(await (await evidence([last])).hasVirtualMfaDevice()).to.equal(false);
    });

    const refused: [string, Answer[], string][] = [
      ...['false', 'yes', '1'].map((text): [string, Answer[], string] => [
        `a marker where IsTruncated is ${text}`,
        [page('', `<IsTruncated>${text}</IsTruncated><Marker>a</Marker>`)],
        'answer.Marker: expected no marker where there is no more, got 1',
      ]),
      [
        'a marker for the second time',
        [page('', next('a')), page('', next('b')), page('', next('a'))],
        'expected each page to have a marker of its own, got the same marker twice',
      ],
      [
        'more to come without a marker',
        [page('', '<IsTruncated>true</IsTruncated>')],
        'answer.Marker: expected a value, got nothing',
      ],
      ['an empty marker', [page('', next(''))], 'answer.Marker: expected a marker, got 0'],
      [
        'no word on whether there is more',
        [page('', '')],
        'answer.IsTruncated: expected (false | true), got nothing',
      ],
      [
        'no list',
        [{ body: virtualMfaDevicesXml('<IsTruncated>false</IsTruncated>') }],
        'answer.VirtualMFADevices: expected a value, got nothing',
      ],
      [
        'a device of nobody',
        [page('<member><SerialNumber>arn:aws:iam::111122223333:mfa/a</SerialNumber></member>')],
        'answer.VirtualMFADevices[0].User: expected a value, got nothing',
      ],
      ...[
        '',
        'garbage',
        ` ${root}`,
        `${root} `,
        `${root}er`,
        'arn:aws:iam::111122223333:role/a',
        'arn:aws:iam::111122223333:user/',
        'arn:aws:iam::11112222333:root',
      ].map((arn): [string, Answer[], string] => [
        `a device of ${JSON.stringify(arn)}`,
        [page(deviceXml('serial', arn))],
        `answer.VirtualMFADevices[0].User.Arn: expected the ARN of a root user or an IAM user, got "${arn}"`,
      ]),
      [
        'a device of a user without ARN',
        [page('<member><SerialNumber>s</SerialNumber><User><UserId>u</UserId></User></member>')],
        'answer.VirtualMFADevices[0].User.Arn: expected a value, got nothing',
      ],
    ];
    for (const [name, answers, message] of refused) {
      it(`refuses ${name}`, async () => {
        const error = await rejection((await evidence(answers)).hasVirtualMfaDevice());
        expect(error.message).to.equal(message);
      });
    }
  });

  describe('organizationRole', () => {
    const organization = (id: string) => ({
      body: JSON.stringify({ Organization: { Id: 'o-1', MasterAccountId: id } }),
    });

    it('management: the organization names this account', async () => {
      expect(await (await evidence([organization(account.id)])).organizationRole()).to.equal('management');
      expect(aws.requests).to.deep.equal([{ operation: 'DescribeOrganization', body: '{}' }]);
      expect(actions).to.deep.equal(['organizations:DescribeOrganization']);
    });

    it('member: the organization names another', async () => {
      expect(await (await evidence([organization('999999999999')])).organizationRole()).to.equal('member');
    });

    it('none: AWSOrganizationsNotInUseException', async () => {
      const body = JSON.stringify({ __type: 'AWSOrganizationsNotInUseException', Message: 'not a member' });
      expect(await (await evidence([{ status: 400, body }])).organizationRole()).to.equal('none');
    });

    it('lets a denied call through as the SDK has it', async () => {
      const body = JSON.stringify({ __type: 'AccessDeniedException', Message: 'no' });
      const error = await rejection((await evidence([{ status: 400, body }])).organizationRole());
      expect(error.name).to.equal('AccessDeniedException');
    });

    const refused: [string, object, string][] = [
      ['no organization', {}, 'answer.Organization: expected a value, got nothing'],
      [
        'no account',
        { Organization: { Id: 'o-1' } },
        'answer.Organization.MasterAccountId: expected a value, got nothing',
      ],
      [
        'something that is no account',
        { Organization: { MasterAccountId: '1111222233334' } },
        'answer.Organization.MasterAccountId: expected a 12-digit account id, got "1111222233334"',
      ],
    ];
    for (const [name, answer, message] of refused) {
      it(`refuses ${name}`, async () => {
        const root = await evidence([{ body: JSON.stringify(answer) }]);
        expect((await rejection(root.organizationRole())).message).to.equal(message);
      });
    }
  });

  it("gives the account's partition without a call", async () => {
    const root = await evidence([], { ...account, partition: 'aws-us-gov' });
    expect(root.partition).to.equal('aws-us-gov');
    expect(aws.requests).to.deep.equal([]);
  });
});
