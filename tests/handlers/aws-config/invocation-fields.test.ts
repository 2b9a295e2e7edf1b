import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { readInvocation } from '../../../handlers/aws-config/invocation.ts';
import { configEvent } from './event.ts';

const deployment = { account: { id: '111122223333', partition: 'aws' }, memberRoleName: undefined };
const refuses = (name: string, event: unknown, message: string) =>
  it(`refuses ${name}`, () => {
    expect(() => readInvocation(event, deployment)).to.throw(ExpectationError, message);
  });

/** Values of a field, with what is expected instead and, where JSON does not show it, what was got. */
type Refused = Readonly<
  Record<string, readonly [expected: string, values: readonly unknown[], got?: string][]>
>;

const event: Refused = {
  accountId: [
    ['string', [undefined, 111122223333]],
    ['a 12-digit account id', ['11112222333', '1111222233334', '١١١١٢٢٢٢٣٣٣٣', '111122223333\n']],
  ],
  configRuleArn: [
    ['string', [undefined]],
    [
      'arn:<partition>:config:<region>:<account>:config-rule/<id>',
      [
        'config-rule-0123456',
        'arn:aws:config:us-east-1:111122223333:config-rule/',
        'arn:aws:config:us-east-1:11112222333:config-rule/c',
        'arn:aws:lambda:us-east-1:111122223333:config-rule/c',
        'arn:gcp:config:us-east-1:111122223333:config-rule/c',
        'xarn:aws:config:us-east-1:111122223333:config-rule/c',
        'arn:aws:config:us-east-1:111122223333:config-rule/c\n',
      ],
    ],
  ],
  configRuleName: [
    ['string', [undefined]],
    ['a rule name', ['']],
  ],
  eventLeftScope: [['boolean', [undefined, 'false']]],
  resultToken: [
    ['string', [undefined]],
    ['a token', ['']],
  ],
  invokingEvent: [
    ['string', [undefined]],
    ['string', [{}], 'Object'],
    ['the text of a JSON object', ['{']],
  ],
  ruleParameters: [
    ['string', [{}], 'Object'],
    ['the text of a JSON object', ['a=b', '[]']],
  ],
};

const invokingEvent: Refused = {
  messageType: [
    ['a value', [undefined]],
    [
      '"ScheduledNotification"',
      [
        'ConfigurationItemChangeNotification',
        'OversizedConfigurationItemChangeNotification',
        'ConfigurationSnapshotDeliveryCompleted',
        '',
      ],
    ],
  ],
  awsAccountId: [['a value', [undefined]]],
  notificationCreationTime: [
    ['a value', [undefined]],
    ['string', [1783979400]],
    [
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
      'a time that exists',
      [
        '2026-02-30T00:00:00Z',
        '2026-13-01T00:00:00Z',
        '2026-07-13T24:00:01Z',
        '2027-02-29T00:00:00Z',
        '2026-07-13T24:00:00Z',
      ],
    ],
  ],
};

function refusesFields(prefix: string, refused: Refused, eventWith: (changes: object) => unknown): void {
  for (const [field, rows] of Object.entries(refused)) {
    for (const [expected, values, got] of rows) {
      for (const value of values) {
        const quoted = typeof value === 'string' ? `"${value}"` : (got ?? `${value ?? 'nothing'}`);
        refuses(
          `${quoted} as ${prefix}.${field}`,
          eventWith({ [field]: value }),
          `${prefix}.${field}: expected ${expected}, got ${quoted}`,
        );
      }
    }
  }
}

describe('handlers/aws-config/invocation', () => {
  refuses('no event', undefined, 'event: expected Object, got nothing');
  refuses('null for an event', null, 'event: expected Object, got null');
  refuses('a text for an event', 'event', 'event: expected Object, got "event"');
  refuses('an array for an event', [], 'event.accountId: expected a value, got nothing');
  refusesFields('event', event, (changes) => configEvent(changes));
  refusesFields('event.invokingEvent', invokingEvent, (changes) => configEvent({}, changes));
});
