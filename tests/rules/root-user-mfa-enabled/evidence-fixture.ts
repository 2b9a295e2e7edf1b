import type { AwsCall } from '../../../aws/call.ts';
import { rootUserEvidence } from '../../../rules/root-user-mfa-enabled/evidence.ts';
import type { RootUserEvidence } from '../../../rules/root-user-mfa-enabled/rule.ts';
import { type Answer, type ScriptedAws, scriptedAws } from '../../scripted-aws.ts';

export const account = { id: '111122223333', partition: 'aws' };

/** An AWS for each test, the evidence read from it, and the actions that were called. */
export function evidenceOfEachTest() {
  let aws: ScriptedAws;
  let called: string[];
  afterEach(() => aws.close());

  /** Evidence of an AWS that answers with the script; the calls go out as the rule's runner lets them. */
  async function evidence(answers: readonly Answer[], of = account): Promise<RootUserEvidence> {
    aws = await scriptedAws(answers);
    called = [];
    const call: AwsCall = (action, send) => {
      called.push(action);
      return send({ abortSignal: new AbortController().signal });
    };
    return rootUserEvidence({ account: of, call, clientConfig: aws.clientConfig });
  }

  return { evidence, actions: () => called, requests: () => aws.requests };
}
