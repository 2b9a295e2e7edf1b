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

function expectClearRefusal(event: unknown): void {
  const outcome = readOrRefuse(event);
  expect(outcome).to.be.instanceOf(ExpectationError);
  const { message } = outcome as ExpectationError;
  expect(message).to.match(/^(event|context)\b.*(: expected |: unknown name)/s);
  expect(message.length).to.be.below(400);
  expect(message).to.not.include('the-result-token');
}

/** Values that no field takes: wrong types, odd texts, huge and deeply nested JSON. */
const junk = fc.oneof(
  fc.jsonValue().filter((value) => typeof value !== 'string' && typeof value !== 'boolean'),
  fc.constantFrom<unknown[]>(undefined, Number.NaN),
  fc.constantFrom('', ' ', '{', '[]', 'null', '"', '1', '\u0000', '__proto__'),
  fc.constantFrom('[', '{"a":').map((opening) => opening.repeat(100_000)),
  fc.constant('x'.repeat(1_000_000)),
);
/** For fields that take any text. */
const noText = junk.filter((value) => typeof value !== 'string' || value === '');

const eventFields = {
  accountId: junk,
  configRuleArn: junk,
  configRuleName: noText,
  eventLeftScope: junk,
  invokingEvent: junk,
  resultToken: noText,
  ruleParameters: junk.filter((value) => value !== undefined && value !== null && value !== ''),
};
const invokingFields = {
  awsAccountId: junk,
  messageType: fc.oneof(
    junk,
    fc.string().filter((text) => text !== 'ScheduledNotification'),
  ),
  notificationCreationTime: junk,
};

describe('handlers/aws-config/invocation, with events of all kinds', () => {
  const refusesAll = <Value>(what: string, values: fc.Arbitrary<Value>, eventOf: (value: Value) => unknown) =>
    it(`refuses ${what}`, () => {
      fc.assert(fc.property(values, (value) => expectClearRefusal(eventOf(value))));
    });

  refusesAll('a value that is not an event', fc.anything(), (event) => event);
  for (const [field, values] of Object.entries(eventFields)) {
    refusesAll(`junk for ${field}`, values, (value) => configEvent({ [field]: value }));
  }
  for (const [field, values] of Object.entries(invokingFields)) {
    refusesAll(`junk for invokingEvent.${field}`, values, (value) => configEvent({}, { [field]: value }));
  }

  const other = fc.stringMatching(/^[0-9]{12}$/).filter((id) => id !== '111122223333');
  const places = fc.subarray(['accountId', 'configRuleArn', 'awsAccountId'], { minLength: 1 });
  refusesAll('any account but its own, wherever it is named', fc.tuple(other, places), ([id, named]) => {
    const changes = {
      ...(named.includes('accountId') && { accountId: id }),
      ...(named.includes('configRuleArn') && {
        configRuleArn: `arn:aws:config:us-east-1:${id}:config-rule/config-rule-1`,
      }),
    };
    return configEvent(changes, named.includes('awsAccountId') ? { awsAccountId: id } : {});
  });

  it('ignores fields that it does not use', () => {
    const used = Object.keys({ ...eventFields, ...invokingFields });
    const extra = fc.dictionary(
      fc.string().filter((key) => !used.includes(key)),
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
    expectClearRefusal(rest);
    expectClearRefusal(JSON.parse(`{"__proto__": ${JSON.stringify(configEvent())}}`));
    const notification = `{"__proto__": ${configEvent()['invokingEvent']}}`;
    expectClearRefusal(configEvent({ invokingEvent: notification }));
  });
});
