import { randomUUID } from 'node:crypto';
import { AwsError } from './aws-error.ts';

export interface Message {
  readonly subject: string;
  readonly text: string;
}

export interface Topic {
  readonly arn: string;
  readonly messages: Message[];
}

const MOST_BYTES = 262_144;

/** Operations of Amazon SNS, on the topics of the caller's account: https://docs.aws.amazon.com/sns/latest/api/ */
export const sns: Record<
  string,
  (topics: readonly Topic[], input: Readonly<Record<string, unknown>>) => object
> = {
  Publish(topics, { TopicArn, Subject, Message }) {
    const topic = topics.find(({ arn }) => arn === TopicArn);
    if (topic === undefined) throw new AwsError('NotFound', 'Topic does not exist', 404);
    if (typeof Subject !== 'string' || !/^[!-~][ -~]{0,98}$/.test(Subject)) {
      throw new AwsError('InvalidParameter', 'Invalid parameter: Subject');
    }
    if (typeof Message !== 'string' || Message === '' || Buffer.byteLength(Message) > MOST_BYTES) {
      throw new AwsError('InvalidParameter', 'Invalid parameter: Message');
    }
    topic.messages.push({ subject: Subject, text: Message });
    return { MessageId: randomUUID() };
  },
};
