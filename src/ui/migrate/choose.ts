import * as l10n from '@vscode/l10n';
import type { Callers } from '../../aws/callers';
import { sourceId } from '../../aws/sources';
import { principalOf } from '../../core/caller';
import { type AwsMatch, ruleOf } from '../../core/identity';
import { subjectGuess } from '../../core/match/migration';
import { visible } from '../../core/text';
import { platformOfIssuer } from '../../core/platform/platform';
import type { MigrationNote } from '../../flows/migrate';
import { pickSource } from '../callers/pickSource';
import { askText, pickOne } from '../prompts';
import { settings } from '../settings';
import { askAws } from '../tokens/webIdentity';

/**
 * Asks whose tokens the second identity is to trust: those of a caller for whom AWS gives one, which is not kept, or
 * those whose issuer and subject a person types.
 *
 * @throws Failure `cancelled`, and as `awsWebIdentity`
 */
export async function chooseTrusted(
  callers: Callers,
  name: string,
  first: AwsMatch,
  last: string | undefined,
): Promise<MigrationNote> {
  const title = l10n.t('Migrate {0}', visible(name));
  const typed = await pickOne(
    [
      {
        label: `$(cloud) ${l10n.t('A token of AWS for a caller…')}`,
        detail: l10n.t('AWS says the issuer and the subject. The token is not kept.'),
        value: false,
      },
      {
        label: `$(edit) ${l10n.t('Type the issuer and the subject…')}`,
        detail: l10n.t('Where AWS gives no token here. They are marked as not confirmed.'),
        value: true,
      },
    ],
    { title, placeHolder: l10n.t('Whose tokens is the second identity to trust?'), ignoreFocusOut: true },
  );
  const audience = settings.issuerUrl();
  const trusted = (issuer: string, subject: string) => ({
    match: {
      issuer: ruleOf(issuer),
      subject: ruleOf(subject),
      audience: ruleOf(audience),
      claims: [],
    },
  });
  if (typed) {
    const issuer = await askText(
      {
        title,
        prompt: l10n.t('The issuer of the account: aws iam get-outbound-web-identity-federation-info'),
        placeHolder: 'https://00000000-0000-0000-0000-000000000000.tokens.sts.global.api.aws',
      },
      (text) =>
        text.startsWith('https://') && platformOfIssuer(text) === 'aws'
          ? undefined
          : l10n.t('This is not the issuer of an AWS account.'),
    );
    const subject = await askText(
      {
        title,
        prompt: l10n.t('The ARN of the role or user, with its path: aws iam get-role'),
        value: subjectGuess(first),
      },
      (text) =>
        ['role', 'user'].includes(principalOf(text).kind)
          ? undefined
          : l10n.t('This is not the ARN of a role or a user.'),
    );
    return { ...trusted(issuer, subject), confirmed: false, sourceId: last };
  }
  const source = await pickSource(callers, title, last);
  const { issuer = '', subject = '' } = (await askAws({ callers, source, audience })).shown;
  return { ...trusted(issuer, subject), confirmed: true, sourceId: sourceId(source) };
}
