import sinon from 'sinon';
import * as v from 'valibot';
import type { Aws } from '../../../aws/call.ts';
import { runRule } from '../../../handlers/aws-config/run-rule.ts';
import type { Rule } from '../../../rules/contract.ts';
import { type Answer, assumedRoleXml, type ScriptedAws, scriptedAws } from '../../scripted-aws.ts';
import { configEvent, lambdaContext } from './event.ts';

type Echo = Rule<Aws, { say: string }>;

export const accepted: Answer = { body: '{"FailedEvaluations":[]}' };

/** A rule that reports its parameter. */
export const echo: Echo = {
  name: 'echo',
  title: 'Echo',
  resourceType: 'AWS::::Account',
  verdicts: { echo: { when: 'always', complianceType: 'COMPLIANT', found: 'An echo.' } },
  reads: { actions: [], mostCalls: 2 },
  parameters: v.strictObject({ say: v.string() }),
  evaluate: async (_, { say }) => ({ complianceType: 'COMPLIANT', reason: 'echo', annotation: say }),
};

/** The same after some work with the session. */
export const afterWork = (work: (session: Aws) => unknown): Echo => ({
  ...echo,
  async evaluate(session, parameters) {
    await work(session);
    return echo.evaluate(session, parameters);
  },
});
export const failing = (cause: unknown) => afterWork(() => Promise.reject(cause));

export const event = (changes: object = {}) => configEvent({ ruleParameters: '{"say":"hello"}', ...changes });

/** An event of another account. */
export const elsewhere = (changes: object = {}) =>
  configEvent(
    {
      ruleParameters: '{"say":"hello"}',
      accountId: '999999999999',
      configRuleArn: 'arn:aws:config:us-east-1:999999999999:config-rule/c',
      ...changes,
    },
    { awsAccountId: '999999999999' },
  );

/** What STS answers to AssumeRole there. */
export const assumed = {
  body: assumedRoleXml('arn:aws:sts::999999999999:assumed-role/Evaluation/aws-config-rule'),
};

/** Gives each test of the suite that calls this an AWS that answers by a script, and a log. */
export function runsOfEachTest() {
  let aws: ScriptedAws;
  let log: { info: sinon.SinonStub; error: sinon.SinonStub };

  beforeEach(() => {
    log = { info: sinon.stub(console, 'info'), error: sinon.stub(console, 'error') };
  });
  afterEach(async () => {
    sinon.restore();
    await aws.close();
  });

  async function answering(...answers: Answer[]) {
    aws = await scriptedAws(answers);
    sinon.stub(process, 'env').value({
      AWS_ENDPOINT_URL: aws.clientConfig.endpoint,
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE',
      AWS_SECRET_ACCESS_KEY: 'the-secret-key',
      AWS_SESSION_TOKEN: 'the-session-token',
    });
  }
  async function centrally(...answers: Answer[]) {
    await answering(...answers);
    process.env['MEMBER_ROLE_NAME'] = 'Evaluation';
  }
  const run = (rule = echo, asked: unknown = event(), context = lambdaContext()) =>
    runRule(rule, (session: Aws) => session, asked, context);
  /** The operation of each request, and the access key that signed it. */
  const signers = () => aws.requests.map(({ operation }, index) => [operation, aws.signers[index]]);

  return { answering, centrally, run, signers, aws: () => aws, log: () => log };
}
