import * as l10n from '@vscode/l10n';
import { isAccount, parseArn } from './arn';

/*
 * What AWS STS demands of the parameters of AssumeRole (STS API reference, AssumeRole), to name a wrong one
 * before anything is sent. Each check returns the problem as a sentence, or `undefined`.
 */

/**
 * Whether a text has only characters that names of roles, users and sessions may have (IAM user guide, "IAM
 * and STS quotas").
 */
export function hasNameCharacters(text: string): boolean {
  return /^[\w+=,.@-]*$/.test(text);
}

/** A session name close to `text`; empty when nothing is left of it. */
export function sessionNameLike(text: string): string {
  return text.replace(/[^\w+=,.@-]+/g, '-').slice(0, 64);
}

/**
 * `RoleArn`, with a path and a name as IAM has them.
 *
 * @param partition the caller's partition, where it is known: roles of other partitions are out of reach
 */
export function problemWithRoleArn(text: string, partition?: string): string | undefined {
  const arn = parseArn(text);
  if (arn?.service === 'sts' && arn.resource.startsWith('assumed-role/')) {
    return l10n.t('This is the ARN of a session. A role to assume is: arn:aws:iam::123456789012:role/NAME');
  }
  if (
    arn?.service !== 'iam' ||
    !/^role\/(?:[!-~]+\/)?[\w+=,.@-]{1,64}$/.test(arn.resource) ||
    !isAccount(arn.account)
  ) {
    return l10n.t('A role to assume is: arn:aws:iam::123456789012:role/NAME');
  }
  if (partition !== undefined && arn.partition !== partition) {
    return l10n.t('The role is in the partition "{0}", and the caller in: {1}', arn.partition, partition);
  }
  return undefined;
}

/** `RoleSessionName`. */
export function problemWithSessionName(text: string): string | undefined {
  return /^[\w+=,.@-]{2,64}$/.test(text)
    ? undefined
    : l10n.t('A session name has 2 to 64 letters, digits or: + = , . @ _ -');
}

/** `ExternalId`. */
export function problemWithExternalId(text: string): string | undefined {
  return /^[\w+=,.@:/-]{2,1224}$/.test(text)
    ? undefined
    : l10n.t('An external ID has 2 to 1224 letters, digits or: + = , . @ : / _ -');
}

/** `SerialNumber`. */
export function problemWithMfaSerial(text: string): string | undefined {
  return /^[\w+=/:,.@-]{9,256}$/.test(text)
    ? undefined
    : l10n.t('An MFA device is an ARN, such as arn:aws:iam::123456789012:mfa/NAME, or a serial number.');
}

/** `DurationSeconds`. @param seconds as text, as files and inputs have it */
export function problemWithDuration(seconds: string): string | undefined {
  const value = /^\d{1,6}$/.test(seconds) ? Number(seconds) : NaN;
  return value >= 900 && value <= 43_200
    ? undefined
    : l10n.t('A duration is a number of seconds from 900 to 43200.');
}

/** The partition of a region, told by AWS's naming of regions; `undefined` where the name does not tell. */
export function partitionOfRegion(region: string): string | undefined {
  if (region.startsWith('us-gov-')) return 'aws-us-gov';
  if (region.startsWith('cn-')) return 'aws-cn';
  if (region.startsWith('eusc-')) return 'aws-eusc';
  if (region.startsWith('us-iso') || region.startsWith('eu-iso')) return undefined;
  return /^[a-z]{2}-[a-z]+-\d$/.test(region) ? 'aws' : undefined;
}
