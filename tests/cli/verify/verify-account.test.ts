import { expect } from 'chai';
import { awsCalls } from '../../../aws/call.ts';
import { actionsOf, findingsText, statements, verifyAccount } from '../../../cli/verify/verify-account.ts';
import { type Answer, type ScriptedAws, scriptedAws } from '../../scripted-aws.ts';
import {
  denied,
  devices,
  events,
  FULL,
  json,
  metrics,
  noDevices,
  noOrganization,
  organization,
  packs,
  ROOT,
  recorder,
  recorders,
  resultAt,
  rules,
  summary,
  WITHOUT_PASSWORD,
} from './answers.ts';

const NOW = new Date('2026-11-26T12:30:00Z');
const NOT_DEPLOYED = 'cannot tell: the rule is not deployed in this account and Region';
const RULE = rules('root-user-mfa-enabled');
const LINKED = 'securityhub.amazonaws.com';
const IS_ROOT = ['Root', 'AWS ROOT USER'] as const;

type Case = readonly [answers: readonly Answer[], finding: string, partition?: string];
/** The cases of each statement: the answers of AWS, the finding, and the partition if it matters. */
const cases: Readonly<Record<string, readonly Case[]>> = {
  'account-summary': [
    [[summary(FULL)], 'confirmed: in the partition aws'],
    [[summary(WITHOUT_PASSWORD)], 'differs: in the partition aws: AccountPasswordPresent is missing'],
    [[summary({ ...FULL, AccountMFAEnabled: 2 })], 'differs: in the partition aws: AccountMFAEnabled is odd'],
    [[denied], 'cannot tell: iam:GetAccountSummary: AccessDenied'],
  ],
  'govcloud-password': [
    [[], 'cannot tell: the account is not in AWS GovCloud (US)'],
    [
      [summary({ ...FULL, AccountPasswordPresent: 0 })],
      'confirmed: AccountPasswordPresent is 0',
      'aws-us-gov',
    ],
    [[summary(WITHOUT_PASSWORD)], 'confirmed: AccountPasswordPresent is missing', 'aws-us-gov'],
    [[summary(FULL)], 'differs: AccountPasswordPresent is 1', 'aws-us-gov'],
  ],
  'china-summary': [
    [[], 'cannot tell: the account is not in a China Region'],
    [
      [summary({ AccountMFAEnabled: 0, AccountPasswordPresent: 0 })],
      'confirmed: AccountPasswordPresent is 0, AccountAccessKeysPresent is missing, AccountSigningCertificatesPresent is missing',
      'aws-cn',
    ],
    [
      [summary(FULL)],
      'differs: AccountPasswordPresent is 1, AccountAccessKeysPresent is more, AccountSigningCertificatesPresent is 0',
      'aws-cn',
    ],
  ],
  'virtual-mfa-owners': [
    [[noDevices], 'differs: the answer has no list of devices'],
    [[devices()], 'cannot tell: no virtual MFA device is assigned in the account'],
    [[devices(ROOT, 'arn:aws:iam::111122223333:user/a')], 'confirmed: 2 devices, 1 of the root user'],
    [[devices(ROOT, 'somebody')], 'differs: 1 of 2 devices name no such owner'],
  ],
  'organization-role': [
    [[organization('111122223333')], 'confirmed: in a management account'],
    [[organization('999999999999')], 'confirmed: in a member account'],
    [[organization()], 'differs: the answer has no MasterAccountId'],
    [[noOrganization], 'confirmed: in an account in no organization'],
  ],
  'customer-managed-recorder': [
    [[recorders(undefined, LINKED), RULE], 'confirmed: 1 customer managed and 1 service-linked recorders'],
    [
      [recorders(LINKED), RULE],
      'differs: the rule is deployed beside 0 customer managed and 1 service-linked recorders',
    ],
    [
      [recorders(), rules()],
      'cannot tell: 0 customer managed and 0 service-linked recorders; the rule is not deployed in this account and Region',
    ],
  ],
  'stopped-recorder': [
    [[rules()], NOT_DEPLOYED],
    [[RULE, recorder(true)], 'cannot tell: the recorder is not stopped'],
    [[RULE, recorder(false)], 'cannot tell: the recorder was never started'],
    [
      [RULE, recorder(false, 1000), json({ EvaluationResults: [] })],
      'cannot tell: AWS Config shows no result of the rule',
    ],
    [
      [RULE, recorder(false, 1000), resultAt(1001)],
      'confirmed: the last result is younger than the stop of the recorder',
    ],
    [
      [RULE, recorder(false, 1000), resultAt(999)],
      'cannot tell: the last result is older than the stop of the recorder: try again after the period of the rule',
    ],
  ],
  'rule-names': [
    [[rules()], NOT_DEPLOYED],
    [
      [rules('root-user-mfa-enabled', 'OrgConfigRule-root-user-mfa-enabled-1a2b3c4d')],
      'confirmed: names of its stack and of an organization rule',
    ],
    [[rules('root-user-mfa-enabled-conformance-pack-1a2b3c')], 'confirmed: names of a conformance pack'],
    [[rules('OrgConfigRule-root-user-mfa-enabled')], 'differs: names of another form'],
  ],
  'conformance-pack-names': [
    [[packs()], 'cannot tell: the account has no conformance pack of its organization'],
    [[packs('OrgConformsPack-root-user-1a2b3c')], 'confirmed: all of 1'],
    [
      [packs('OrgConformsPack-root-user-1a2b3c', 'root-user')],
      'differs: 1 of 2 packs have another form of name',
    ],
  ],
  'root-user-name': [
    [[events(), events(['IAMUser', 'a'])], 'cannot tell: no such event of the root user in the last 90 days'],
    [[events(IS_ROOT), events(IS_ROOT)], 'confirmed: 2 events'],
    [
      [events(IS_ROOT, ['Root', 'somebody']), events(['Root'])],
      'differs: of 3 events, 1 name no user and 1 another one',
    ],
  ],
  'errors-with-zero': [
    [[rules()], NOT_DEPLOYED],
    [[RULE, metrics(2)], 'confirmed: 2 hours with invocations'],
    [[RULE, metrics(1)], 'differs: 1 of 2 hours with invocations have no data point of Errors'],
  ],
};

describe('cli/verify/verify-account', () => {
  let aws: ScriptedAws;
  afterEach(() => aws?.close());

  async function verify(id: string, answers: readonly Answer[], partition = 'aws') {
    aws = await scriptedAws(answers);
    const { call } = awsCalls({ deadline: new AbortController().signal, advise: () => '' });
    const statement = statements.filter((candidate) => candidate.id === id);
    const session = { account: { id: '111122223333', partition }, call, clientConfig: aws.clientConfig };
    return verifyAccount(session, NOW, { toCheck: statement });
  }

  for (const [id, all] of Object.entries(cases)) {
    for (const [answers, finding, partition] of all) {
      it(`${id}: ${finding}`, async () => {
        const verified = await verify(id, answers, partition);
        expect(`${verified[0]?.result}: ${verified[0]?.detail}`).to.equal(finding);
        expect(aws.requests).to.have.length(answers.length);
        // People paste this text into public issues.
        expect(findingsText(verified)).to.not.match(/[0-9]{12}|arn:|somebody|securityhub/);
      });
    }
  }

  it('has a case for each statement', () => {
    expect(Object.keys(cases)).to.have.members(statements.map(({ id }) => id));
  });

  it('lists what it calls before it starts: reads only', () => {
    expect(actionsOf().length).to.be.greaterThan(5);
    for (const action of actionsOf()) expect(action).to.match(/^[a-z]+:(Get|List|Describe|Lookup)[A-Z]/);
  });

  it('throws an error that AWS did not cause', async () => {
    const broken = { id: 'x', says: '', actions: [], check: () => Promise.reject(new TypeError('broken')) };
    const session = { account: { id: '111122223333', partition: 'aws' } } as never;
    const error = await verifyAccount(session, NOW, { toCheck: [broken] }).catch((thrown: Error) => thrown);
    expect(error).to.be.instanceOf(TypeError);
  });
});
