import * as l10n from '@vscode/l10n';
import type { Callers } from '../../aws/callers';
import { sourceName } from '../../aws/sources';
import type { Identity } from '../../core/identity';
import { audienceFor, claimsAskedBy } from '../../core/match/way';
import { visible } from '../../core/text';
import { formatTimeLeft, timeLeft } from '../../core/token/countdown';
import {
  defaultDuration,
  problemWithTokenAudience,
  problemWithTokenDuration,
} from '../../core/token/webIdentity';
import type { AwsWebIdentity, AwsWebIdentityRequest } from '../../flows/awsWebIdentity';
import { pickSource } from '../callers/pickSource';
import { cancellable } from '../progress';
import { askText, pickOne } from '../prompts';
import { settings } from '../settings';
import type { TokenDocuments } from './tokenDocuments';

/**
 * Gets a web identity token of AWS for a caller, an audience and a duration that the person chooses, and copies it or
 * shows it decoded, as they choose then. It is not kept.
 *
 * @throws Failure `cancelled`, and as `awsWebIdentity`
 */
export async function getWebIdentityToken(
  callers: Callers,
  documents: TokenDocuments,
  callerId: string | undefined,
): Promise<void> {
  const named = callerId === undefined ? undefined : callers.source(callerId);
  const source = named ?? (await pickSource(callers, l10n.t('Get AWS Web Identity Token')));
  const audience = await askAwsAudience();
  const duration = await askDuration();
  const token = await askAws({ callers, source, audience, duration });
  const name = sourceName(source);
  const left = formatTimeLeft(timeLeft(token.expires, new Date()));
  const show = await pickOne(
    [
      {
        label: l10n.t('Copy'),
        description: l10n.t('for: chainctl auth login --identity-token, or Exchange Token…'),
        value: false,
      },
      { label: l10n.t('Show Decoded'), description: l10n.t('without its signature'), value: true },
    ],
    {
      title: l10n.t('Web identity token of {0}, asked in {1}, good for {2}', name, token.region, left),
      placeHolder: visible(token.shown.subject ?? ''),
      ignoreFocusOut: true,
    },
  );
  if (show) return documents.showWebIdentity(token, name);
  await documents.copyWebIdentity(token);
}

/** Asks AWS for a token, while the person can cancel. @throws Failure as `awsWebIdentity` */
export async function askAws(request: AwsWebIdentityRequest): Promise<AwsWebIdentity> {
  return cancellable(l10n.t('Asking AWS for a web identity token'), async (signal) => {
    const { awsWebIdentity } = await import('../../flows/awsWebIdentity');
    return awsWebIdentity(request, signal);
  });
}

/** The audience that an identity asks for, as far as that is known. */
export function audienceOf(identity: Identity | undefined): string {
  const asked = identity && claimsAskedBy(identity.relationship);
  return audienceFor(asked?.match.audience, settings.issuerUrl());
}

async function askAwsAudience(): Promise<string> {
  const own = settings.issuerUrl();
  const other = await pickOne(
    [
      { label: own, description: l10n.t("Chainguard's issuer"), value: false },
      { label: l10n.t('Another audience…'), description: '', value: true },
    ],
    { title: webIdentityTitle(), placeHolder: l10n.t('Who is the token for?'), ignoreFocusOut: true },
  );
  if (!other) return own;
  return askText(
    { title: webIdentityTitle(), prompt: l10n.t('The audience, such as: https://issuer.enforce.dev') },
    problemWithTokenAudience,
  );
}

async function askDuration(): Promise<number> {
  const seconds = await askText(
    {
      title: webIdentityTitle(),
      prompt: l10n.t('How many seconds it lives, 60 to 3600. Policies often allow 300 at most.'),
      value: String(defaultDuration),
    },
    problemWithTokenDuration,
  );
  return Number(seconds);
}

function webIdentityTitle(): string {
  return l10n.t('AWS Web Identity Token');
}
