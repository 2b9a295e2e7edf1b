import { expect } from 'chai';
import { adviceOnEvaluation } from '../../../handlers/aws-config/evaluation-advice.ts';

const named = (name: string, message: unknown = 'No.') =>
  Object.assign(new Error(), { name, message }) as Error;

/** STS's words for a refusal. Its reason, if it gives one, comes after the role. */
const refused = (why: string) =>
  named('AccessDenied', `User: u is not authorized to perform: sts:AssumeRole on resource: r${why}`);

const MEMBER =
  "Inside the function's organization, the member role is missing or does not trust the function's role: deploy deploy/member-role.yml there. Outside of it, delete the rule that names the function.";
const OUTSIDE =
  "The function's role may assume roles of its own organization only: outside of it, delete the rule that names the function; inside, look for the member role.";
const POLICY = 'Find the policy that denies it.';
const ALLOW =
  'Allow iam:X to the principal that AWS names, or find the policy of the organization that denies it.';
const UNDOCUMENTED = 'AWS does not document such an answer: check for a proxy between the function and AWS.';
const AGAIN = 'Start the evaluation again; if it fails again, see docs/troubleshooting.md.';

describe('handlers/aws-config/evaluation-advice', () => {
  const rows: Record<string, [action: string, cause: Error, advice: string]> = {
    'a role refused without a reason': ['sts:AssumeRole', refused(''), MEMBER],
    'a role refused with a message that is not a text': ['sts:AssumeRole', named('AccessDenied', 5), MEMBER],
    "a role refused by its trust policy's silence": [
      'sts:AssumeRole',
      refused(' because no role trust policy allows the sts:AssumeRole action'),
      MEMBER,
    ],
    "a role refused by the policy of the function's role": [
      'sts:AssumeRole',
      refused(' because no identity-based policy allows the sts:AssumeRole action'),
      OUTSIDE,
    ],
    'a role refused by an explicit deny': [
      'sts:AssumeRole',
      refused(' with an explicit deny in a service control policy'),
      POLICY,
    ],
    'a role that STS is too busy to give': ['sts:AssumeRole', named('Throttling'), AGAIN],
    'a call that IAM denies': ['iam:X', named('AccessDenied'), ALLOW],
    'a call that AWS Config denies': ['iam:X', named('AccessDeniedException'), ALLOW],
    'an odd answer': ['iam:X', named('ExpectationError'), UNDOCUMENTED],
    'an answer that is no JSON': ['iam:X', new SyntaxError('no JSON'), UNDOCUMENTED],
    'a token that AWS Config does not take': [
      'config:PutEvaluations',
      named('InvalidResultTokenException'),
      'Let AWS Config start the evaluation: only its own events carry a valid result token.',
    ],
    'a rule that is gone': [
      'config:PutEvaluations',
      named('NoSuchConfigRuleException'),
      'The rule was deleted after AWS Config sent the event. To have it back, see docs/troubleshooting.md.',
    ],
    'an error that AWS calls constructor': ['iam:X', named('constructor'), AGAIN],
    'an error that AWS calls __proto__': ['iam:X', named('__proto__'), AGAIN],
  };
  for (const [name, [action, cause, advice]] of Object.entries(rows)) {
    it(`advises on ${name}`, () => expect(adviceOnEvaluation(action, cause)).to.equal(advice));
  }
});
