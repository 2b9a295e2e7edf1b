import {
  type ComplianceType,
  ConfigServiceClient,
  DescribeComplianceByConfigRuleCommand,
  DescribeConfigRulesCommand,
  DescribeConfigurationRecordersCommand,
  type Evaluation,
  GetComplianceDetailsByConfigRuleCommand,
  InvalidParameterValueException,
  InvalidResultTokenException,
  NoSuchConfigRuleException,
  PutEvaluationsCommand,
  type PutEvaluationsCommandInput,
  StartConfigRulesEvaluationCommand,
} from '@aws-sdk/client-config-service';
import {
  GetAccountSummaryCommand,
  IAMClient,
  ListMFADevicesCommand,
  ListUsersCommand,
  ListVirtualMFADevicesCommand,
  type ListVirtualMFADevicesCommandOutput,
  paginateListVirtualMFADevices,
} from '@aws-sdk/client-iam';
import {
  AccessDeniedException,
  type Account,
  AWSOrganizationsNotInUseException,
  DescribeOrganizationCommand,
  InvalidInputException,
  ListAccountsCommand,
  ListRootsCommand,
  OrganizationsClient,
  paginateListAccounts,
} from '@aws-sdk/client-organizations';
import { GetCallerIdentityCommand, GetSessionTokenCommand, STSClient } from '@aws-sdk/client-sts';
import { expect } from 'chai';
import {
  type AwsAccount,
  administratorOf,
  type Credentials,
  type Principal,
  roleSession,
} from '../../../embedded-aws/services/accounts.ts';
import { type ConfigRule, ConfigService } from '../../../embedded-aws/services/config.ts';
import { Endpoint } from '../../../embedded-aws/services/endpoint.ts';
import { rejection } from '../../rejection.ts';
import { anAccount, bareRootUser } from '../fixtures.ts';

const ruleName = 'root-user-mfa-enabled';

function ruleOf({ id, partition, region }: AwsAccount): ConfigRule {
  return {
    name: ruleName,
    id: 'config-rule-a1b2c3',
    arn: `arn:${partition}:config:${region}:${id}:config-rule/config-rule-a1b2c3`,
    description: 'An example',
    functionArn: `arn:${partition}:lambda:${region}:${id}:function:example`,
    frequency: 'TwentyFour_Hours',
    parameters: { allowVirtualMfa: 'false' },
  };
}

/** What AWS Config sends to a function, as far as a test looks at it. */
interface Event {
  readonly resultToken: string;
  readonly invokingEvent: string;
}

describe('embedded-aws/services/endpoint', () => {
  let endpoint: Endpoint;
  let url: string;

  beforeEach(async () => {
    endpoint = new Endpoint();
    url = await endpoint.listen();
  });

  afterEach(() => endpoint.close());

  /** An account behind the endpoint, with one rule whose function is `invoke`. */
  function serve(account: AwsAccount, invoke: (event: Event) => Promise<void> = async () => {}) {
    const config = new ConfigService(account, (_, event) => invoke(event as Event));
    const rule = ruleOf(account);
    config.put(rule);
    endpoint.add({ account, config });
    return { config, rule };
  }

  /** For the constructor of any SDK client. One attempt: what fails here would fail again. */
  function configFor(
    principal: Principal,
    changes: { credentials?: Partial<Credentials>; region?: string } = {},
  ) {
    return {
      endpoint: url,
      region: changes.region ?? principal.account.region,
      credentials: { ...endpoint.issueCredentials(principal), ...changes.credentials },
      maxAttempts: 1,
    };
  }

  /** For the constructor of any SDK client, on behalf of an administrator of an account that is served. */
  function administrator(changes: Partial<AwsAccount> = {}) {
    const account = anAccount(changes);
    serve(account);
    return configFor(administratorOf(account));
  }

  describe('IAM', () => {
    const protectedRoot = { ...bareRootUser, password: true, mfaDevices: ['virtual', 'hardware'] } as const;
    const zeros = {
      AccountMFAEnabled: 0,
      AccountPasswordPresent: 0,
      AccountAccessKeysPresent: 0,
      AccountSigningCertificatesPresent: 0,
    };
    const summaries: Record<string, [AwsAccount['rootUser'], Record<string, number>]> = {
      'no credential': [bareRootUser, zeros],
      'two MFA devices, as a flag': [
        protectedRoot,
        { ...zeros, AccountPasswordPresent: 1, AccountMFAEnabled: 1, MFADevices: 2, MFADevicesInUse: 2 },
      ],
      'two access keys, as a flag': [
        { ...bareRootUser, accessKeys: 2 },
        { ...zeros, AccountAccessKeysPresent: 1 },
      ],
      'a signing certificate': [
        { ...bareRootUser, signingCertificates: 1 },
        { ...zeros, AccountSigningCertificatesPresent: 1 },
      ],
      'no root user, and nothing of its credentials': [null, { AccountMFAEnabled: 0 }],
    };
    const counts = {
      Users: 0,
      UsersQuota: 5000,
      Roles: 1,
      RolesQuota: 1000,
      MFADevices: 0,
      MFADevicesInUse: 0,
    };
    for (const [name, [rootUser, summary]] of Object.entries(summaries)) {
      it(`GetAccountSummary reports ${name}`, async () => {
        const iam = new IAMClient(administrator({ rootUser }));
        const { SummaryMap } = await iam.send(new GetAccountSummaryCommand({}));
        expect(SummaryMap).to.deep.equal({ ...counts, ...summary });
      });
    }

    const fourDevices = {
      ...bareRootUser,
      mfaDevices: ['virtual', 'hardware', 'virtual', 'passkey', 'virtual'],
    } as const;
    const serial = 'arn:aws:iam::111122223333:mfa/root-account-mfa-device';
    const threeSerials = [serial, `${serial}-2`, `${serial}-3`];

    it("ListVirtualMFADevices describes the root user's virtual device", async () => {
      const iam = new IAMClient(administrator({ partition: 'aws-cn', rootUser: protectedRoot }));
      const { VirtualMFADevices, IsTruncated } = await iam.send(new ListVirtualMFADevicesCommand({}));
      const since = new Date('2026-01-01T00:00:00Z');
      expect(IsTruncated).to.equal(false);
      expect(VirtualMFADevices).to.deep.equal([
        {
          SerialNumber: 'arn:aws-cn:iam::111122223333:mfa/root-account-mfa-device',
          EnableDate: since,
          User: { Arn: 'arn:aws-cn:iam::111122223333:root', UserId: '111122223333', CreateDate: since },
        },
      ]);
    });

    const statuses = { Any: threeSerials, Assigned: threeSerials, Unassigned: [] };
    for (const [status, expected] of Object.entries(statuses)) {
      it(`ListVirtualMFADevices lists ${expected.length} of three virtual devices as ${status}`, async () => {
        const iam = new IAMClient(administrator({ rootUser: fourDevices }));
        const command = new ListVirtualMFADevicesCommand({
          AssignmentStatus: status as keyof typeof statuses,
        });
        const { VirtualMFADevices = [] } = await iam.send(command);
        expect(VirtualMFADevices.map((device) => device.SerialNumber)).to.deep.equal(expected);
      });
    }

    it("ListVirtualMFADevices lists users' devices under their own names", async () => {
      const users = [
        { name: 'rooter', virtualMfaDevice: 'root-account-mfa-device' },
        { name: 'a&b', virtualMfaDevice: 'a&b' },
      ];
      const iam = new IAMClient(administrator({ users, rootUser: protectedRoot }));
      const { VirtualMFADevices = [] } = await iam.send(new ListVirtualMFADevicesCommand({}));
      expect(
        VirtualMFADevices.map(({ SerialNumber, User }) => [SerialNumber, User?.Arn]),
      ).to.have.deep.members([
        [serial, 'arn:aws:iam::111122223333:user/rooter'],
        ['arn:aws:iam::111122223333:mfa/a&b', 'arn:aws:iam::111122223333:user/a&b'],
        [serial, 'arn:aws:iam::111122223333:root'],
      ]);
    });

    it('ListVirtualMFADevices lists nothing where there is no root user', async () => {
      const iam = new IAMClient(administrator({ rootUser: null }));
      const { VirtualMFADevices, IsTruncated } = await iam.send(new ListVirtualMFADevicesCommand({}));
      expect({ VirtualMFADevices, IsTruncated }).to.deep.equal({ VirtualMFADevices: [], IsTruncated: false });
    });

    const serials: Record<string, [AwsAccount['rootUser'], serialNumbers: string[]]> = {
      'no root user': [null, []],
      'no device': [bareRootUser, []],
      'a virtual device, by its ARN': [{ ...bareRootUser, mfaDevices: ['virtual'] }, [serial]],
      'a passkey, by its ARN': [
        { ...bareRootUser, mfaDevices: ['passkey'] },
        ['arn:aws:iam::111122223333:u2f/root/key-0'],
      ],
      'a hardware token, by its own number': [
        { ...bareRootUser, mfaDevices: ['hardware'] },
        ['GAHT12345670'],
      ],
      'devices of all kinds, the virtual ones as ListVirtualMFADevices does': [
        fourDevices,
        [serial, 'GAHT12345670', `${serial}-2`, 'arn:aws:iam::111122223333:u2f/root/key-0', `${serial}-3`],
      ],
    };
    for (const [name, [rootUser, serialNumbers]] of Object.entries(serials)) {
      it(`ListMFADevices lists ${name}`, async () => {
        const users = [{ name: 'root', virtualMfaDevice: 'phone' }];
        const iam = new IAMClient(administrator({ rootUser, users }));
        const { MFADevices = [], IsTruncated } = await iam.send(new ListMFADevicesCommand({}));
        expect(IsTruncated).to.equal(false);
        expect(MFADevices.map(({ SerialNumber }) => SerialNumber)).to.deep.equal(serialNumbers);
      });
    }

    const pagings: Record<number, { sizes: number[]; markers: (string | undefined)[] }> = {
      1: { sizes: [1, 1, 1], markers: ['1', '2', undefined] },
      2: { sizes: [2, 1], markers: ['2', undefined] },
      3: { sizes: [3], markers: [undefined] },
    };
    for (const [pageSize, { sizes, markers }] of Object.entries(pagings)) {
      it(`ListVirtualMFADevices gives three devices in pages of ${pageSize}`, async () => {
        const client = new IAMClient(administrator({ rootUser: fourDevices }));
        const pages: ListVirtualMFADevicesCommandOutput[] = [];
        for await (const page of paginateListVirtualMFADevices({ client, pageSize: Number(pageSize) }, {})) {
          pages.push(page);
        }
        expect(pages.map((page) => page.VirtualMFADevices?.length)).to.deep.equal(sizes);
        expect(pages.map((page) => page.Marker)).to.deep.equal(markers);
        expect(pages.map((page) => page.IsTruncated)).to.deep.equal(
          markers.map((marker) => marker !== undefined),
        );
        const serials = pages.flatMap((page) => page.VirtualMFADevices?.map((device) => device.SerialNumber));
        expect(serials).to.deep.equal(threeSerials);
      });
    }

    it('ListVirtualMFADevices refuses a marker that it did not give', async () => {
      const iam = new IAMClient(administrator());
      const error = await rejection(iam.send(new ListVirtualMFADevicesCommand({ Marker: '<next>' })));
      expect(error).to.include({ name: 'ValidationError', message: 'Invalid Marker: <next>' });
    });
  });

  describe('Organizations', () => {
    it('DescribeOrganization tells a member who manages its organization', async () => {
      const organization = { id: 'o-a1b2c3d4e5', managementAccountId: '999988887777' };
      const client = new OrganizationsClient(administrator({ organization }));
      const { Organization } = await client.send(new DescribeOrganizationCommand({}));
      expect(Organization).to.deep.equal({
        Id: 'o-a1b2c3d4e5',
        Arn: 'arn:aws:organizations::999988887777:organization/o-a1b2c3d4e5',
        FeatureSet: 'ALL',
        MasterAccountArn: 'arn:aws:organizations::999988887777:account/o-a1b2c3d4e5/999988887777',
        MasterAccountId: '999988887777',
        MasterAccountEmail: 'management@example.com',
        AvailablePolicyTypes: [],
      });
    });

    it('DescribeOrganization fails in an account of no organization', async () => {
      const client = new OrganizationsClient(administrator({ organization: null }));
      const error = await rejection(client.send(new DescribeOrganizationCommand({})));
      expect(error).to.be.instanceOf(AWSOrganizationsNotInUseException);
      expect(error.message).to.equal('Your account is not a member of an organization.');
    });

    const organization = {
      id: 'o-a1b2c3d4e5',
      managementAccountId: '100000000000',
      delegatedAdministratorId: '100000000001',
    };
    const idOf = (index: number) => `${100_000_000_000 + index}`;

    /** A client of an administrator of the first account, in an organization of so many. */
    function organizationOf(count: number, caller = idOf(0)) {
      for (let index = 0; index < count; index += 1) {
        serve(anAccount({ id: idOf(index), name: `account ${index}`, organization }));
      }
      return new OrganizationsClient(administrator({ id: caller, name: 'caller', organization }));
    }

    async function accountsFor(client: OrganizationsClient) {
      const pages: Account[][] = [];
      for await (const { Accounts = [] } of paginateListAccounts({ client }, {})) pages.push(Accounts);
      return pages;
    }

    const pages: Record<number, number[]> = { 1: [1], 20: [20], 21: [20, 1], 40: [20, 20], 45: [20, 20, 5] };
    for (const [count, sizes] of Object.entries(pages)) {
      it(`ListAccounts lists ${count} accounts in pages of ${sizes.join(', ')}, each once`, async () => {
        const found = await accountsFor(organizationOf(Number(count)));
        expect(found.map((page) => page.length)).to.deep.equal(sizes);
        expect(found.flat().map(({ Id }) => Id)).to.deep.equal(
          Array.from({ length: Number(count) }, (_, index) => idOf(index)),
        );
      });
    }

    it('ListAccounts lists as few accounts a page as are asked for', async () => {
      const client = organizationOf(5);
      const { Accounts, NextToken } = await client.send(new ListAccountsCommand({ MaxResults: 2 }));
      const next = await client.send(new ListAccountsCommand({ MaxResults: 2, NextToken }));
      expect([Accounts, next.Accounts].map((page) => page?.map(({ Id }) => Id))).to.deep.equal([
        [idOf(0), idOf(1)],
        [idOf(2), idOf(3)],
      ]);
    });

    it('ListAccounts describes an account, by its State', async () => {
      serve(anAccount({ id: idOf(2), name: 'closed', organization, suspended: true }));
      const { Accounts } = await organizationOf(1).send(new ListAccountsCommand({}));
      const arn = 'arn:aws:organizations::100000000000:account/o-a1b2c3d4e5';
      expect(Accounts).to.have.deep.members([
        {
          Id: '100000000002',
          Arn: `${arn}/100000000002`,
          Name: 'closed',
          Email: '100000000002@example.com',
          State: 'SUSPENDED',
          JoinedMethod: 'CREATED',
        },
        {
          Id: '100000000000',
          Arn: `${arn}/100000000000`,
          Name: 'caller',
          Email: '100000000000@example.com',
          State: 'ACTIVE',
          JoinedMethod: 'CREATED',
        },
      ]);
    });

    it("ListAccounts lists the caller's own organization only", async () => {
      serve(anAccount({ id: '200000000000', organization: null }));
      serve(
        anAccount({
          id: '200000000001',
          organization: { id: 'o-z9y8x7w6v5', managementAccountId: '200000000001' },
        }),
      );
      const found = await accountsFor(organizationOf(2));
      expect(found.flat().map(({ Id }) => Id)).to.deep.equal([idOf(0), idOf(1)]);
    });

    it('ListAccounts answers the delegated administrator', async () => {
      const found = await accountsFor(organizationOf(3, idOf(1)));
      expect(found.flat()).to.have.length(3);
    });

    it('ListAccounts refuses an ordinary member', async () => {
      const error = await rejection(organizationOf(3, idOf(2)).send(new ListAccountsCommand({})));
      expect(error).to.be.instanceOf(AccessDeniedException);
      expect(error.message).to.equal("You don't have permissions to access this resource.");
    });

    it('ListAccounts fails in an account of no organization', async () => {
      const client = new OrganizationsClient(administrator({ organization: null }));
      const error = await rejection(client.send(new ListAccountsCommand({})));
      expect(error).to.be.instanceOf(AWSOrganizationsNotInUseException);
    });

    const invalid: Record<string, [input: { MaxResults?: number; NextToken?: string }, message: string]> = {
      'no account a page': [{ MaxResults: 0 }, 'Invalid MaxResults: 0'],
      'more than 20 accounts a page': [{ MaxResults: 21 }, 'Invalid MaxResults: 21'],
      'a token that it did not give': [{ NextToken: 'next' }, 'Invalid NextToken: next'],
      'an empty token': [{ NextToken: '' }, 'Invalid NextToken: '],
    };
    for (const [name, [input, message]] of Object.entries(invalid)) {
      it(`ListAccounts refuses ${name}`, async () => {
        const error = await rejection(organizationOf(3).send(new ListAccountsCommand(input)));
        expect(error).to.be.instanceOf(InvalidInputException);
        expect(error.message).to.equal(message);
      });
    }
  });

  describe('STS', () => {
    it('GetCallerIdentity says who calls, without any permission', async () => {
      const account = anAccount({ id: '444455556666', partition: 'aws-us-gov' });
      serve(account);
      const sts = new STSClient(configFor(roleSession(account, 'Reader', 'session', [])));
      const { Arn, Account, UserId } = await sts.send(new GetCallerIdentityCommand({}));
      expect({ Arn, Account, UserId }).to.deep.equal({
        Arn: 'arn:aws-us-gov:sts::444455556666:assumed-role/Reader/session',
        Account: '444455556666',
        UserId: 'AROAEXAMPLE444455556:session',
      });
    });
  });

  describe('AWS Config', () => {
    const time = new Date('2026-07-13T21:50:00.373Z');
    const anEvaluation: Evaluation = {
      ComplianceResourceType: 'AWS::::Account',
      ComplianceResourceId: '111122223333',
      ComplianceType: 'COMPLIANT',
      Annotation: 'The root user has MFA enabled.',
      OrderingTimestamp: time,
    };

    /** An account whose rule was invoked once, and a client of its administrator. */
    async function invokedOnce() {
      const account = anAccount();
      const events: Event[] = [];
      const { config, rule } = serve(account, async (event) => {
        events.push(event);
      });
      await config.evaluate(rule);
      const [event] = events;
      if (event === undefined) throw new Error('The function was not invoked');
      const client = new ConfigServiceClient(configFor(administratorOf(account)));
      const put = (Evaluations: Evaluation[], changes: Partial<PutEvaluationsCommandInput> = {}) =>
        client.send(new PutEvaluationsCommand({ Evaluations, ResultToken: event.resultToken, ...changes }));
      return { account, client, event, put };
    }

    async function storedIn(client: ConfigServiceClient, ComplianceTypes: ComplianceType[] = []) {
      const command = new GetComplianceDetailsByConfigRuleCommand({
        ConfigRuleName: ruleName,
        ComplianceTypes,
      });
      const { EvaluationResults = [] } = await client.send(command);
      return EvaluationResults;
    }

    async function annotationsIn(client: ConfigServiceClient) {
      return (await storedIn(client)).map((result) => result.Annotation);
    }

    it('DescribeConfigRules describes the rule', async () => {
      const config = new ConfigServiceClient(administrator());
      const command = new DescribeConfigRulesCommand({ ConfigRuleNames: [ruleName] });
      const { ConfigRules } = await config.send(command);
      expect(ConfigRules).to.deep.equal([
        {
          ConfigRuleName: ruleName,
          ConfigRuleArn: 'arn:aws:config:eu-central-1:111122223333:config-rule/config-rule-a1b2c3',
          ConfigRuleId: 'config-rule-a1b2c3',
          Description: 'An example',
          Source: {
            Owner: 'CUSTOM_LAMBDA',
            SourceIdentifier: 'arn:aws:lambda:eu-central-1:111122223333:function:example',
            SourceDetails: [
              {
                EventSource: 'aws.config',
                MessageType: 'ScheduledNotification',
                MaximumExecutionFrequency: 'TwentyFour_Hours',
              },
            ],
          },
          InputParameters: '{"allowVirtualMfa":"false"}',
          MaximumExecutionFrequency: 'TwentyFour_Hours',
          ConfigRuleState: 'ACTIVE',
          EvaluationModes: [{ Mode: 'DETECTIVE' }],
        },
      ]);
    });

    it('DescribeConfigRules without names describes every rule', async () => {
      const account = anAccount();
      const { config, rule } = serve(account);
      config.put({ ...rule, name: 'another-rule' });
      const client = new ConfigServiceClient(configFor(administratorOf(account)));
      const { ConfigRules = [] } = await client.send(new DescribeConfigRulesCommand({}));
      expect(ConfigRules.map((found) => found.ConfigRuleName)).to.deep.equal([ruleName, 'another-rule']);
    });

    it('StartConfigRulesEvaluation invokes the function with the event of a scheduled rule', async () => {
      const account = anAccount();
      const invoked = Promise.withResolvers<Event>();
      serve(account, async (event) => invoked.resolve(event));
      const client = new ConfigServiceClient(configFor(administratorOf(account)));
      const before = Date.now();

      await client.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: [ruleName] }));
      const { invokingEvent, resultToken, ...event } = await invoked.promise;

      expect(event).to.deep.equal({
        version: '1.0',
        ruleParameters: '{"allowVirtualMfa":"false"}',
        eventLeftScope: false,
        executionRoleArn:
          'arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig',
        configRuleArn: 'arn:aws:config:eu-central-1:111122223333:config-rule/config-rule-a1b2c3',
        configRuleName: ruleName,
        configRuleId: 'config-rule-a1b2c3',
        accountId: '111122223333',
      });
      expect(resultToken).to.match(/^\S{30,}$/);
      const { notificationCreationTime, ...notification } = JSON.parse(invokingEvent);
      expect(notification).to.deep.equal({
        awsAccountId: '111122223333',
        messageType: 'ScheduledNotification',
        recordVersion: '1.0',
      });
      expect(notificationCreationTime).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      expect(Date.parse(notificationCreationTime)).to.be.within(before, Date.now());
    });

    it('StartConfigRulesEvaluation does not wait for the function, and survives its failure', async () => {
      const account = anAccount();
      const verdict = Promise.withResolvers<void>();
      serve(account, () => verdict.promise);
      const client = new ConfigServiceClient(configFor(administratorOf(account)));
      const unhandled: unknown[] = [];
      const listen = (reason: unknown) => unhandled.push(reason);
      process.on('unhandledRejection', listen);
      try {
        await client.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: [ruleName] }));
        verdict.reject(new Error('The function failed'));
        expect(await storedIn(client)).to.deep.equal([]);
      } finally {
        process.off('unhandledRejection', listen);
      }
      expect(unhandled).to.deep.equal([]);
    });

    it('fails an evaluation as the function fails', async () => {
      const failure = new Error('The function failed');
      const { config, rule } = serve(anAccount(), () => Promise.reject(failure));
      expect(await rejection(config.evaluate(rule))).to.equal(failure);
    });

    it('GetComplianceDetailsByConfigRule gives back what PutEvaluations took', async () => {
      const before = Date.now();
      const { client, event, put } = await invokedOnce();

      const { FailedEvaluations } = await put([anEvaluation]);

      expect(FailedEvaluations).to.deep.equal([]);
      const [result, ...others] = await storedIn(client);
      const { ResultRecordedTime: recorded, ConfigRuleInvokedTime: invoked, ...rest } = result ?? {};
      expect(others).to.deep.equal([]);
      expect(rest).to.deep.equal({
        EvaluationResultIdentifier: {
          EvaluationResultQualifier: {
            ConfigRuleName: ruleName,
            ResourceType: 'AWS::::Account',
            ResourceId: '111122223333',
            EvaluationMode: 'DETECTIVE',
          },
          OrderingTimestamp: time,
        },
        ComplianceType: 'COMPLIANT',
        Annotation: 'The root user has MFA enabled.',
      });
      expect(invoked?.toISOString()).to.equal(JSON.parse(event.invokingEvent).notificationCreationTime);
      expect(invoked?.getTime()).to.be.at.least(before);
      expect(recorded?.getTime()).to.be.within(invoked?.getTime() ?? Number.NaN, Date.now());
    });

    it('GetComplianceDetailsByConfigRule filters by compliance type', async () => {
      const { client, put } = await invokedOnce();
      await put([
        anEvaluation,
        { ...anEvaluation, ComplianceResourceId: 'second', ComplianceType: 'NON_COMPLIANT' },
        { ...anEvaluation, ComplianceResourceId: 'third', ComplianceType: 'NOT_APPLICABLE' },
      ]);
      const found = await storedIn(client, ['NON_COMPLIANT', 'NOT_APPLICABLE']);
      expect(found.map((result) => result.ComplianceType)).to.deep.equal(['NON_COMPLIANT', 'NOT_APPLICABLE']);
    });

    const orders: Record<string, [secondTime: string, kept: string]> = {
      'an older result does not replace a newer one': ['2026-07-13T21:50:00.372Z', 'first'],
      'a newer result replaces an older one': ['2026-07-13T21:50:00.374Z', 'second'],
      'a result replaces one of the same time': ['2026-07-13T21:50:00.373Z', 'second'],
    };
    for (const [name, [secondTime, kept]] of Object.entries(orders)) {
      it(name, async () => {
        const { client, put } = await invokedOnce();
        await put([{ ...anEvaluation, Annotation: 'first' }]);
        await put([{ ...anEvaluation, Annotation: 'second', OrderingTimestamp: new Date(secondTime) }]);
        expect(await annotationsIn(client)).to.deep.equal([kept]);
      });
    }

    it('keeps results of different resources apart', async () => {
      const { client, put } = await invokedOnce();
      await put([
        { ...anEvaluation, Annotation: 'account' },
        { ...anEvaluation, Annotation: 'another id', ComplianceResourceId: '444455556666' },
        { ...anEvaluation, Annotation: 'another type', ComplianceResourceType: 'AWS::IAM::User' },
      ]);
      expect(await annotationsIn(client)).to.deep.equal(['account', 'another id', 'another type']);
    });

    const accepted: Record<string, Evaluation[]> = {
      'an annotation of 256 characters': [{ ...anEvaluation, Annotation: 'x'.repeat(256) }],
      'no annotation': [{ ...anEvaluation, Annotation: undefined }],
      NOT_APPLICABLE: [{ ...anEvaluation, ComplianceType: 'NOT_APPLICABLE' }],
      '100 evaluations': evaluationsOf(100),
    };
    for (const [name, evaluations] of Object.entries(accepted)) {
      it(`PutEvaluations takes ${name}`, async () => {
        const { client, put } = await invokedOnce();
        await put(evaluations);
        expect(await storedIn(client)).to.have.length(evaluations.length);
      });
    }

    function evaluationsOf(count: number): Evaluation[] {
      return Array.from({ length: count }, (_, index) => ({
        ...anEvaluation,
        ComplianceResourceId: `${index}`,
      }));
    }

    const refused: Record<string, [Evaluation[], place: string]> = {
      'an annotation of 257 characters': [
        [{ ...anEvaluation, Annotation: 'x'.repeat(257) }],
        'Evaluations.0.Annotation',
      ],
      'an empty annotation': [[{ ...anEvaluation, Annotation: '' }], 'Evaluations.0.Annotation'],
      INSUFFICIENT_DATA: [
        [anEvaluation, { ...anEvaluation, ComplianceType: 'INSUFFICIENT_DATA' }],
        'Evaluations.1.ComplianceType',
      ],
      'an empty resource id': [
        [{ ...anEvaluation, ComplianceResourceId: '' }],
        'Evaluations.0.ComplianceResourceId',
      ],
      'no time': [[{ ...anEvaluation, OrderingTimestamp: undefined }], 'Evaluations.0.OrderingTimestamp'],
      '101 evaluations': [evaluationsOf(101), 'Evaluations'],
    };
    for (const [name, [evaluations, place]] of Object.entries(refused)) {
      for (const TestMode of [false, true]) {
        it(`PutEvaluations refuses ${name}${TestMode ? ' in test mode, too' : ' and stores nothing'}`, async () => {
          const { client, put } = await invokedOnce();
          const error = await rejection(put(evaluations, { TestMode }));
          expect(error).to.be.instanceOf(InvalidParameterValueException);
          expect(error.message.split(': ')[0]).to.equal(place);
          expect(await storedIn(client)).to.deep.equal([]);
        });
      }
    }

    it('PutEvaluations refuses an unknown token', async () => {
      const { client, put } = await invokedOnce();
      const error = await rejection(put([anEvaluation], { ResultToken: 'made-up' }));
      expect(error).to.be.instanceOf(InvalidResultTokenException);
      expect(await storedIn(client)).to.deep.equal([]);
    });

    it('PutEvaluations refuses to go without a token', async () => {
      const { put } = await invokedOnce();
      const error = await rejection(put([anEvaluation], { ResultToken: undefined }));
      expect(error).to.be.instanceOf(InvalidParameterValueException);
      expect(error.message).to.match(/^ResultToken: /);
    });

    it("PutEvaluations refuses another account's token", async () => {
      const { event } = await invokedOnce();
      const other = new ConfigServiceClient(administrator({ id: '444455556666' }));
      const command = new PutEvaluationsCommand({
        Evaluations: [anEvaluation],
        ResultToken: event.resultToken,
      });
      expect(await rejection(other.send(command))).to.be.instanceOf(InvalidResultTokenException);
    });

    it("PutEvaluations refuses another Region's token", async () => {
      const { account, event } = await invokedOnce();
      const elsewhere = new ConfigServiceClient(configFor(administratorOf(account), { region: 'eu-west-1' }));
      const command = new PutEvaluationsCommand({
        Evaluations: [anEvaluation],
        ResultToken: event.resultToken,
      });
      expect(await rejection(elsewhere.send(command))).to.be.instanceOf(InvalidResultTokenException);
    });

    for (const ResultToken of ['that AWS Config gave', 'TESTMODE']) {
      it(`PutEvaluations stores nothing in test mode with the token ${ResultToken}`, async () => {
        const { client, event, put } = await invokedOnce();
        const token = ResultToken === 'TESTMODE' ? ResultToken : event.resultToken;
        const answer = await put([anEvaluation], { ResultToken: token, TestMode: true });
        expect(answer.FailedEvaluations).to.deep.equal([]);
        expect(await storedIn(client)).to.deep.equal([]);
      });
    }

    const rollUps: Record<string, [results: ComplianceType[], expected: object]> = {
      'no result': [[], { ComplianceType: 'INSUFFICIENT_DATA' }],
      'only NOT_APPLICABLE': [['NOT_APPLICABLE', 'NOT_APPLICABLE'], { ComplianceType: 'INSUFFICIENT_DATA' }],
      'COMPLIANT and NOT_APPLICABLE': [['NOT_APPLICABLE', 'COMPLIANT'], { ComplianceType: 'COMPLIANT' }],
      'one NON_COMPLIANT of two': [
        ['NON_COMPLIANT', 'COMPLIANT'],
        {
          ComplianceType: 'NON_COMPLIANT',
          ComplianceContributorCount: { CappedCount: 1, CapExceeded: false },
        },
      ],
      'two NON_COMPLIANT of four': [
        ['COMPLIANT', 'NON_COMPLIANT', 'NOT_APPLICABLE', 'NON_COMPLIANT'],
        {
          ComplianceType: 'NON_COMPLIANT',
          ComplianceContributorCount: { CappedCount: 2, CapExceeded: false },
        },
      ],
    };
    for (const [name, [types, expected]] of Object.entries(rollUps)) {
      it(`DescribeComplianceByConfigRule rolls up ${name}`, async () => {
        const { client, put } = await invokedOnce();
        await put(
          types.map((ComplianceType, index) => ({
            ...anEvaluation,
            ComplianceType,
            ComplianceResourceId: `${index}`,
          })),
        );
        const { ComplianceByConfigRules } = await client.send(new DescribeComplianceByConfigRuleCommand({}));
        expect(ComplianceByConfigRules).to.deep.equal([{ ConfigRuleName: ruleName, Compliance: expected }]);
      });
    }

    const filters: [ComplianceType[], found: string[]][] = [
      [['COMPLIANT'], [ruleName]],
      [['NON_COMPLIANT', 'COMPLIANT'], [ruleName]],
      [['NON_COMPLIANT'], []],
    ];
    for (const [ComplianceTypes, found] of filters) {
      it(`DescribeComplianceByConfigRule gives ${found.length} COMPLIANT rules for ${ComplianceTypes}`, async () => {
        const { client, put } = await invokedOnce();
        await put([anEvaluation]);
        const command = new DescribeComplianceByConfigRuleCommand({ ComplianceTypes });
        const { ComplianceByConfigRules = [] } = await client.send(command);
        expect(ComplianceByConfigRules.map((rule) => rule.ConfigRuleName)).to.deep.equal(found);
      });
    }

    const onARule: Record<string, (config: ConfigServiceClient) => Promise<unknown>> = {
      DescribeConfigRules: (config) =>
        config.send(new DescribeConfigRulesCommand({ ConfigRuleNames: ['typo'] })),
      StartConfigRulesEvaluation: (config) =>
        config.send(new StartConfigRulesEvaluationCommand({ ConfigRuleNames: ['typo'] })),
      GetComplianceDetailsByConfigRule: (config) =>
        config.send(new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: 'typo' })),
      DescribeComplianceByConfigRule: (config) =>
        config.send(new DescribeComplianceByConfigRuleCommand({ ConfigRuleNames: ['typo'] })),
    };
    for (const [operation, send] of Object.entries(onARule)) {
      it(`${operation} refuses a rule that does not exist`, async () => {
        const error = await rejection(send(new ConfigServiceClient(administrator())));
        expect(error).to.be.instanceOf(NoSuchConfigRuleException);
        expect(error.message).to.include("'typo'");
      });
    }
  });

  type ClientConfig = ReturnType<typeof configFor>;
  type Send = (config: ClientConfig) => Promise<unknown>;

  /** One call to each operation, by the action that it needs. */
  const calls: Record<string, Send> = {
    'iam:GetAccountSummary': (config) => new IAMClient(config).send(new GetAccountSummaryCommand({})),
    'iam:ListVirtualMFADevices': (config) => new IAMClient(config).send(new ListVirtualMFADevicesCommand({})),
    'iam:ListMFADevices': (config) => new IAMClient(config).send(new ListMFADevicesCommand({})),
    'organizations:DescribeOrganization': (config) =>
      new OrganizationsClient(config).send(new DescribeOrganizationCommand({})),
    'organizations:ListAccounts': (config) =>
      new OrganizationsClient(config).send(new ListAccountsCommand({})),
    'config:PutEvaluations': (config) =>
      new ConfigServiceClient(config).send(new PutEvaluationsCommand({ ResultToken: 'x', TestMode: true })),
    'config:DescribeConfigRules': (config) =>
      new ConfigServiceClient(config).send(new DescribeConfigRulesCommand({})),
    'config:StartConfigRulesEvaluation': (config) =>
      new ConfigServiceClient(config).send(new StartConfigRulesEvaluationCommand({})),
    'config:GetComplianceDetailsByConfigRule': (config) =>
      new ConfigServiceClient(config).send(
        new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: ruleName }),
      ),
    'config:DescribeComplianceByConfigRule': (config) =>
      new ConfigServiceClient(config).send(new DescribeComplianceByConfigRuleCommand({})),
  };
  const inOrganization = anAccount({
    organization: {
      id: 'o-a1b2c3d4e5',
      managementAccountId: '999988887777',
      delegatedAdministratorId: '111122223333',
    },
  });

  describe('permissions', () => {
    for (const [action, send] of Object.entries(calls)) {
      const isQuery = action.startsWith('iam:');
      const allOthers = Object.keys(calls).filter((other) => other !== action);

      it(`${action} is denied where the policy leaves only it out`, async () => {
        serve(inOrganization);
        const role = roleSession(inOrganization, 'Reader', 'session', [
          { Statement: [{ Effect: 'Allow', Action: allOthers, Resource: '*' }] },
        ]);
        const error = await rejection(send(configFor(role)));
        expect(error.name).to.equal(isQuery ? 'AccessDenied' : 'AccessDeniedException');
        expect(error.message).to.equal(
          `User: arn:aws:sts::111122223333:assumed-role/Reader/session is not authorized to perform: ${action} ` +
            `on resource: * because no identity-based policy allows the ${action} action`,
        );
        expect(error).to.have.nested.property('$metadata.httpStatusCode', isQuery ? 403 : 400);
      });

      it(`${action} needs no other permission`, async () => {
        serve(inOrganization);
        const role = roleSession(inOrganization, 'Reader', 'session', [
          { Statement: [{ Effect: 'Allow', Action: action, Resource: '*' }] },
        ]);
        expect(await send(configFor(role))).to.have.nested.property('$metadata.httpStatusCode', 200);
      });
    }
  });

  describe('credentials', () => {
    const strangers: Record<string, Partial<Credentials>> = {
      'an unknown access key': { accessKeyId: 'ASIAUNKNOWN' },
      'a bad session token': { sessionToken: 'token-of-somebody-else' },
    };
    const services: Record<string, [Send, name: string, status: number]> = {
      IAM: [calls['iam:GetAccountSummary'] as Send, 'InvalidClientTokenId', 403],
      STS: [
        (config) => new STSClient(config).send(new GetCallerIdentityCommand({})),
        'InvalidClientTokenId',
        403,
      ],
      Organizations: [
        calls['organizations:DescribeOrganization'] as Send,
        'UnrecognizedClientException',
        400,
      ],
      'AWS Config': [calls['config:DescribeConfigRules'] as Send, 'UnrecognizedClientException', 400],
    };
    for (const [service, [send, name, status]] of Object.entries(services)) {
      for (const [what, credentials] of Object.entries(strangers)) {
        it(`${service} refuses ${what}`, async () => {
          serve(inOrganization);
          const error = await rejection(send(configFor(administratorOf(inOrganization), { credentials })));
          expect(error).to.include({
            name,
            message: 'The security token included in the request is invalid.',
          });
          expect(error).to.have.nested.property('$metadata.httpStatusCode', status);
        });
      }

      it(`${service} refuses to go without the session token`, async () => {
        serve(inOrganization);
        const { credentials, ...config } = configFor(administratorOf(inOrganization));
        const { accessKeyId, secretAccessKey } = credentials;
        const withoutToken = { ...config, credentials: { accessKeyId, secretAccessKey } };
        expect(await rejection(send(withoutToken as ClientConfig))).to.include({ name });
      });
    }

    it('answers each caller for its own account', async () => {
      const first = new IAMClient(administrator({ id: '111122223333', rootUser: bareRootUser }));
      const second = new IAMClient(
        administrator({ id: '444455556666', rootUser: { ...bareRootUser, accessKeys: 1 } }),
      );
      const ofFirst = await first.send(new GetAccountSummaryCommand({}));
      const ofSecond = await second.send(new GetAccountSummaryCommand({}));
      expect(ofFirst.SummaryMap).to.include({ AccountAccessKeysPresent: 0 });
      expect(ofSecond.SummaryMap).to.include({ AccountAccessKeysPresent: 1 });
    });

    it('refuses credentials that were revoked, and no others', async () => {
      serve(inOrganization);
      const revoked = configFor(administratorOf(inOrganization));
      const other = configFor(administratorOf(inOrganization));
      const send = calls['iam:GetAccountSummary'] as Send;
      await send(revoked);

      endpoint.revokeCredentials(revoked.credentials);

      expect(await rejection(send(revoked))).to.include({ name: 'InvalidClientTokenId' });
      await send(other);
    });

    it('refuses a request that nobody signed', async () => {
      const body = new URLSearchParams({ Action: 'GetAccountSummary', Version: '2010-05-08' });
      const response = await fetch(url, { method: 'POST', body });
      expect(response.status).to.equal(403);
      expect(await response.text()).to.include('<Code>MissingAuthenticationToken</Code>');
    });
  });

  describe('operations that it does not know', () => {
    const unknown: Record<string, [Send, name: string]> = {
      'iam:ListUsers': [(config) => new IAMClient(config).send(new ListUsersCommand({})), 'InvalidAction'],
      'sts:GetSessionToken': [
        (config) => new STSClient(config).send(new GetSessionTokenCommand({})),
        'InvalidAction',
      ],
      'organizations:ListRoots': [
        (config) => new OrganizationsClient(config).send(new ListRootsCommand({})),
        'UnknownOperationException',
      ],
      'config:DescribeConfigurationRecorders': [
        (config) => new ConfigServiceClient(config).send(new DescribeConfigurationRecordersCommand({})),
        'UnknownOperationException',
      ],
    };
    for (const [action, [send, name]] of Object.entries(unknown)) {
      it(action, async () => {
        const error = await rejection(send(administrator()));
        expect(error).to.include({ name, message: `The embedded AWS does not know ${action}` });
      });
    }
  });

  it('reports a fault of its own as one of AWS', async () => {
    const iam = new IAMClient(configFor(administratorOf(anAccount({ id: '444455556666' }))));
    const error = await rejection(iam.send(new GetAccountSummaryCommand({})));
    expect(error.name).to.equal('InternalFailure');
    expect(error.message).to.include('Account 444455556666 is not here');
    expect(error).to.have.nested.property('$metadata.httpStatusCode', 500);
  });

  it('listens on loopback only', () => {
    expect(url).to.match(/^http:\/\/127\.0\.0\.1:\d+$/);
  });
});
