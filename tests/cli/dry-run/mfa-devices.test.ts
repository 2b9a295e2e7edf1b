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
  const end = '<IsTruncated>false</IsTruncated>';
  const devices = (...serialNumbers: string[]) =>
    `<MFADevices>${serialNumbers.map((number) => `<member><SerialNumber>${number}</SerialNumber></member>`).join('')}</MFADevices>`;
  const token = devices('GAHT12345678');

  it('lists devices of all kinds, of the user whose session it is', async () => {
    const kinds = {
      'arn:aws:iam::111122223333:mfa/root-account-mfa-device': 'virtual',
      'arn:aws:iam::111122223333:mfa/u2f/called-so': 'virtual',
      'arn:aws:iam::111122223333:u2f/root/testFidoKey-R1234': 'passkey or security key',
      GAHT12345678: 'hardware token',
      'SN-1234/5_6:7=8+9.0,@': 'hardware token',
    };
    expect(await read(end + devices(...Object.keys(kinds)))).to.deep.equal(
      Object.entries(kinds).map(([serialNumber, kind]) => ({ kind, serialNumber })),
    );
    expect(aws.requests).to.deep.equal([
      { operation: 'ListMFADevices', body: 'Action=ListMFADevices&Version=2010-05-08' },
    ]);
  });

  const unknownKind = (serialNumber: string) =>
    `expected a device of a known kind of account 111122223333, got ${serialNumber}. Whether this device is virtual is ` +
    'unknown: replace it';
  const unknown = {
    'a kind that is not known': 'arn:aws:iam::111122223333:sms-mfa/root',
    'a device of another account': 'arn:aws:iam::999999999999:u2f/root/key',
    'a device of another partition': 'arn:aws-cn:iam::111122223333:mfa/a',
  };
  const refused: Record<string, [inside: string, message: string]> = {
    'no device, where MFA is on': [end + devices(), 'expected a device, since MFA is on, got none. Run the'],
    'no list': [end, 'answer.MFADevices: expected'],
    'no serial number': [`${end}<MFADevices><member/></MFADevices>`, '.SerialNumber: expected'],
    'an empty serial number': [end + devices(''), '.SerialNumber: expected a serial number'],
    'nine devices': [end + devices(...Array(9).fill('GAHT12345678')), 'expected at most 8 devices'],
    'a list that does not say whether it goes on': [token, 'answer.IsTruncated: expected'],
    'a list that goes on': [
      `<IsTruncated>true</IsTruncated><Marker>m</Marker>${token}`,
      'answer.IsTruncated: expected false',
    ],
    'a list that goes on without saying so': [
      `${end}<Marker>m</Marker>${token}`,
      'answer.Marker: expected no marker where there is no more',
    ],
    ...Object.fromEntries(
      Object.entries(unknown).map(([name, serial]) => [name, [end + devices(serial), unknownKind(serial)]]),
    ),
  };
  for (const [name, [inside, message]] of Object.entries(refused)) {
    it(`refuses ${name}`, async () => {
      const error = await rejection(read(inside));
      expect(error).to.be.instanceOf(AwsCallError);
      expect(error.message)
        .to.match(/^iam:ListMFADevices: /)
        .and.include(message);
    });
  }
});
