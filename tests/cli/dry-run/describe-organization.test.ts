import { expect } from 'chai';
import { awsCalls } from '../../../aws/call.ts';
import { describeOrganization } from '../../../cli/dry-run/describe-organization.ts';
import type { CallerSession } from '../../../cli/dry-run/session.ts';
import { rejection } from '../../rejection.ts';
import { type ScriptedAws, scriptedAws } from '../../scripted-aws.ts';

describe('cli/dry-run/describe-organization', () => {
  let aws: ScriptedAws;
  afterEach(() => aws.close());

  async function sessionAnswered(answer: object): Promise<CallerSession> {
    aws = await scriptedAws([{ body: JSON.stringify(answer) }]);
    const calls = () => awsCalls({ deadline: new AbortController().signal, advise: () => 'advice' });
    return { clientConfig: aws.clientConfig, calls } as Partial<CallerSession> as CallerSession;
  }

  it('knows the management account', async () => {
    const session = await sessionAnswered({ Organization: { MasterAccountId: '999999999999' } });
    expect(await describeOrganization(session)).to.deep.equal({
      id: undefined,
      managementAccountId: '999999999999',
    });
  });

  it('refuses an organization without a management account', async () => {
    const error = await rejection(describeOrganization(await sessionAnswered({ Organization: {} })));
    expect(error.message).to.match(
      /^organizations:DescribeOrganization: answer\.Organization\.MasterAccountId/,
    );
  });
});
