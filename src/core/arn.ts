/** An Amazon Resource Name, in AWS's own words: `arn:partition:service:region:account:resource`. */
export interface Arn {
  /** `aws`, `aws-cn`, `aws-us-gov`, `aws-iso…`, `aws-eusc`, or one that is still to come. */
  readonly partition: string;
  /** `iam` or `sts` for everything that can call. */
  readonly service: string;
  /** Empty for `iam` and `sts`. */
  readonly region: string;
  /** Twelve digits; empty where the service has no account in its ARNs, `aws` for what AWS itself owns. */
  readonly account: string;
  /** Everything after the fifth colon; may hold colons and slashes itself. Never empty. */
  readonly resource: string;
}

/** The longest ARN that is read, in UTF-16 units (AWS's own limit: IAM API reference, `arnType`). */
export const longestArn = 2048;

/** Whether `text` is the number of an AWS account. */
export function isAccount(text: string): boolean {
  return /^\d{12}$/.test(text);
}

/**
 * Reads an ARN of any partition whose name begins with `aws`, including partitions that do not exist yet.
 * Does not check whether the service or the resource exists. `undefined` for anything else, such as a text
 * with white space around it, with control characters, or longer than {@link longestArn}.
 */
export function parseArn(text: string): Arn | undefined {
  if (text.length > longestArn) return undefined;
  const parts = /^arn:(aws(?:-[a-z0-9]+)*):([a-z0-9-]+):([a-z0-9-]*):(\d{12}|aws|):(\P{Cc}+)$/u.exec(text);
  if (!parts || text !== text.trim()) return undefined;
  const [, partition = '', service = '', region = '', account = '', resource = ''] = parts;
  return { partition, service, region, account, resource };
}
