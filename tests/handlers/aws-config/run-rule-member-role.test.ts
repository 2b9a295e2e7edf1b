import { expect } from 'chai';
import { rejection } from '../../rejection.ts';
import { queryErrorXml } from '../../scripted-aws.ts';
import { accepted, afterWork, assumed, elsewhere, failing, runsOfEachTest } from './run-rule-fixture.ts';

describe('handlers/aws-config/run-rule, with a role to assume', () => {
  const { centrally, log, run, signers } = runsOfEachTest();

  it("reads and reports with the member's credentials", async () => {
    await centrally(assumed, accepted);
    const seen: unknown[] = [];
    const rule = afterWork(({ account, clientConfig: { credentials } }) =>
      seen.push(account, { ...(credentials as object) }),
    );
    await run(rule, elsewhere());
    expect(seen).to.deep.equal([
      { id: '999999999999', partition: 'aws' },
      { accessKeyId: 'ASIAMEMBER', secretAccessKey: 'the-member-secret', sessionToken: 'the-member-token' },
    ]);
    expect(signers()).to.deep.equal([
      ['AssumeRole', 'AKIAEXAMPLE'],
      ['PutEvaluations', 'ASIAMEMBER'],
    ]);
    expect(log().info.args[0]?.[0]).to.include({ accountId: '999999999999', awsCalls: 2 });
  });

  it('answers for its own account with its own credentials', async () => {
    await centrally(accepted);
    await run();
    expect(signers()).to.deep.equal([['PutEvaluations', 'AKIAEXAMPLE']]);
  });

  it("reports with the member's credentials that its account left the scope", async () => {
    await centrally(assumed, accepted);
    await run(failing(new Error('asked')), elsewhere({ eventLeftScope: true }));
    expect(signers().at(-1)).to.deep.equal(['PutEvaluations', 'ASIAMEMBER']);
  });

  it('calls nothing else if the role cannot be assumed', async () => {
    await centrally({ status: 403, body: queryErrorXml('AccessDenied', 'User u may not') });
    const error = await rejection(run(failing(new Error('asked')), elsewhere()));
    expect(error.name).to.equal('EvaluationError');
    expect(error.message).to.match(
      /^No verdict for account 999999999999\. sts:AssumeRole: AccessDenied: User u may not\. Inside the function's organization, the member role is missing/,
    );
    expect(signers()).to.have.length(1);
  });

  it('refuses an invalid role name before it calls AWS', async () => {
    await centrally();
    process.env['MEMBER_ROLE_NAME'] = '*';
    expect((await rejection(run())).message).to.match(/^MEMBER_ROLE_NAME: expected the name of an IAM role/);
    expect(signers()).to.deep.equal([]);
  });
});
