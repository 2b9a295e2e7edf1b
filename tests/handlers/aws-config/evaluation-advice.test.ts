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
const TOKEN = 'Let AWS Config start the evaluation: only its own events carry a valid result token.';
const GONE =
  'The rule was deleted after AWS Config sent the event. To have it back, see docs/troubleshooting.md.';
const AGAIN = 'Start the evaluation again; if it fails again, see docs/troubleshooting.md.';

const ROLE = 'sts:AssumeRole';
const REPORT = 'config:PutEvaluations';

describe('handlers/aws-config/evaluation-advice', () => {
  const rows: [name: string, action: string, cause: Error, advice: string][] = [
    ['a role refused without a reason', ROLE, refused(''), MEMBER],
    ['a role refused with a message that is not a text', ROLE, named('AccessDenied', 5), MEMBER],
    ['a role that trusts others', ROLE, refused(' because no role trust policy allows the action'), MEMBER],
    ['a role of strangers', ROLE, refused(' because no identity-based policy allows the action'), OUTSIDE],
    [
      'a role that a policy denies',
      ROLE,
      refused(' with an explicit deny in a service control policy'),
      POLICY,
    ],
    ['a role that STS is too busy to give', ROLE, named('Throttling'), AGAIN],
    ['a call that IAM denies', 'iam:X', named('AccessDenied'), ALLOW],
    ['a call that AWS Config denies', 'iam:X', named('AccessDeniedException'), ALLOW],
    ['an odd answer', 'iam:X', named('ExpectationError'), UNDOCUMENTED],
    ['unreadable JSON', 'iam:X', new SyntaxError('no JSON'), UNDOCUMENTED],
    ['unreadable XML', 'iam:X', Object.assign(new Error('<'), { $responseBodyText: '<' }), UNDOCUMENTED],
    ['a token that AWS Config does not take', REPORT, named('InvalidResultTokenException'), TOKEN],
    ['a rule that is gone', REPORT, named('NoSuchConfigRuleException'), GONE],
    ['an error that AWS calls constructor', 'iam:X', named('constructor'), AGAIN],
    ['an error that AWS calls __proto__', 'iam:X', named('__proto__'), AGAIN],
  ];
  for (const [name, action, cause, advice] of rows) {
    it(`advises on ${name}`, () => expect(adviceOnEvaluation(action, cause)).to.equal(advice));
  }
});
