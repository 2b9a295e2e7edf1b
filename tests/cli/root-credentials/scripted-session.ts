import { STSClient } from '@aws-sdk/client-sts';
import { awsCalls } from '../../../aws/call.ts';
import { adviceIn } from '../../../cli/dry-run/caller-advice.ts';
import type { CallerSession } from '../../../cli/dry-run/session.ts';
import { writeAnswer } from '../../../embedded-aws/services/wire-answer.ts';
import {
  type Answer,
  assumedRoleXml,
  queryErrorXml,
  type ScriptedAws,
  scriptedAws,
} from '../../scripted-aws.ts';

/** AssumeRoot's answer. */
export const opened: Answer = { body: assumedRoleXml('unused').replaceAll('AssumeRole', 'AssumeRoot') };
/** An answer that is not of AWS. */
export const signInPage: Answer = { body: '<html><body>Sign in</body></html>' };

export const answer = (operation: string, content: object): Answer => ({
  body: writeAnswer('iam', operation, content).body,
});
const LISTS = {
  ListAccessKeys: 'AccessKeyMetadata',
  ListSigningCertificates: 'Certificates',
  ListMFADevices: 'MFADevices',
};
/** The only page of a list. */
export const list = (operation: keyof typeof LISTS, ...items: object[]) =>
  answer(operation, { [LISTS[operation]]: items, IsTruncated: false });
export const failure = (status: number, code: string, message = 'the reason'): Answer => ({
  status,
  body: queryErrorXml(code, message),
});

/** Gives the tests of the suite that calls this a caller to whom AWS answers from a script. */
export function scriptedSession() {
  let aws: ScriptedAws;
  afterEach(() => aws.close());

  async function answered(...answers: Answer[]): Promise<CallerSession> {
    aws = await scriptedAws(answers);
    const { clientConfig } = aws;
    const calls = () => awsCalls({ deadline: new AbortController().signal, advise: adviceIn() });
    const account = { id: '999999999999', partition: 'aws' };
    return { account, sts: new STSClient(clientConfig), clientConfig, calls };
  }
  /** The parameters of each request, with its `Action`. */
  const sent = () =>
    aws.requests.map(({ body }) => {
      const { Version, ...fields } = Object.fromEntries(new URLSearchParams(body));
      return fields;
    });
  return { answered, sent, signers: () => aws.signers };
}
