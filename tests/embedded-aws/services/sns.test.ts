import { expect } from 'chai';
import { sns, type Topic } from '../../../embedded-aws/services/sns.ts';

describe('embedded-aws/services/sns', () => {
  const arn = 'arn:aws:sns:us-east-1:111122223333:reports';
  const publish = (topic: Topic, changes: object = {}) =>
    sns['Publish']?.([topic], { TopicArn: arn, Subject: 'A subject', Message: 'A text', ...changes });

  it('keeps what is published to a topic', () => {
    const topic: Topic = { arn, messages: [] };
    expect(publish(topic))
      .to.have.property('MessageId')
      .that.matches(/^[0-9a-f-]{36}$/);
    expect(topic.messages).to.deep.equal([{ subject: 'A subject', text: 'A text' }]);
    publish(topic, { Subject: 's'.repeat(99), Message: 'x'.repeat(262_144) });
    expect(topic.messages).to.have.length(2);
  });

  const refused: Record<string, [object, code: string]> = {
    'another topic': [{ TopicArn: `${arn}-2` }, 'NotFound'],
    'no subject': [{ Subject: undefined }, 'InvalidParameter'],
    'a subject of 100 characters': [{ Subject: 's'.repeat(100) }, 'InvalidParameter'],
    'a subject that is not ASCII': [{ Subject: 'ü' }, 'InvalidParameter'],
    'no text': [{ Message: '' }, 'InvalidParameter'],
    'a text over 256 KB': [{ Message: 'x'.repeat(262_145) }, 'InvalidParameter'],
    'a text of fewer characters and over 256 KB': [{ Message: '€'.repeat(100_000) }, 'InvalidParameter'],
  };
  for (const [name, [changes, code]] of Object.entries(refused)) {
    it(`refuses ${name}`, () => {
      const topic: Topic = { arn, messages: [] };
      expect(() => publish(topic, changes))
        .to.throw()
        .with.property('code', code);
      expect(topic.messages).to.deep.equal([]);
    });
  }
});
