import { PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import * as v from 'valibot';
import type { Aws } from '../../aws/call.ts';
import { expectShape } from '../../aws/expect.ts';

const published = v.object({ MessageId: v.pipe(v.string(), v.nonEmpty('an id')) });

/**
 * Sends a message to a topic. https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 *
 * @param subject up to 99 ASCII characters
 * @param message up to 256 KB
 * @throws {AwsCallError}
 */
export async function publish(
  { call, clientConfig }: Pick<Aws, 'call' | 'clientConfig'>,
  topicArn: string,
  subject: string,
  message: string,
): Promise<void> {
  const sns = new SNSClient(clientConfig);
  const command = new PublishCommand({ TopicArn: topicArn, Subject: subject, Message: message });
  await call('sns:Publish', async (options) =>
    expectShape('answer', published, await sns.send(command, options)),
  );
}
