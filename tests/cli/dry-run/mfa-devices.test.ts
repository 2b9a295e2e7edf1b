import { expect } from 'chai';
import { AwsCallError, awsCalls } from '../../../aws/call.ts';
import { adviceIn } from '../../../cli/dry-run/caller-advice.ts';
import { readMfaDevices } from '../../../cli/dry-run/mfa-devices.ts';
import { rejection } from '../../rejection.ts';
import { type ScriptedAws, scriptedAws } from '../../scripted-aws.ts';

const account = { id: '111122223333', partition: 'aws' };

describe('cli/dry-run/mfa-devices', () => {
  let aws: ScriptedAws;
  afterEach(() => aws.close());

  /** The devices of an answer, by the inside of its result. */
  async function read(inside: string) {
    const body = `<ListMFADevicesResponse><ListMFADevicesResult>${inside}</ListMFADevicesResult></ListMFADevicesResponse>`;
    aws = await scriptedAws([{ body }]);
    return readMfaDevices({
      account,
      call: awsCalls({ deadline: new AbortController().signal, advise: adviceIn() }).call,
      clientConfig: aws.clientConfig,
    });
  }
  const whole = '<IsTruncated>false</IsTruncated>';
  const devices = (...serialNumbers: string[]) =>
    `<MFADevices>${serialNumbers.map((number) => `<member><SerialNumber>${number}</SerialNumber></member>`).join('')}</MFADevices>`;

  const kinds: Record<string, string> = {
    'arn:aws:iam::111122223333:mfa/root-account-mfa-device': 'virtual',
    'arn:aws:iam::111122223333:mfa/u2f/called-so': 'virtual',
    'arn:aws:iam::111122223333:u2f/root/testFidoKey-R1234': 'passkey or security key',
    GAHT12345678: 'hardware token',
    'SN-1234/5_6:7=8+9.0,@': 'hardware token',
  };
  for (const [serialNumber, kind] of Object.entries(kinds)) {
    it(`takes ${serialNumber} for: ${kind}`, async () => {
      expect(await read(whole + devices(serialNumber))).to.deep.equal([{ kind, serialNumber }]);
    });
  }

  it('lists devices of all kinds, of the user whose session it is', async () => {
    const found = await read(whole + devices(...Object.keys(kinds)));
    expect(found.map(({ kind }) => kind)).to.deep.equal(Object.values(kinds));
    expect(aws.requests).to.deep.equal([
      { operation: 'ListMFADevices', body: 'Action=ListMFADevices&Version=2010-05-08' },
    ]);
  });

  const refused: Record<string, [inside: string, message: RegExp]> = {
    'no device, where MFA is on': [
      whole + devices(),
      /expected a device, since MFA is on, got none\. Run the command again in a minute/,
    ],
    'no list': [whole, /answer\.MFADevices: expected/],
    'a device without a serial number': [
      `${whole}<MFADevices><member/></MFADevices>`,
      /SerialNumber: expected/,
    ],
    'an empty serial number': [whole + devices(''), /SerialNumber: expected a serial number/],
    'a kind that is not known': [
      whole + devices('arn:aws:iam::111122223333:sms-mfa/root'),
      /expected a device of a known kind of account 111122223333, got arn:aws:iam::111122223333:sms-mfa.root\. Whether this device is virtual is unknown: replace it/,
    ],
    'a device of another account': [
      whole + devices('arn:aws:iam::999999999999:u2f/root/key'),
      /of account 111122223333, got arn:aws:iam::999999999999/,
    ],
    'a device of another partition': [
      whole + devices('arn:aws-cn:iam::111122223333:mfa/a'),
      /got arn:aws-cn/,
    ],
    'a list that goes on without saying so': [
      `${whole}<Marker>m</Marker>${devices('GAHT12345678')}`,
      /answer\.Marker: expected no marker where there is no more/,
    ],
    'nine devices': [whole + devices(...Array(9).fill('GAHT12345678')), /expected at most 8 devices/],
    'a list that does not say whether it goes on': [
      devices('GAHT12345678'),
      /answer\.IsTruncated: expected (a value|false), got nothing/,
    ],
    'a list that goes on': [
      `<IsTruncated>true</IsTruncated><Marker>m</Marker>${devices('GAHT12345678')}`,
      /answer\.IsTruncated: expected false/,
    ],
  };
  for (const [name, [inside, message]] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      const error = await rejection(read(inside));
      expect(error).to.be.instanceOf(AwsCallError);
      expect(error.message)
        .to.match(/^iam:ListMFADevices: /)
        .and.match(message);
    });
  }
});
