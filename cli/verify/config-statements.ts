import {
  ConfigServiceClient,
  DescribeConfigurationRecorderStatusCommand,
  DescribeConformancePacksCommand,
  GetComplianceDetailsByConfigRuleCommand,
  ListConfigurationRecordersCommand,
} from '@aws-sdk/client-config-service';
import type { Aws } from '../../aws/call.ts';
import { type DeployedRule, findRules } from './deployed-rules.ts';
import { cannotTell, confirmed, differs, type Statement } from './statement.ts';

const NOT_DEPLOYED = 'the rule is not deployed in this account and Region';

const customerManagedRecorder: Statement = {
  id: 'customer-managed-recorder',
  says: 'A rule needs a customer managed configuration recorder; a service-linked recorder is not enough',
  actions: ['config:ListConfigurationRecorders', 'config:DescribeConfigRules'],
  async check(aws) {
    const config = new ConfigServiceClient(aws.clientConfig);
    const { ConfigurationRecorderSummaries: recorders = [] } = await aws.call(
      'config:ListConfigurationRecorders',
      (options) => config.send(new ListConfigurationRecordersCommand({}), options),
    );
    const isLinked = recorders.filter(({ servicePrincipal }) => servicePrincipal !== undefined).length;
    const found = `${recorders.length - isLinked} customer managed and ${isLinked} service-linked recorders`;
    if ((await findRules(aws)).length === 0) return cannotTell(`${found}; ${NOT_DEPLOYED}`);
    return recorders.length > isLinked ? confirmed(found) : differs(`the rule is deployed beside ${found}`);
  },
};

const stoppedRecorder: Statement = {
  id: 'stopped-recorder',
  says: 'AWS Config evaluates a periodic rule also while the configuration recorder is stopped',
  actions: [
    'config:DescribeConfigurationRecorderStatus',
    'config:DescribeConfigRules',
    'config:GetComplianceDetailsByConfigRule',
  ],
  async check(aws) {
    const [rule] = await findRules(aws);
    if (rule === undefined) return cannotTell(NOT_DEPLOYED);
    const config = new ConfigServiceClient(aws.clientConfig);
    const { ConfigurationRecordersStatus: states = [] } = await aws.call(
      'config:DescribeConfigurationRecorderStatus',
      (options) => config.send(new DescribeConfigurationRecorderStatusCommand({}), options),
    );
    const [recorder] = states;
    if (recorder?.recording !== false) return cannotTell('the recorder is not stopped');
    const stoppedAt = recorder.lastStopTime;
    if (stoppedAt === undefined) return cannotTell('the recorder was never started');
    const recorded = await lastResult(aws, config, rule);
    if (recorded === undefined) return cannotTell('AWS Config shows no result of the rule');
    if (recorded > stoppedAt) return confirmed('the last result is younger than the stop of the recorder');
    return cannotTell(
      'the last result is older than the stop of the recorder: try again after the period of the rule',
    );
  },
};

async function lastResult({ call }: Aws, config: ConfigServiceClient, { name }: DeployedRule) {
  const command = new GetComplianceDetailsByConfigRuleCommand({ ConfigRuleName: name });
  const { EvaluationResults: results = [] } = await call(
    'config:GetComplianceDetailsByConfigRule',
    (options) => config.send(command, options),
  );
  return results[0]?.ResultRecordedTime;
}

/** How a rule can come into an account, by the form of its name. */
const NAME_FORMS: Readonly<Record<string, RegExp>> = {
  'of an organization rule': /^OrgConfigRule-.+-[a-z0-9]{8}$/,
  'of a conformance pack': /^.+-conformance-pack-[a-z0-9]+$/,
  'of its stack': /^(?!OrgConfigRule-).+$/,
};

const ruleNames: Statement = {
  id: 'rule-names',
  says: 'Rules are named OrgConfigRule-<name>-<suffix> by organization rules and <name>-conformance-pack-<suffix> by packs',
  actions: ['config:DescribeConfigRules'],
  async check(aws) {
    const rules = await findRules(aws);
    if (rules.length === 0) return cannotTell(NOT_DEPLOYED);
    const forms = rules.map(
      ({ name, createdBy }) =>
        Object.entries(NAME_FORMS).find(([, form]) => form.test(name))?.[0] ??
        (createdBy === undefined ? 'of another form' : 'of another form, made by a service'),
    );
    const detail = `names ${[...new Set(forms)].join(' and ')}`;
    return forms.some((form) => form.startsWith('of another form')) ? differs(detail) : confirmed(detail);
  },
};

const packNames: Statement = {
  id: 'conformance-pack-names',
  says: 'A conformance pack of an organization is named OrgConformsPack-<name>-<suffix> in the accounts',
  actions: ['config:DescribeConformancePacks'],
  async check({ call, clientConfig }) {
    const config = new ConfigServiceClient(clientConfig);
    const { ConformancePackDetails: packs = [] } = await call('config:DescribeConformancePacks', (options) =>
      config.send(new DescribeConformancePacksCommand({}), options),
    );
    const ofOrganization = packs.filter(({ CreatedBy }) => CreatedBy !== undefined);
    if (ofOrganization.length === 0)
      return cannotTell('the account has no conformance pack of its organization');
    const other = ofOrganization.filter(
      ({ ConformancePackName: name = '' }) => !/^OrgConformsPack-.+-[a-z0-9]+$/.test(name),
    );
    return other.length === 0
      ? confirmed(`all of ${ofOrganization.length}`)
      : differs(`${other.length} of ${ofOrganization.length} packs have another form of name`);
  },
};

export const configStatements = [customerManagedRecorder, stoppedRecorder, ruleNames, packNames];
