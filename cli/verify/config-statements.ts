import { type ConfigRule, ConfigService } from '@aws-sdk/client-config-service';
import type { Aws } from '../../aws/call.ts';
import { pagesOf } from '../../aws/pages.ts';
import { rootUserMfaEnabled } from '../../rules/root-user-mfa-enabled/rule.ts';
import { cannotTell, confirmed, differs, type Statement } from './statement.ts';

export const NOT_DEPLOYED = 'the rule is not deployed in this account and Region';
export const FIND_RULES = 'config:DescribeConfigRules';

/** How a rule can come into an account, by the form of its name. */
const NAME_FORMS: Readonly<Record<string, RegExp>> = {
  'of an organization rule': /^OrgConfigRule-.+-[a-z0-9]{8}$/,
  'of a conformance pack': /^.+-conformance-pack-[a-z0-9]+$/,
  'of its stack': /^(?!OrgConfigRule-).+$/,
};

export const configStatements: readonly Statement[] = [
  {
    id: 'customer-managed-recorder',
    says: 'A rule needs a customer managed configuration recorder; a service-linked recorder is not enough',
    actions: ['config:ListConfigurationRecorders', FIND_RULES],
    async check(aws) {
      const config = new ConfigService(aws.clientConfig);
      const { ConfigurationRecorderSummaries: recorders = [] } = await aws.call(
        'config:ListConfigurationRecorders',
        (options) => config.listConfigurationRecorders({}, options),
      );
      const isLinked = recorders.filter(({ servicePrincipal }) => servicePrincipal !== undefined).length;
      const found = `${recorders.length - isLinked} customer managed and ${isLinked} service-linked recorders`;
      if ((await findRules(aws)).length === 0) return cannotTell(`${found}; ${NOT_DEPLOYED}`);
      return recorders.length > isLinked ? confirmed(found) : differs(`the rule is deployed beside ${found}`);
    },
  },
  {
    id: 'stopped-recorder',
    says: 'AWS Config evaluates a periodic rule also while the configuration recorder is stopped',
    actions: [
      'config:DescribeConfigurationRecorderStatus',
      FIND_RULES,
      'config:GetComplianceDetailsByConfigRule',
    ],
    async check(aws) {
      const [rule] = await findRules(aws);
      if (rule === undefined) return cannotTell(NOT_DEPLOYED);
      const config = new ConfigService(aws.clientConfig);
      const { ConfigurationRecordersStatus: [recorder] = [] } = await aws.call(
        'config:DescribeConfigurationRecorderStatus',
        (options) => config.describeConfigurationRecorderStatus({}, options),
      );
      if (recorder?.recording !== false) return cannotTell('the recorder is not stopped');
      const stoppedAt = recorder.lastStopTime;
      if (stoppedAt === undefined) return cannotTell('the recorder was never started');
      const { EvaluationResults: [result] = [] } = await aws.call(
        'config:GetComplianceDetailsByConfigRule',
        (options) =>
          config.getComplianceDetailsByConfigRule({ ConfigRuleName: rule.ConfigRuleName }, options),
      );
      const recordedAt = result?.ResultRecordedTime;
      if (recordedAt === undefined) return cannotTell('AWS Config shows no result of the rule');
      if (recordedAt > stoppedAt)
        return confirmed('the last result is younger than the stop of the recorder');
      return cannotTell(
        'the last result is older than the stop of the recorder: try again after the period of the rule',
      );
    },
  },
  {
    id: 'rule-names',
    says: 'Rules are named OrgConfigRule-<name>-<suffix> by organization rules and <name>-conformance-pack-<suffix> by packs',
    actions: [FIND_RULES],
    async check(aws) {
      const rules = await findRules(aws);
      if (rules.length === 0) return cannotTell(NOT_DEPLOYED);
      const forms = rules.map(({ ConfigRuleName: name = '', CreatedBy }) => {
        const [known] = Object.entries(NAME_FORMS).find(([, form]) => form.test(name)) ?? [];
        return known ?? (CreatedBy === undefined ? 'of another form' : 'of another form, made by a service');
      });
      const detail = `names ${[...new Set(forms)].join(' and ')}`;
      return forms.every((form) => form in NAME_FORMS) ? confirmed(detail) : differs(detail);
    },
  },
  {
    id: 'conformance-pack-names',
    says: 'A conformance pack of an organization is named OrgConformsPack-<name>-<suffix> in the accounts',
    actions: ['config:DescribeConformancePacks'],
    async check({ call, clientConfig }) {
      const config = new ConfigService(clientConfig);
      const { ConformancePackDetails: packs = [] } = await call(
        'config:DescribeConformancePacks',
        (options) => config.describeConformancePacks({}, options),
      );
      const names = packs
        .filter(({ CreatedBy }) => CreatedBy !== undefined)
        .map(({ ConformancePackName = '' }) => ConformancePackName);
      if (names.length === 0) return cannotTell('the account has no conformance pack of its organization');
      const other = names.filter((name) => !/^OrgConformsPack-.+-[a-z0-9]+$/.test(name)).length;
      if (other === 0) return confirmed(`all of ${names.length}`);
      return differs(`${other} of ${names.length} packs have another form of name`);
    },
  },
];

/** Finds this project's rules: those whose name or function contains the rule's name. */
export async function findRules({ call, clientConfig }: Aws): Promise<ConfigRule[]> {
  const config = new ConfigService(clientConfig);
  const read = (NextToken: string | undefined) =>
    call(FIND_RULES, (options) => config.describeConfigRules({ NextToken }, options));
  const found: ConfigRule[] = [];
  for await (const { ConfigRules = [] } of pagesOf(FIND_RULES, read)) {
    found.push(
      ...ConfigRules.filter(({ ConfigRuleName, Source }) => {
        const names = `${ConfigRuleName} ${Source?.SourceIdentifier}`;
        return Source?.Owner === 'CUSTOM_LAMBDA' && names.includes(rootUserMfaEnabled.name);
      }),
    );
  }
  return found;
}
