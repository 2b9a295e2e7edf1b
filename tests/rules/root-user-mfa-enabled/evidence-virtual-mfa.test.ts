import { expect } from 'chai';
import { rootUserEvidence } from '../../../rules/root-user-mfa-enabled/evidence.ts';
import { rejection } from '../../rejection.ts';
import { type Answer, account, awsOfEachTest, deviceXml, virtualMfaDevicesXml } from '../../scripted-aws.ts';

const ROOT = 'arn:aws:iam::111122223333:root';
const LAST = '<IsTruncated>false</IsTruncated>';

const page = (devices: string, more = LAST): Answer => ({
  body: virtualMfaDevicesXml(`${more}<VirtualMFADevices>${devices}</VirtualMFADevices>`),
});
const next = (marker: string) => `<IsTruncated>true</IsTruncated><Marker>${marker}</Marker>`;
const deviceOf = (arn: string) => deviceXml('arn:aws:iam::111122223333:mfa/phone', arn);
const rootDevice = deviceOf(ROOT);
const userDevice = deviceXml(
  'arn:aws:iam::111122223333:mfa/root-account-mfa-device',
  'arn:aws:iam::111122223333:user/rooter',
);
const ownerless = '<member><SerialNumber>arn:aws:iam::111122223333:mfa/a</SerialNumber></member>';
const withoutArn = '<member><SerialNumber>s</SerialNumber><User><UserId>u</UserId></User></member>';

describe('rules/root-user-mfa-enabled/evidence: virtual MFA devices', () => {
  const { answering, actions, requests } = awsOfEachTest();
  const evidence = async (answers: readonly Answer[], of = account) =>
    rootUserEvidence({ ...(await answering(...answers)), account: of });

  const found: Record<string, [answers: Answer[], expected: boolean]> = {
    'no device': [[page('')], false],
    "the root user's device, whatever its serial number": [[page(rootDevice)], true],
    "a user's device with the root user's serial number": [[page(userDevice)], false],
    'a user called root': [[page(deviceOf(ROOT.replace(':root', ':user/root')))], false],
    'the root user of another account': [[page(deviceOf('arn:aws:iam::999999999999:root'))], false],
    'the root user in another partition': [[page(deviceOf(ROOT.replace('aws', 'aws-cn')))], false],
    "the root user's device among others": [[page(userDevice + rootDevice)], true],
    "the root user's device beside one without an owner": [[page(ownerless + rootDevice)], true],
    "the root user's device on the second page": [[page(userDevice, next('a')), page(rootDevice)], true],
    "the root user's device on the first page, and reads no other": [[page(rootDevice, next('a'))], true],
    'only other devices on all pages': [
      [page(userDevice, next('a')), page('', next('b')), page(userDevice)],
      false,
    ],
    'an empty marker on the last page': [[page('', `${LAST}<Marker/>`)], false],
  };
  for (const [name, [answers, expected]] of Object.entries(found)) {
    it(`is ${expected} for ${name}`, async () => {
      expect(await (await evidence(answers)).hasVirtualMfaDevice()).to.equal(expected);
      expect(requests()).to.have.length(answers.length);
      expect(actions()).to.deep.equal(answers.map(() => 'iam:ListVirtualMFADevices'));
    });
  }

  it("recognizes the root user of another partition's account", async () => {
    const devices = page(deviceOf('arn:aws-cn:iam::111122223333:root'));
    const root = await evidence([devices], { ...account, partition: 'aws-cn' });
    expect(await root.hasVirtualMfaDevice()).to.equal(true);
  });

  it('asks for assigned devices, page after page', async () => {
    await (await evidence([page('', next('a')), page('')])).hasVirtualMfaDevice();
    const asked = 'Action=ListVirtualMFADevices&Version=2010-05-08&AssignmentStatus=Assigned';
    expect(requests().map(({ body }) => body)).to.deep.equal([asked, `${asked}&Marker=a`]);
  });

  const NO_OWNER = 'expected each device to name its owner, got one that does not';
  const refused: Record<string, [answers: Answer[], message: string]> = {
    'a marker for the second time': [
      [page('', next('a')), page('', next('b')), page('', next('a'))],
      'expected each page to have a marker of its own, got the same marker twice',
    ],
    'more to come without a marker': [
      [page('', '<IsTruncated>true</IsTruncated>')],
      'answer.Marker: expected a value, got nothing',
    ],
    'an empty marker': [[page('', next(''))], 'answer.Marker: expected a marker, got ""'],
    'no word on whether there is more': [
      [page('', '')],
      'answer.IsTruncated: expected (false | true), got nothing',
    ],
    'no list': [
      [{ body: virtualMfaDevicesXml(LAST) }],
      'answer.VirtualMFADevices: expected a value, got nothing',
    ],
    'a device without an owner': [[page(ownerless)], NO_OWNER],
    'a device of a user without ARN': [[page(withoutArn)], NO_OWNER],
  };
  for (const text of ['false', 'yes', '1']) {
    refused[`a marker where IsTruncated is ${text}`] = [
      [page('', `<IsTruncated>${text}</IsTruncated><Marker>a</Marker>`)],
      'answer.Marker: expected no marker where there is no more, got 1',
    ];
  }
  const users = ['role/a', 'user/'].map((user) => `arn:aws:iam::111122223333:${user}`);
  for (const arn of ['', 'garbage', ` ${ROOT}`, `${ROOT} `, `${ROOT}er`, ROOT.replace('1', ''), ...users]) {
    refused[`a device of ${JSON.stringify(arn)}`] = [
      [page(deviceOf(arn))],
      `answer.VirtualMFADevices[0].User.Arn: expected the ARN of a root user or an IAM user, got "${arn}"`,
    ];
  }
  for (const [name, [answers, message]] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      const error = await rejection((await evidence(answers)).hasVirtualMfaDevice());
      expect(error.message).to.equal(message);
    });
  }
});
