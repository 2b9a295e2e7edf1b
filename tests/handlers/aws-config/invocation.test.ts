import { expect } from 'chai';
import { ExpectationError } from '../../../aws/expect.ts';
import { readInvocation } from '../../../handlers/aws-config/invocation.ts';
import { configEvent } from './event.ts';

const deployment = { account: { id: '111122223333', partition: 'aws' }, memberRoleName: undefined };
const central = { ...deployment, memberRoleName: 'Evaluation' };

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
      ['null for rule parameters', configEvent({ ruleParameters: null }), { ruleParameters: {} }],
      ['an empty text for rule parameters', configEvent({ ruleParameters: '' }), { ruleParameters: {} }],
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
    const refused: [string, unknown, string][] = [
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

    it('another partition, also where there is a role to assume', () => {
      const event = configEvent({ configRuleArn: 'arn:aws-cn:config:cn-north-1:111122223333:config-rule/c' });
      expect(() => readInvocation(event, central)).to.throw(
        ExpectationError,
        "event.configRuleArn: expected the function's own partition, aws, got aws-cn",
      );
    });

    it('without ever quoting the result token', () => {
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
