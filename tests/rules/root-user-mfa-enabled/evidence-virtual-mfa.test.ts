import { expect } from 'chai';
import { rejection } from '../../rejection.ts';
import { type Answer, deviceXml, virtualMfaDevicesXml } from '../../scripted-aws.ts';
import { account, evidenceOfEachTest } from './evidence-fixture.ts';

const root = 'arn:aws:iam::111122223333:root';

describe('rules/root-user-mfa-enabled/evidence: virtual MFA devices', () => {
  const { evidence, actions, requests } = evidenceOfEachTest();

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
        expect(requests()).to.have.length(answers.length);
        expect(actions()).to.deep.equal(answers.map(() => 'iam:ListVirtualMFADevices'));
      });
    }

    it("recognizes the root user of another partition's account", async () => {
      const device = deviceXml('arn:aws-cn:iam::111122223333:mfa/a', 'arn:aws-cn:iam::111122223333:root');
      const root = await evidence([page(device)], { ...account, partition: 'aws-cn' });
      expect(await root.hasVirtualMfaDevice()).to.equal(true);
    });

    it('asks for assigned devices, page after page', async () => {
      await (await evidence([page('', next('a')), page('')])).hasVirtualMfaDevice();
      const asked = 'Action=ListVirtualMFADevices&Version=2010-05-08&AssignmentStatus=Assigned';
      expect(requests().map(({ body }) => body)).to.deep.equal([asked, `${asked}&Marker=a`]);
    });

    it('accepts an empty marker on the last page', async () => {
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
      ['an empty marker', [page('', next(''))], 'answer.Marker: expected a marker, got ""'],
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
        'expected each device to name its owner, got one that does not',
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
        'expected each device to name its owner, got one that does not',
      ],
    ];
    it('believes a page in which one device has no owner and another is the root user’s', async () => {
      const ownerless = '<member><SerialNumber>s</SerialNumber></member>';
      expect(
        await (await evidence([page(ownerless + deviceXml('serial', root))])).hasVirtualMfaDevice(),
      ).to.equal(true);
    });

    for (const [name, answers, message] of refused) {
      it(`refuses ${name}`, async () => {
        const error = await rejection((await evidence(answers)).hasVirtualMfaDevice());
        expect(error.message).to.equal(message);
      });
    }
  });
});
