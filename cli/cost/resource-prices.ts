import type { Properties } from '../../embedded-aws/cloudformation/template.ts';
import { type Load, monthsOf, runsAMonth } from './load.ts';
import type { Usage } from './prices.ts';

/** What a type of CloudFormation resource costs. */
export type ResourcePrice = Charged | Free | NotCounted;

export interface Charged {
  /** What the usage depends on, as the template has it: before its functions are resolved. */
  readonly read: (properties: Properties) => object;
  /** @param read with its functions resolved */
  readonly usage: (read: Properties, load: Load) => Usage;
}

interface Free {
  readonly free: string;
  readonly source: string;
}

interface NotCounted {
  readonly notCounted: string;
  readonly source: string;
}

const nothing = () => ({});

const IAM: Free = { free: 'IAM is free of charge', source: 'https://aws.amazon.com/iam/faqs/' };
const FUNCTION_SETTING: Free = {
  free: 'a setting of a function, which is charged by its use',
  source: 'https://aws.amazon.com/lambda/pricing/',
};

/** Every type of resource in the compiled template and in `deploy/`; a test fails for one that is not here. */
export const RESOURCE_PRICES: Readonly<Record<string, ResourcePrice>> = {
  'AWS::CloudWatch::Alarm': {
    read: ({ Metrics }) => ({ queries: Metrics }),
    usage: ({ queries }) => ({ alarmMetrics: metricsOf(queries) }),
  },
  'AWS::Config::ConfigRule': {
    read: ({ MaximumExecutionFrequency }) => ({ frequency: MaximumExecutionFrequency }),
    usage: ({ frequency }) => ({ configEvaluations: runsAMonth(frequency) }),
  },
  'AWS::Config::OrganizationConfigRule': {
    read: ({ OrganizationCustomRuleMetadata: metadata }) => ({
      frequency: metadata.MaximumExecutionFrequency,
    }),
    usage: ({ frequency }, { coveredAccounts }) => ({
      configEvaluations: coveredAccounts * runsAMonth(frequency),
    }),
  },
  'AWS::Events::Rule': {
    free: 'schedules and events of AWS services are free; forwarding to another Region, $1 for a million events, is not counted',
    source: 'https://aws.amazon.com/eventbridge/pricing/',
  },
  'AWS::IAM::OIDCProvider': IAM,
  'AWS::IAM::Role': IAM,
  'AWS::Lambda::EventInvokeConfig': FUNCTION_SETTING,
  'AWS::Lambda::Function': {
    read: ({ MemorySize, Timeout, Architectures }) => ({ MemorySize, Timeout, Architectures }),
    usage: lambdaUsage,
  },
  'AWS::Lambda::Permission': FUNCTION_SETTING,
  'AWS::Logs::LogGroup': {
    read: ({ RetentionInDays }) => ({ RetentionInDays }),
    usage: ({ RetentionInDays }, { invocations, logBytesPerInvocation }) => {
      const gigabytes = (invocations * logBytesPerInvocation) / 1e9;
      return { logGigabytesWritten: gigabytes, logGigabytesStored: gigabytes * monthsOf(RetentionInDays) };
    },
  },
  'AWS::S3::Bucket': { read: nothing, usage: (_, { zipBytes }) => ({ s3Gigabytes: zipBytes / 1e9 }) },
  'AWS::S3::BucketPolicy': {
    free: 'a setting of a bucket, which is charged by what it holds',
    source: 'https://aws.amazon.com/s3/pricing/',
  },
  'AWS::SNS::Subscription': { read: nothing, usage: (_, { messages }) => ({ snsEmails: messages }) },
  'AWS::SNS::Topic': { read: nothing, usage: (_, { messages }) => ({ snsMessages: messages }) },
  'AWS::SecurityHub::AutomationRule': {
    notCounted: 'beyond a million a month, for each finding of any product that Security Hub evaluates',
    source: 'https://aws.amazon.com/security-hub/pricing/',
  },
  'AWS::StepFunctions::StateMachine': {
    read: ({ Definition }) => ({ states: Object.keys(Definition.States) }),
    usage: ({ states }, { changes }) => ({ stateTransitions: changes * states.length }),
  },
};

/** An alarm costs as much as the metrics that it looks at: one, or those that its expressions combine. */
function metricsOf(queries: readonly { readonly MetricStat?: object }[] | undefined): number {
  return queries === undefined ? 1 : queries.filter(({ MetricStat }) => MetricStat !== undefined).length;
}

function lambdaUsage(
  { MemorySize: memoryMb, Timeout: timeoutSeconds, Architectures: architectures }: Properties,
  { invocations, secondsOf }: Load,
): Usage {
  const seconds = invocations * secondsOf({ memoryMb, timeoutSeconds });
  const gigabyteSeconds = (seconds * memoryMb) / 1024;
  const isArm = architectures?.includes('arm64') === true;
  return {
    lambdaRequests: invocations,
    ...(isArm
      ? { lambdaArmGigabyteSeconds: gigabyteSeconds }
      : { lambdaX86GigabyteSeconds: gigabyteSeconds }),
  };
}
