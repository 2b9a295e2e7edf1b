import { expect } from 'chai';
import { readInvocation } from '../../../handlers/aws-config/invocation.ts';
import { ExpectationError } from '../../../rules/expect.ts';
import { configEvent } from './event.ts';

const deployment = { account: { id: '111122223333', partition: 'aws' }, memberRoleName: undefined };
const central = { ...deployment, memberRoleName: 'Evaluation' };

const invocation = {
  account: { id: '111122223333', partition: 'aws' },
  memberRoleName: undefined,
  configRuleName: 'root-user-mfa-enabled',
  ruleParameters: { allowVirtualMfa: 'false' },
  resultToken: 'the-result-token',
  notificationCreationTime: new Date('2026-07-13T21:50:00.373Z'),
  eventLeftScope: false,
};

/** An event of another account than the function's. */
const elsewhere = configEvent(
  { accountId: '999999999999', configRuleArn: 'arn:aws:config:us-east-1:999999999999:config-rule/c' },
  { awsAccountId: '999999999999' },
);

describe('handlers/aws-config/invocation', () => {
  describe('accepts', () => {
    it('an event as AWS documents it', () => {
      expect(readInvocation(configEvent(), deployment)).to.deep.equal(invocation);
    });

    const accepted: [string, Record<string, unknown>, object][] = [
      ['no rule parameters', configEvent({ ruleParameters: undefined }), { ruleParameters: {} }],
      ['an account that left the scope', configEvent({ eventLeftScope: true }), { eventLeftScope: true }],
      ['attributes that AWS adds one day', configEvent({ version: '1.4', evaluationMode: 'DETECTIVE' }), {}],
      [
        'the name of an organization rule',
        configEvent({
          configRuleName: 'OrgConfigRule-root-user-mfa-enabled-abc',
          configRuleArn:
            'arn:aws:config:us-east-1:111122223333:config-rule/aws-service-rule/config-multiaccountsetup.amazonaws.com/config-rule-1',
        }),
        { configRuleName: 'OrgConfigRule-root-user-mfa-enabled-abc' },
      ],
      [
        'a time without fraction',
        configEvent({}, { notificationCreationTime: '2028-02-29T00:00:00Z' }),
        { notificationCreationTime: new Date('2028-02-29T00:00:00Z') },
      ],
    ];
    for (const [name, event, difference] of accepted) {
      it(name, () => {
        expect(readInvocation(event, deployment)).to.deep.equal({ ...invocation, ...difference });
      });
    }

    it('the partition of the function', () => {
      const event = configEvent({
        configRuleArn: 'arn:aws-us-gov:config:us-gov-west-1:111122223333:config-rule/c',
      });
      const account = { id: '111122223333', partition: 'aws-us-gov' };
      expect(readInvocation(event, { ...deployment, account }).account).to.deep.equal(account);
    });

    it('any account where the own one is not known: Serverless runs the function locally', () => {
      const local = { account: undefined, memberRoleName: undefined };
      expect(readInvocation(elsewhere, local)).to.deep.equal({
        ...invocation,
        account: { id: '999999999999', partition: 'aws' },
      });
    });

    it('another account where there is a role to assume in it', () => {
      expect(readInvocation(elsewhere, central)).to.deep.equal({
        ...invocation,
        account: { id: '999999999999', partition: 'aws' },
        memberRoleName: 'Evaluation',
      });
    });

    it('its own account without a role to assume, though others have one', () => {
      expect(readInvocation(configEvent(), central)).to.deep.equal(invocation);
    });
  });

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
        'event.configRuleName: expected a rule name, got 0',
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
        'event.resultToken: expected a token, got 0',
      ],
      [
        'no invokingEvent',
        configEvent({ invokingEvent: undefined }),
        'event.invokingEvent: expected string, got nothing',
      ],
      [
        'an invokingEvent that is no text',
        configEvent({ invokingEvent: {} }),
        'event.invokingEvent: expected string, got Object',
      ],
      [
        'an invokingEvent that is no JSON',
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
      [
        'another account in the event',
        configEvent({ accountId: '999999999999' }),
        'event.accountId: expected the account of event.configRuleArn, 111122223333, got 999999999999',
      ],
      [
        'another account in invokingEvent',
        configEvent({}, { awsAccountId: '999999999999' }),
        'event.invokingEvent.awsAccountId: expected the account of event.configRuleArn, 111122223333, got 999999999999',
      ],
      [
        'another account in the rule ARN',
        configEvent({ configRuleArn: 'arn:aws:config:us-east-1:999999999999:config-rule/c' }),
        'event.accountId: expected the account of event.configRuleArn, 999999999999, got 111122223333',
      ],
      [
        'another account throughout',
        elsewhere,
        "event.accountId: expected the function's own account, 111122223333, got 999999999999",
      ],
      [
        'another partition',
        configEvent({ configRuleArn: 'arn:aws-cn:config:cn-north-1:111122223333:config-rule/c' }),
        "event.configRuleArn: expected the function's own partition, aws, got aws-cn",
      ],
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

    it('another partition, also where there is a role to assume', () => {
      const event = configEvent({ configRuleArn: 'arn:aws-cn:config:cn-north-1:111122223333:config-rule/c' });
      expect(() => readInvocation(event, central)).to.throw(
        ExpectationError,
        "event.configRuleArn: expected the function's own partition, aws, got aws-cn",
      );
    });

    it('quoting the result token in no case', () => {
      for (const changes of [
        { accountId: 1 },
        { resultToken: 'secret', invokingEvent: '{' },
        { configRuleArn: 'x' },
      ]) {
        const event = configEvent({ resultToken: 'secret', ...changes });
        expect(() => readInvocation(event, deployment)).to.throw(/^(?!.*secret)/);
      }
    });
  });
});
