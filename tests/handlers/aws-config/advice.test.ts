import { expect } from 'chai';
import { adviceOn } from '../../../handlers/aws-config/advice.ts';

/** STS's words for a refusal. Its reason, if it gives one, comes after the role. */
const refused = (why: string, name = 'AccessDenied') =>
  Object.assign(new Error(`User: u is not authorized to perform: sts:AssumeRole on resource: r${why}`), {
    name,
  });

const member =
  "Inside the function's organization, the member role is missing or does not trust the function's role: deploy deploy/member-role.yml there. Outside of it, delete the rule that names the function.";
const outside =
  "The function's role may assume roles of its own organization only: outside of it, delete the rule that names the function; inside, look for the member role.";

describe('handlers/aws-config/advice', () => {
  describe('on a role that the function may not assume', () => {
    const reasons: [string, string, string][] = [
      ['no reason', '', member],
      ['the trust policy', ' because no role trust policy allows the sts:AssumeRole action', member],
      [
        "the policy of the function's role",
        ' because no identity-based policy allows the sts:AssumeRole action',
        outside,
      ],
      [
        'a service control policy',
        ' with an explicit deny in a service control policy',
        'Find the policy that denies it.',
      ],
      [
        'a resource control policy',
        ' with an explicit deny in a resource control policy',
        'Find the policy that denies it.',
      ],
      [
        'the trust policy, explicitly',
        ' with an explicit deny in the role trust policy',
        'Find the policy that denies it.',
      ],
    ];
    for (const [name, why, advice] of reasons) {
      it(`goes by what STS says: ${name}`, () =>
        expect(adviceOn('sts:AssumeRole', refused(why))).to.equal(advice));
    }

    it('is the advice for an assumed role if the message is not a text', () => {
      expect(adviceOn('sts:AssumeRole', Object.assign(refused(''), { message: 5 }))).to.equal(member);
    });

    it('is for refusals only', () => {
      expect(adviceOn('sts:AssumeRole', refused('', 'Throttling'))).to.match(/^Start the evaluation again/);
    });

    it('is for that action only', () => {
      expect(adviceOn('iam:GetAccountSummary', refused(''))).to.match(/^Allow iam:GetAccountSummary in/);
    });
  });
});
