import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import type { Deployment } from '../../../handlers/aws-config/deployment.ts';
import { readInvocation } from '../../../handlers/aws-config/invocation.ts';
import { configEvent } from './event.ts';

const deployment = { account: { id: '111122223333', partition: 'aws' }, memberRoleName: undefined };
const central = { ...deployment, memberRoleName: 'Evaluation' };
/** Serverless runs the function locally: its own account is not known. */
const local = { account: undefined, memberRoleName: undefined };

const invocation = {
  account: { id: '111122223333', partition: 'aws' },
  memberRoleName: undefined,
  configRuleName: 'root-user-mfa-enabled',
  ruleParameters: { allowVirtualMfa: 'false' },
  resultToken: 'the-result-token',
  testMode: false,
  notificationCreationTime: new Date('2026-07-13T21:50:00.373Z'),
  eventLeftScope: false,
};

/** An event of another account than the function's. */
const other = { id: '999999999999', partition: 'aws' };
const otherRule = { configRuleArn: 'arn:aws:config:us-east-1:999999999999:config-rule/c' };
const elsewhere = configEvent({ accountId: other.id, ...otherRule }, { awsAccountId: other.id });

const ARN = 'arn:aws:config:us-east-1:111122223333:config-rule/c';
const govCloud = { id: '111122223333', partition: 'aws-us-gov' };
const inGovCloud = configEvent({ configRuleArn: ARN.replace('aws', 'aws-us-gov') });
const configRuleName = 'OrgConfigRule-root-user-mfa-enabled-abc';
const organizationRule = {
  configRuleName,
  configRuleArn: ARN.replace('/', '/aws-service-rule/config-multiaccountsetup.amazonaws.com/'),
};

describe('handlers/aws-config/invocation', () => {
  const accepted: Record<string, [event: object, difference: object, where?: Deployment]> = {
    'an event as AWS documents it': [configEvent(), {}],
    'no rule parameters': [configEvent({ ruleParameters: undefined }), { ruleParameters: {} }],
    'null for rule parameters': [configEvent({ ruleParameters: null }), { ruleParameters: {} }],
    'an empty text for rule parameters': [configEvent({ ruleParameters: '' }), { ruleParameters: {} }],
    'an account that left the scope': [configEvent({ eventLeftScope: true }), { eventLeftScope: true }],
    'attributes that AWS adds one day': [configEvent({ version: '1.4', evaluationMode: 'DETECTIVE' }), {}],
    'an organization rule': [configEvent(organizationRule), { configRuleName }],
    'a time without fraction': [
      configEvent({}, { notificationCreationTime: '2028-02-29T00:00:00Z' }),
      { notificationCreationTime: new Date('2028-02-29T00:00:00Z') },
    ],
    'the partition of the function': [
      inGovCloud,
      { account: govCloud },
      { ...deployment, account: govCloud },
    ],
    'any account where the own one is not known': [elsewhere, { account: other }, local],
    'another account where there is a role to assume in it': [
      elsewhere,
      { account: other, memberRoleName: 'Evaluation' },
      central,
    ],
    'its own account without a role to assume, though others have one': [configEvent(), {}, central],
  };
  for (const [name, [event, difference, where = deployment]] of Object.entries(accepted)) {
    it(`accepts ${name}`, () => {
      expect(readInvocation(event, where)).to.deep.equal({ ...invocation, ...difference });
    });
  }

  const refused: Record<string, [event: unknown, message: string, where?: Deployment]> = {
    'another account in the event': [
      configEvent({ accountId: other.id }),
      'event.accountId: expected the account of event.configRuleArn, 111122223333, got 999999999999',
    ],
    'another account in invokingEvent': [
      configEvent({}, { awsAccountId: other.id }),
      'event.invokingEvent.awsAccountId: expected the account of event.configRuleArn, 111122223333, got 999999999999',
    ],
    'another account in the rule ARN': [
      configEvent(otherRule),
      'event.accountId: expected the account of event.configRuleArn, 999999999999, got 111122223333',
    ],
    'another account throughout': [
      elsewhere,
      "event.accountId: expected the function's own account, 111122223333, got 999999999999",
    ],
    'another partition': [
      inGovCloud,
      "event.configRuleArn: expected the function's own partition, aws, got aws-us-gov",
    ],
    'another partition, also where there is a role to assume': [
      inGovCloud,
      "event.configRuleArn: expected the function's own partition, aws, got aws-us-gov",
      central,
    ],
    'no event': [undefined, 'event: expected Object, got nothing'],
    'null for an event': [null, 'event: expected Object, got null'],
    'a text for an event': ['event', 'event: expected Object, got "event"'],
    'an array for an event': [[], 'event.accountId: expected a value, got nothing'],
  };
  for (const [name, [event, message, where = deployment]] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      expect(() => readInvocation(event, where)).to.throw(ExpectationError, message);
    });
  }

  const refusedFields: [path: string, expected: string, values: readonly unknown[]][] = [
    ['event.accountId', 'string', [undefined, 111122223333]],
    [
      'event.accountId',
      'a 12-digit account id',
      ['11112222333', '1111222233334', '١١١١٢٢٢٢٣٣٣٣', '111122223333\n'],
    ],
    ['event.configRuleArn', 'string', [undefined]],
    [
      'event.configRuleArn',
      'arn:<partition>:config:<region>:<account>:config-rule/<id>',
      [
        'config-rule-0123456',
        ARN.replace('/c', '/'),
        ARN.replace('1111', '111'),
        ARN.replace('config', 'lambda'),
        ARN.replace('aws', 'gcp'),
        `x${ARN}`,
        `${ARN}\n`,
      ],
    ],
    ['event.configRuleName', 'string', [undefined]],
    ['event.configRuleName', 'a rule name', ['']],
    ['event.eventLeftScope', 'boolean', [undefined, 'false']],
    ['event.resultToken', 'string', [undefined]],
    ['event.resultToken', 'a token', ['']],
    ['event.invokingEvent', 'string', [undefined, {}]],
    ['event.invokingEvent', 'the text of a JSON object', ['{']],
    ['event.ruleParameters', 'string', [{}]],
    ['event.ruleParameters', 'the text of a JSON object', ['a=b', '[]']],
    ['event.invokingEvent.messageType', 'a value', [undefined]],
    [
      'event.invokingEvent.messageType',
      '"ScheduledNotification"',
      [
        'ConfigurationItemChangeNotification',
        'OversizedConfigurationItemChangeNotification',
        'ConfigurationSnapshotDeliveryCompleted',
        '',
      ],
    ],
    ['event.invokingEvent.awsAccountId', 'a value', [undefined]],
    ['event.invokingEvent.notificationCreationTime', 'a value', [undefined]],
    ['event.invokingEvent.notificationCreationTime', 'string', [1783979400]],
    [
      'event.invokingEvent.notificationCreationTime',
      'an ISO 8601 time in UTC',
      [
        'yesterday',
        '2026-07-13',
        '2026-07-13T21:50:00+02:00',
        '2026-07-13 21:50:00Z',
        '2026-07-13T21:50:00.Z',
        'x2026-07-13T21:50:00Z',
        '2026-07-13T21:50:00Zx',
      ],
    ],
    [
      'event.invokingEvent.notificationCreationTime',
      'a time that exists',
      ['02-30T00:00:00', '13-01T00:00:00', '07-13T24:00:01', '02-29T00:00:00', '07-13T24:00:00'].map(
        (time) => `2026-${time}Z`,
      ),
    ],
  ];
  for (const [path, expected, values] of refusedFields) {
    for (const value of values) {
      const got = typeof value === 'object' ? 'Object' : (JSON.stringify(value) ?? 'nothing');
      it(`refuses ${got} as ${path}`, () => {
        const [, place, field = place] = path.split('.') as [string, string, string?];
        const change = { [field]: value };
        const event = field === place ? configEvent(change) : configEvent({}, change);
        const message = `${path}: expected ${expected}, got ${got.replaceAll('\\n', '\n')}`;
        expect(() => readInvocation(event, deployment)).to.throw(ExpectationError, message);
      });
    }
  }
});
