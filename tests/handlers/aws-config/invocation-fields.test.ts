import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { readInvocation } from '../../../handlers/aws-config/invocation.ts';
import { configEvent } from './event.ts';

const deployment = { account: { id: '111122223333', partition: 'aws' }, memberRoleName: undefined };

describe('handlers/aws-config/invocation', () => {
  describe('refuses', () => {
    const time = (text: unknown) => configEvent({}, { notificationCreationTime: text });
    const refused: [string, unknown, string][] = [
      ['nothing', undefined, 'event: expected Object, got nothing'],
      ['null', null, 'event: expected Object, got null'],
      ['a text', 'event', 'event: expected Object, got "event"'],
      ['an array', [], 'event.accountId: expected a value, got nothing'],
      ['no account', configEvent({ accountId: undefined }), 'event.accountId: expected string, got nothing'],
      [
        'a number as account',
        configEvent({ accountId: 111122223333 }),
        'event.accountId: expected string, got 111122223333',
      ],
      [
        '11 digits',
        configEvent({ accountId: '11112222333' }),
        'event.accountId: expected a 12-digit account id, got "11112222333"',
      ],
      [
        '13 digits',
        configEvent({ accountId: '1111222233334' }),
        'event.accountId: expected a 12-digit account id, got "1111222233334"',
      ],
      [
        'digits of another script',
        configEvent({ accountId: '١١١١٢٢٢٢٣٣٣٣' }),
        'event.accountId: expected a 12-digit account id, got "١١١١٢٢٢٢٣٣٣٣"',
      ],
      [
        'a line break after the account',
        configEvent({ accountId: '111122223333\n' }),
        'event.accountId: expected a 12-digit account id',
      ],
      [
        'no rule ARN',
        configEvent({ configRuleArn: undefined }),
        'event.configRuleArn: expected string, got nothing',
      ],
      ...[
        'config-rule-0123456',
        'arn:aws:config:us-east-1:111122223333:config-rule/',
        'arn:aws:config:us-east-1:11112222333:config-rule/c',
        'arn:aws:lambda:us-east-1:111122223333:config-rule/c',
        'arn:gcp:config:us-east-1:111122223333:config-rule/c',
        'xarn:aws:config:us-east-1:111122223333:config-rule/c',
        'arn:aws:config:us-east-1:111122223333:config-rule/c\n',
      ].map((configRuleArn): [string, unknown, string] => [
        `the rule ARN ${configRuleArn}`,
        configEvent({ configRuleArn }),
        `event.configRuleArn: expected arn:<partition>:config:<region>:<account>:config-rule/<id>, got ${JSON.stringify(configRuleArn).replace('\\n', '\n')}`,
      ]),
      [
        'no rule name',
        configEvent({ configRuleName: undefined }),
        'event.configRuleName: expected string, got nothing',
      ],
      [
        'an empty rule name',
        configEvent({ configRuleName: '' }),
        'event.configRuleName: expected a rule name, got ""',
      ],
      [
        'no eventLeftScope',
        configEvent({ eventLeftScope: undefined }),
        'event.eventLeftScope: expected boolean, got nothing',
      ],
      [
        'eventLeftScope as text',
        configEvent({ eventLeftScope: 'false' }),
        'event.eventLeftScope: expected boolean, got "false"',
      ],
      [
        'no result token',
        configEvent({ resultToken: undefined }),
        'event.resultToken: expected string, got nothing',
      ],
      [
        'an empty result token',
        configEvent({ resultToken: '' }),
        'event.resultToken: expected a token, got ""',
      ],
      [
        'no invokingEvent',
        configEvent({ invokingEvent: undefined }),
        'event.invokingEvent: expected string, got nothing',
      ],
      [
        'an invokingEvent that is not a text',
        configEvent({ invokingEvent: {} }),
        'event.invokingEvent: expected string, got Object',
      ],
      [
        'an invokingEvent that is not JSON',
        configEvent({ invokingEvent: '{' }),
        'event.invokingEvent: expected the text of a JSON object, got "{"',
      ],
      [
        'rule parameters that are no text',
        configEvent({ ruleParameters: {} }),
        'event.ruleParameters: expected string, got Object',
      ],
      [
        'rule parameters that are no JSON',
        configEvent({ ruleParameters: 'a=b' }),
        'event.ruleParameters: expected the text of a JSON object, got "a=b"',
      ],
      [
        'rule parameters as an array',
        configEvent({ ruleParameters: '[]' }),
        'event.ruleParameters: expected the text of a JSON object, got "[]"',
      ],
      ...[
        'ConfigurationItemChangeNotification',
        'OversizedConfigurationItemChangeNotification',
        'ConfigurationSnapshotDeliveryCompleted',
        '',
        undefined,
      ].map((messageType): [string, unknown, string] => [
        `the message type ${messageType}`,
        configEvent({}, { messageType }),
        'event.invokingEvent.messageType: expected ',
      ]),
      [
        'no account in invokingEvent',
        configEvent({}, { awsAccountId: undefined }),
        'event.invokingEvent.awsAccountId: expected a value, got nothing',
      ],
      [
        'no time',
        time(undefined),
        'event.invokingEvent.notificationCreationTime: expected a value, got nothing',
      ],
      [
        'a number as time',
        time(1783979400),
        'event.invokingEvent.notificationCreationTime: expected string, got 1783979400',
      ],
      ...[
        'yesterday',
        '2026-07-13',
        '2026-07-13T21:50:00+02:00',
        '2026-07-13 21:50:00Z',
        '2026-07-13T21:50:00.Z',
        'x2026-07-13T21:50:00Z',
        '2026-07-13T21:50:00Zx',
      ].map((text): [string, unknown, string] => [
        `the time ${text}`,
        time(text),
        `event.invokingEvent.notificationCreationTime: expected an ISO 8601 time in UTC, got "${text}"`,
      ]),
      ...[
        '2026-02-30T00:00:00Z',
        '2026-13-01T00:00:00Z',
        '2026-07-13T24:00:01Z',
        '2027-02-29T00:00:00Z',
        '2026-07-13T24:00:00Z',
      ].map((text): [string, unknown, string] => [
        `the time ${text}`,
        time(text),
        `event.invokingEvent.notificationCreationTime: expected a time that exists, got "${text}"`,
      ]),
    ];
    for (const [name, event, message] of refused) {
      it(name, () => {
        expect(() => readInvocation(event, deployment)).to.throw(ExpectationError, message);
      });
    }

    it('names the one message type that it takes', () => {
      const event = configEvent({}, { messageType: 'x' });
      expect(() => readInvocation(event, deployment)).to.throw(
        'event.invokingEvent.messageType: expected "ScheduledNotification", got "x"',
      );
    });
  });
});
