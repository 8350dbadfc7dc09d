import * as l10n from '@vscode/l10n';
import * as v from 'valibot';
import { Failure } from '../core/failure';
import type { Need } from './need';
import {
  problemWithDuration,
  problemWithExternalId,
  problemWithMfaSerial,
  problemWithRoleArn,
  problemWithSessionName,
} from '../core/roleRules';
import type { AwsCredentials } from './sign';
import type { RoleRequest } from './sources';
import { askSts, refused, regionRefused, undocumented, type AwsRefusal, type StsEndpoint } from './stsQuery';

/** The parts of a refused request that its explanation depends on. */
type RefusedRequest = Pick<RoleRequest, 'roleArn' | 'externalId' | 'mfaSerial'>;

const Assumed = v.object({
  AssumeRoleResponse: v.object({
    AssumeRoleResult: v.object({
      Credentials: v.object({
        AccessKeyId: v.string(),
        SecretAccessKey: v.string(),
        SessionToken: v.string(),
        // STS's JSON has seconds since 1970, its XML a timestamp.
        Expiration: v.union([v.string(), v.number()]),
      }),
    }),
  }),
});

/**
 * Assumes a role (`AssumeRole`, API version 2011-06-15) with a caller's credentials. Refuses malformed
 * parameters before anything is sent.
 *
 * @param options.tokenCode the MFA device's code, when the request names a device
 * @throws Failure `invalid` for a parameter, `denied` as {@link explainRefusal} explains it, and as `askSts`
 */
export async function assumeRole(
  role: RoleRequest,
  credentials: AwsCredentials,
  endpoint: StsEndpoint,
  options: { at: Date; signal?: AbortSignal | undefined; tokenCode?: string | undefined },
): Promise<AwsCredentials> {
  requireRoleRequest(role);
  const answer = await askSts(
    {
      Action: 'AssumeRole',
      RoleArn: role.roleArn,
      RoleSessionName: role.sessionName,
      ...(role.duration !== undefined && { DurationSeconds: String(role.duration) }),
      ...(role.externalId !== undefined && { ExternalId: role.externalId }),
      ...(role.mfaSerial !== undefined && { SerialNumber: role.mfaSerial }),
      ...(options.tokenCode !== undefined && { TokenCode: options.tokenCode }),
    },
    credentials,
    endpoint,
    { ...options, refused: (refusal) => explainRefusal(refusal, role) },
  );
  const parsed = v.safeParse(Assumed, answer);
  if (!parsed.success) throw undocumented();
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } =
    parsed.output.AssumeRoleResponse.AssumeRoleResult.Credentials;
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: new Date(typeof Expiration === 'number' ? Expiration * 1000 : Expiration),
  };
}

/** @throws Failure `invalid` for a malformed parameter */
function requireRoleRequest(role: RoleRequest): void {
  const problem =
    problemWithRoleArn(role.roleArn) ??
    problemWithSessionName(role.sessionName) ??
    (role.externalId === undefined ? undefined : problemWithExternalId(role.externalId)) ??
    (role.duration === undefined ? undefined : problemWithDuration(String(role.duration))) ??
    (role.mfaSerial === undefined ? undefined : problemWithMfaSerial(role.mfaSerial));
  if (problem !== undefined) throw new Failure('invalid', problem, { remedy: l10n.t('Nothing was sent.') });
}

/**
 * Explains a refusal, as a Failure (`denied`) that says what AWS's answer tells and what it leaves open. Goes
 * by AWS's codes, and by its words only where one code stands for several reasons.
 */
export function explainRefusal(refusal: AwsRefusal, role: RefusedRequest): Failure {
  const { roleArn: arn, mfaSerial: serial = '' } = role;
  const { code, message } = refusal;
  const denied = (text: string, remedy: string, need?: Need) =>
    refused('denied', refusal, text, remedy, { need });
  switch (code) {
    case 'AccessDenied':
    case 'AccessDeniedException':
      if (/^MultiFactorAuthentication failed.*pass ?code/i.test(message)) {
        return denied(
          l10n.t('AWS did not accept the MFA code.'),
          l10n.t(
            'A code works once: wait for the next one, and check that it is of this device: {0}',
            serial,
          ),
          { kind: 'mfa-code', serial },
        );
      }
      if (/^MultiFactorAuthentication failed/i.test(message)) {
        return denied(
          l10n.t('AWS could not check the code of this MFA device: {0}', serial),
          l10n.t('The device has to belong to the user who calls.'),
          { kind: 'mfa-code', serial },
        );
      }
      if (/\b(?:because no|explicit deny)\b/.test(message)) {
        return denied(
          l10n.t('The caller itself may not assume this role: {0}', arn),
          l10n.t("A policy on the caller's side has to allow sts:AssumeRole for it."),
        );
      }
      return denied(l10n.t('AWS does not let this caller assume the role: {0}', arn), possibleReasons(role));
    case 'ValidationError':
    case 'ValidationException':
      if (/role chaining/i.test(message)) {
        return denied(
          l10n.t('A role that is assumed from a session of another role gets one hour at the most: {0}', arn),
          l10n.t('Ask for 3600 seconds or less.'),
        );
      }
      if (message.includes('MaxSessionDuration')) {
        return denied(
          l10n.t("The session would be longer than the role's own maximum: {0}", arn),
          l10n.t('Ask for a shorter session, or raise MaxSessionDuration of the role.'),
        );
      }
      return denied(l10n.t('AWS does not accept what was asked for.'), l10n.t('Correct it and try again.'));
    default:
      return (
        regionRefused(refusal) ??
        denied(
          l10n.t('AWS refused to let the role be assumed: {0}', arn),
          l10n.t('Check the role and the caller.'),
        )
      );
  }
}

/**
 * AWS answers the same for the trust policy, the external ID, MFA and a missing role; the request rules some
 * out.
 */
function possibleReasons({ externalId, mfaSerial }: RefusedRequest): string {
  const reasons = [
    l10n.t('the trust policy of the role does not name this caller'),
    externalId === undefined
      ? l10n.t('it asks for an external ID, and none was sent')
      : l10n.t('it asks for another external ID than the one that was sent'),
    ...(mfaSerial === undefined ? [l10n.t('it asks for MFA, and no code was sent')] : []),
    l10n.t('there is no such role'),
  ];
  return l10n.t('AWS does not say which of these it is: {0}.', reasons.join('; '));
}
