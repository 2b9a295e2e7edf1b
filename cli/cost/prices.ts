/** Of every price in this file; others differ by some percent. */
export const REGION = 'us-east-1';

/** A price of AWS, before free tiers, discounts and taxes. */
export interface Price {
  /** What is counted, such as `evaluation`. */
  readonly unit: string;
  readonly service: string;
  /** In this order, each for the units above the former one's limit; the last has none. */
  readonly tiers: readonly Tier[];
  /** AWS's own page of the price. */
  readonly source: string;
  /** Where the figure was read, when a copy of AWS's page did not hold it. */
  readonly secondarySource?: string;
  readonly readOn: string;
}

export interface Tier {
  /** Units a month. */
  readonly upTo: number;
  readonly dollars: number;
}

const flat = (dollars: number): readonly Tier[] => [{ upTo: Number.POSITIVE_INFINITY, dollars }];
const readOn = '2026-11-25';
const CLOUDWATCH = 'https://aws.amazon.com/cloudwatch/pricing/';
const LAMBDA = 'https://aws.amazon.com/lambda/pricing/';
const CLOUDCHIPR = 'https://cloudchipr.com/blog/aws-lambda-pricing';
const SNS = 'https://aws.amazon.com/sns/pricing/';
const SNS_GUIDE = 'https://www.factualminds.com/blog/amazon-sns-pricing-publishes-fanout-protocols/';
/** Prints what AWS's price list API answered. */
const INFRACOST = 'https://github.com/vreutova/infracost-idem-support/pull/2';

export const PRICES = {
  /** With consolidated billing, the evaluations of all accounts in a Region count together to find the tier. */
  configEvaluations: {
    service: 'AWS Config',
    unit: 'evaluation',
    tiers: [
      { upTo: 100_000, dollars: 0.001 },
      { upTo: 500_000, dollars: 0.0008 },
      { upTo: Number.POSITIVE_INFINITY, dollars: 0.0005 },
    ],
    source: 'https://aws.amazon.com/config/pricing/',
    secondarySource:
      'https://aws-gcr-wwso-security.gitbook.io/an-quan-zui-jia-shi-jian/an-quan-chan-pin-cheng-ben-gu-suan/an-quan-he-gui-chi-xu-jian-ce-he-zi-dong-xiu-fu-fei-yong',
    readOn,
  },
  alarmMetrics: {
    service: 'CloudWatch',
    unit: 'metric of an alarm and month',
    tiers: flat(0.1),
    source: CLOUDWATCH,
    secondarySource: INFRACOST,
    readOn,
  },
  metricDataMetrics: {
    service: 'CloudWatch',
    unit: 'metric requested by GetMetricData',
    tiers: flat(0.01 / 1000),
    source: CLOUDWATCH,
    secondarySource: 'https://github.com/nishinoshake/aws-rough/issues/37',
    readOn,
  },
  logGigabytesWritten: {
    service: 'CloudWatch Logs',
    unit: 'GB written',
    tiers: flat(0.5),
    source: CLOUDWATCH,
    secondarySource: INFRACOST,
    readOn,
  },
  /** AWS compresses what it stores; here it counts as written. */
  logGigabytesStored: {
    service: 'CloudWatch Logs',
    unit: 'GB stored for a month',
    tiers: flat(0.03),
    source: CLOUDWATCH,
    secondarySource: INFRACOST,
    readOn,
  },
  lambdaRequests: {
    service: 'Lambda',
    unit: 'request',
    tiers: flat(0.2 / 1_000_000),
    source: LAMBDA,
    readOn,
  },
  /** Cheaper above 7.5 billion a month. */
  lambdaArmGigabyteSeconds: {
    service: 'Lambda',
    unit: 'GB-second on arm64',
    tiers: flat(0.0000133334),
    source: LAMBDA,
    secondarySource: CLOUDCHIPR,
    readOn,
  },
  /** Cheaper above 6 billion a month. */
  lambdaX86GigabyteSeconds: {
    service: 'Lambda',
    unit: 'GB-second on x86_64',
    tiers: flat(0.0000166667),
    source: LAMBDA,
    secondarySource: CLOUDCHIPR,
    readOn,
  },
  stateTransitions: {
    service: 'Step Functions',
    unit: 'state transition of a standard workflow',
    tiers: flat(25 / 1_000_000),
    source: 'https://aws.amazon.com/step-functions/pricing/',
    secondarySource: 'https://www.wring.co/blog/aws-step-functions-pricing-guide',
    readOn,
  },
  snsMessages: {
    service: 'SNS',
    unit: 'message published',
    tiers: flat(0.5 / 1_000_000),
    source: SNS,
    secondarySource: SNS_GUIDE,
    readOn,
  },
  snsEmails: {
    service: 'SNS',
    unit: 'email',
    tiers: flat(2 / 100_000),
    source: SNS,
    secondarySource: SNS_GUIDE,
    readOn,
  },
  s3Gigabytes: {
    service: 'S3',
    unit: 'GB stored for a month',
    tiers: flat(0.023),
    source: 'https://aws.amazon.com/s3/pricing/',
    secondarySource: 'https://www.cloudhealthtech.com/blog/s3-cost-aws-cloud-storage-costs-explained',
    readOn,
  },
} satisfies Record<string, Price>;

export type PriceName = keyof typeof PRICES;

/** How much of each is used in a month; what is left out is not used. */
export type Usage = Readonly<Partial<Record<PriceName, number>>>;
