import { expect } from 'chai';
import fc from 'fast-check';
import { ExpectationError } from '../../../aws/expect.ts';
import { type Invocation, readInvocation } from '../../../handlers/aws-config/invocation.ts';
import { configEvent } from './event.ts';

const deployment = { account: { id: '111122223333', partition: 'aws' }, memberRoleName: undefined };

/** Reads an event that may be anything: an invocation, or the one kind of error that there is for a bad event. */
function readOrRefuse(event: unknown): Invocation | ExpectationError {
  try {
    return readInvocation(event, deployment);
  } catch (error) {
    if (error instanceof ExpectationError) return error;
    throw error;
  }
}

function expectClearRefusal(outcome: unknown): void {
  expect(outcome).to.be.instanceOf(ExpectationError);
  const { message } = outcome as ExpectationError;
  expect(message).to.match(/^(event|context)\b.*(: expected |: unknown name)/s);
  expect(message.length).to.be.below(400);
  expect(message).to.not.include('the-result-token');
}

const used = [
  'accountId',
  'configRuleArn',
  'configRuleName',
  'eventLeftScope',
  'invokingEvent',
  'resultToken',
];
const usedInvoking = ['awsAccountId', 'messageType', 'notificationCreationTime'];

/** Values that no field takes: wrong types, odd texts, huge and deeply nested JSON. */
const junk = fc.oneof(
  fc.jsonValue().filter((value) => typeof value !== 'string' && typeof value !== 'boolean'),
  fc.constantFrom<unknown[]>(
    undefined,
    Number.NaN,
    '',
    ' ',
    '{',
    '[]',
    'null',
    '"',
    '1',
    '\u0000',
    '__proto__',
  ),
  fc.constantFrom('[', '{"a":').map((opening) => opening.repeat(100_000)),
  fc.constant('x'.repeat(1_000_000)),
);

describe('handlers/aws-config/invocation, with events of all kinds', () => {
  it('refuses a value that is not an event', () => {
    fc.assert(fc.property(fc.anything(), (event) => expectClearRefusal(readOrRefuse(event))));
  });

  for (const field of used.filter((name) => name !== 'resultToken' && name !== 'configRuleName')) {
    it(`refuses an event with junk for ${field}`, () => {
      fc.assert(
        fc.property(junk, (value) => expectClearRefusal(readOrRefuse(configEvent({ [field]: value })))),
      );
    });
  }

  for (const field of ['resultToken', 'configRuleName']) {
    it(`refuses an event with anything but a text for ${field}`, () => {
      const noText = junk.filter((value) => typeof value !== 'string' || value === '');
      fc.assert(
        fc.property(noText, (value) => expectClearRefusal(readOrRefuse(configEvent({ [field]: value })))),
      );
    });
  }

  it('refuses an event with junk for ruleParameters', () => {
    const present = junk.filter((value) => value !== undefined && value !== null && value !== '');
    fc.assert(
      fc.property(present, (value) =>
        expectClearRefusal(readOrRefuse(configEvent({ ruleParameters: value }))),
      ),
    );
  });

  for (const field of usedInvoking) {
    it(`refuses an event with junk for invokingEvent.${field}`, () => {
      fc.assert(
        fc.property(junk, (value) => expectClearRefusal(readOrRefuse(configEvent({}, { [field]: value })))),
      );
    });
  }

  it('refuses any other message type', () => {
    const other = fc.string().filter((text) => text !== 'ScheduledNotification');
    fc.assert(
      fc.property(other, (messageType) => expectClearRefusal(readOrRefuse(configEvent({}, { messageType })))),
    );
  });

  it('refuses any account but its own, wherever the event names it', () => {
    const other = fc.stringMatching(/^[0-9]{12}$/).filter((id) => id !== '111122223333');
    const places = fc.subarray(['accountId', 'configRuleArn', 'awsAccountId'], { minLength: 1 });
    fc.assert(
      fc.property(other, places, (id, named) => {
        const ruleArn = `arn:aws:config:us-east-1:${id}:config-rule/config-rule-1`;
        const event = configEvent(
          {
            ...(named.includes('accountId') && { accountId: id }),
            ...(named.includes('configRuleArn') && { configRuleArn: ruleArn }),
          },
          { ...(named.includes('awsAccountId') && { awsAccountId: id }) },
        );
        expectClearRefusal(readOrRefuse(event));
      }),
    );
  });

  it('ignores fields that it does not use', () => {
    const extra = fc.dictionary(
      fc.string().filter((key) => ![...used, ...usedInvoking, 'ruleParameters'].includes(key)),
      fc.jsonValue(),
    );
    const plain = readOrRefuse(configEvent());
    fc.assert(
      fc.property(extra, (fields) => {
        expect(readOrRefuse(configEvent(fields, fields))).to.deep.equal(plain);
      }),
    );
  });

  it('ignores __proto__', () => {
    const event = JSON.parse(
      `{"__proto__": {"accountId": "111122223333", "eventLeftScope": true}, ${JSON.stringify(configEvent()).slice(1)}`,
    );
    expect(readOrRefuse(event)).to.deep.equal(readOrRefuse(configEvent()));
    const { accountId: _, ...rest } = event;
    expectClearRefusal(readOrRefuse(rest));
    const hollow = JSON.parse(`{"__proto__": ${JSON.stringify(configEvent())}}`);
    expectClearRefusal(readOrRefuse(hollow));
    const notification = `{"__proto__": ${configEvent()['invokingEvent']}}`;
    expectClearRefusal(readOrRefuse(configEvent({ invokingEvent: notification })));
  });
});
