import * as v from 'valibot';

export interface Account {
  /** Twelve digits. */
  readonly id: string;
  /** `aws`, `aws-cn`, `aws-us-gov`, … */
  readonly partition: string;
}

export const accountId = v.pipe(v.string(), v.regex(/^[0-9]{12}$/, 'a 12-digit account id'));

/** The ARN of a Lambda function, or of one of its versions or aliases. */
export const functionArn = v.pipe(
  v.string(),
  v.regex(
    /^arn:aws[a-z-]*:lambda:[a-z0-9-]+:[0-9]{12}:function:.+$/,
    'arn:<partition>:lambda:<region>:<account>:function:<name>',
  ),
);

/**
 * Reads the account that owns what an ARN names.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html
 *
 * @param arn `arn:<partition>:<service>:<region>:<account>:<resource>`, already checked to name an account
 */
export function accountOf(arn: string): Account {
  const [, partition, , , id] = arn.split(':') as [string, string, string, string, string];
  return { id, partition };
}

/** @param resource such as `root` or `role/<name>` */
export function iamArn({ id, partition }: Account, resource: string): string {
  return `arn:${partition}:iam::${id}:${resource}`;
}
