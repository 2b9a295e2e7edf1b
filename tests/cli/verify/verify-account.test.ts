import { expect } from 'chai';
import { awsCalls } from '../../../aws/call.ts';
import { actionsOf, findingsText, statements, verifyAccount } from '../../../cli/verify/verify-account.ts';
import { rejection } from '../../rejection.ts';
import {
  type Answer,
  accountSummaryXml,
  deviceXml,
  queryErrorXml,
  type ScriptedAws,
  scriptedAws,
  virtualMfaDevicesXml,
} from '../../scripted-aws.ts';

const ROOT = 'arn:aws:iam::111122223333:root';
const LINKED = 'securityhub.amazonaws.com';
const IS_ROOT = ['Root', 'AWS ROOT USER'] as const;
const WITHOUT_PASSWORD = {
  AccountMFAEnabled: 1,
  AccountAccessKeysPresent: 2,
  AccountSigningCertificatesPresent: 0,
};
const FULL = { ...WITHOUT_PASSWORD, AccountPasswordPresent: 1 };

const json = (value: object): Answer => ({ body: JSON.stringify(value) });
const summary = (values: Record<string, number>): Answer => ({ body: accountSummaryXml(values) });
const denied: Answer = { status: 403, body: queryErrorXml('AccessDenied', `${ROOT} may not`) };
const noDevices: Answer = { body: virtualMfaDevicesXml('<IsTruncated>false</IsTruncated>') };
const devices = (...owners: string[]): Answer => {
  const list = owners.map((owner) => deviceXml('x', owner)).join('');
  return { body: virtualMfaDevicesXml(`<VirtualMFADevices>${list}</VirtualMFADevices>`) };
};
const organization = (MasterAccountId?: string) => json({ Organization: { MasterAccountId } });
const noOrganization: Answer = { status: 400, body: '{"__type":"AWSOrganizationsNotInUseException"}' };
const deniedJson: Answer = { status: 400, body: '{"__type":"AccessDeniedException"}' };
const rules = (...names: string[]) => {
  const SourceIdentifier = 'arn:aws:lambda:us-east-1:111122223333:function:root-user-mfa-enabled';
  const Source = { Owner: 'CUSTOM_LAMBDA', SourceIdentifier };
  return json({ ConfigRules: names.map((ConfigRuleName) => ({ ConfigRuleName, Source })) });
};
const RULE = rules('root-user-mfa-enabled');
const recorders = (...servicePrincipals: (string | undefined)[]) =>
  json({
    ConfigurationRecorderSummaries: servicePrincipals.map((servicePrincipal) => ({ servicePrincipal })),
  });
const recorder = (recording: boolean, lastStopTime?: number) =>
  json({ ConfigurationRecordersStatus: [{ recording, lastStopTime }] });
const results = (...recordedAt: number[]) =>
  json({ EvaluationResults: recordedAt.map((ResultRecordedTime) => ({ ResultRecordedTime })) });
const packs = (...names: string[]) =>
  json({
    ConformancePackDetails: names.map((ConformancePackName) => ({ ConformancePackName, CreatedBy: 'x' })),
  });
const events = (...of: (readonly [type: string, userName?: string])[]) => {
  const texts = of.map(([type, userName]) =>
    JSON.stringify({ userIdentity: { type }, requestParameters: { userName } }),
  );
  return json({ Events: texts.map((CloudTrailEvent) => ({ CloudTrailEvent })) });
};
const metrics = (hoursWithErrors: number) => {
  const at = [1_790_000_000, 1_790_003_600];
  const of = (Id: string, hours: number, value: number) => {
    const Timestamps = at.slice(0, hours);
    return { Id, StatusCode: 'Complete', Timestamps, Values: Timestamps.map(() => value) };
  };
  return json({ MetricDataResults: [of('invocations', 2, 1), of('errors', hoursWithErrors, 0)] });
};

/** The findings of each statement, with the answers of AWS that lead to them. */
const cases: Readonly<Record<string, Readonly<Record<string, readonly Answer[]>>>> = {
  'account-summary': {
    'confirmed: in the partition aws': [summary(FULL)],
    'differs: in the partition aws: AccountPasswordPresent is missing': [summary(WITHOUT_PASSWORD)],
    'differs: in the partition aws: AccountMFAEnabled is odd': [summary({ ...FULL, AccountMFAEnabled: 2 })],
    'cannot tell: iam:GetAccountSummary: AccessDenied': [denied],
  },
  'govcloud-password': {
    'cannot tell: the account is not in AWS GovCloud (US)': [],
    'confirmed: AccountPasswordPresent is 0': [summary({ ...FULL, AccountPasswordPresent: 0 })],
    'confirmed: AccountPasswordPresent is missing': [summary(WITHOUT_PASSWORD)],
    'differs: AccountPasswordPresent is 1': [summary(FULL)],
  },
  'china-summary': {
    'cannot tell: the account is not in a China Region': [],
    'confirmed: AccountPasswordPresent is 0, AccountAccessKeysPresent is missing, AccountSigningCertificatesPresent is missing':
      [summary({ AccountMFAEnabled: 0, AccountPasswordPresent: 0 })],
    'differs: AccountPasswordPresent is 1, AccountAccessKeysPresent is more, AccountSigningCertificatesPresent is 0':
      [summary(FULL)],
  },
  'virtual-mfa-owners': {
    'differs: the answer has no list of devices': [noDevices],
    'cannot tell: no virtual MFA device is assigned in the account': [devices()],
    'confirmed: 2 devices, 1 of the root user': [devices(ROOT, 'arn:aws:iam::111122223333:user/a')],
    'differs: 1 of 2 devices name no such owner': [devices(ROOT, 'somebody')],
  },
  'organization-role': {
    'confirmed: in a management account': [organization('111122223333')],
    'confirmed: in a member account': [organization('999999999999')],
    'differs: the answer has no MasterAccountId': [organization()],
    'confirmed: in an account in no organization': [noOrganization],
    'cannot tell: organizations:DescribeOrganization: AccessDeniedException': [deniedJson],
  },
  'customer-managed-recorder': {
    'confirmed: 1 customer managed and 1 service-linked recorders': [recorders(undefined, LINKED), RULE],
    'differs: the rule is deployed beside 0 customer managed and 1 service-linked recorders': [
      recorders(LINKED),
      RULE,
    ],
    'cannot tell: 0 customer managed and 0 service-linked recorders; the rule is not deployed in this account and Region':
      [recorders(), rules()],
  },
  'stopped-recorder': {
    'cannot tell: the rule is not deployed in this account and Region': [rules()],
    'cannot tell: the recorder is not stopped': [RULE, recorder(true)],
    'cannot tell: the recorder was never started': [RULE, recorder(false)],
    'cannot tell: AWS Config shows no result of the rule': [RULE, recorder(false, 1000), results()],
    'confirmed: the last result is younger than the stop of the recorder': [
      RULE,
      recorder(false, 1000),
      results(1001),
    ],
    'cannot tell: the last result is older than the stop of the recorder: try again after the period of the rule':
      [RULE, recorder(false, 1000), results(999)],
  },
  'rule-names': {
    'cannot tell: the rule is not deployed in this account and Region': [rules()],
    'confirmed: names of its stack and of an organization rule': [
      rules('root-user-mfa-enabled', 'OrgConfigRule-root-user-mfa-enabled-1a2b3c4d'),
    ],
    'confirmed: names of a conformance pack': [rules('root-user-mfa-enabled-conformance-pack-1a2b3c')],
    'differs: names of another form': [rules('OrgConfigRule-root-user-mfa-enabled')],
  },
  'conformance-pack-names': {
    'cannot tell: the account has no conformance pack of its organization': [packs()],
    'confirmed: all of 1': [packs('OrgConformsPack-root-user-1a2b3c')],
    'differs: 1 of 2 packs have another form of name': [
      packs('OrgConformsPack-root-user-1a2b3c', 'root-user'),
    ],
  },
  'root-user-name': {
    'cannot tell: no such event of the root user in the last 90 days': [events(), events(['IAMUser', 'a'])],
    'confirmed: 2 events': [events(IS_ROOT), events(IS_ROOT)],
    'differs: of 3 events, 1 name no user and 1 another one': [
      events(IS_ROOT, ['Root', 'somebody']),
      events(['Root']),
    ],
  },
  'errors-with-zero': {
    'cannot tell: the rule is not deployed in this account and Region': [rules()],
    'confirmed: 2 hours with invocations': [RULE, metrics(2)],
    'differs: 1 of 2 hours with invocations have no data point of Errors': [RULE, metrics(1)],
  },
};
/** Of the statements about one partition. An account for which AWS is not asked is in another. */
const PARTITIONS: Readonly<Record<string, string>> = {
  'govcloud-password': 'aws-us-gov',
  'china-summary': 'aws-cn',
};

describe('cli/verify/verify-account', () => {
  let aws: ScriptedAws;
  afterEach(() => aws?.close());

  for (const statement of statements) {
    for (const [finding, answers] of Object.entries(cases[statement.id] ?? {})) {
      it(`${statement.id}: ${finding}`, async () => {
        aws = await scriptedAws(answers);
        const partition = answers.length === 0 ? 'aws' : (PARTITIONS[statement.id] ?? 'aws');
        const account = { id: '111122223333', partition };
        const { call } = awsCalls({ deadline: new AbortController().signal, advise: () => '' });
        const session = { account, call, clientConfig: aws.clientConfig };
        const now = new Date('2026-11-26T12:30:00Z');
        const verified = await verifyAccount(session, now, { toCheck: [statement] });
        expect(verified.map(({ result, detail }) => `${result}: ${detail}`)).to.deep.equal([finding]);
        const asked = new Set(aws.requests.map(({ operation, body }) => `${operation} ${body}`));
        expect(asked, 'each question once').to.have.property('size', answers.length);
        const declared = statement.actions.map((action) => action.split(':')[1]);
        expect(declared).to.include.members(aws.requests.map(({ operation }) => operation));
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
    const verified = verifyAccount(session, new Date(), { toCheck: [broken] });
    expect(await rejection(verified)).to.be.instanceOf(TypeError);
  });
});
