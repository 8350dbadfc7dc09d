import * as l10n from '@vscode/l10n';
import { visible } from '../../core/text';
import { formatTimeLeft, timeLeft } from '../../core/token/countdown';
import type { AwsWebIdentity } from '../../flows/awsWebIdentity';
import { runCommand } from '../commands';
import { copy } from '../progress';
import type { DocumentAction, ReadOnlyDocuments } from '../readOnlyDocuments';
import { settings } from '../settings';
import type { LiveToken } from '../../core/token/keptTokens';
import type { Tokens } from './tokens';

/**
 * Shows tokens of this window decoded, in read-only documents: Chainguard tokens with their claims,
 * capabilities and a countdown, and signed AWS requests. The token itself never gets into a document.
 */
export class TokenDocuments {
  readonly #documents: ReadOnlyDocuments;
  readonly #tokens: Tokens;

  constructor(documents: ReadOnlyDocuments, tokens: Tokens) {
    this.#documents = documents;
    this.#tokens = tokens;
  }

  /** Opens the decoded view of a Chainguard token. */
  async showChainguard(token: LiveToken): Promise<void> {
    const { jwtText } = await import('../../core/token/tokenText');
    const title = l10n.t('Chainguard token of {0}', visible(token.name));
    await this.#documents.show({
      name: `${token.name}.yaml`,
      id: token.id,
      text: jwtText({ ...token, title, signature: { kind: 'not-checked' }, at: new Date() }),
      actions: () => this.#actions(token.id),
    });
  }

  /** Opens the decoded view of a signed AWS request, as of now. */
  async showAws(secret: string, name: string): Promise<void> {
    const [{ readAwsToken }, { awsTokenText }] = await Promise.all([
      import('../../core/token/awsRequest'),
      import('../../core/token/tokenText'),
    ]);
    const token = readAwsToken(secret);
    if (!token) return;
    const text = awsTokenText(token, { at: new Date(), audience: settings.issuerUrl() });
    await this.#documents.show({ name: `${name}.aws.yaml`, id: '', text });
  }

  /** Copies a web identity token of AWS that the person asked for, and says how long it is good. */
  async copyWebIdentity({ secret, expires }: Pick<AwsWebIdentity, 'secret' | 'expires'>): Promise<void> {
    const left = formatTimeLeft(timeLeft(expires, new Date()));
    const said = l10n.t('The web identity token is on the clipboard, good for {0}. It is a secret.', left);
    await copy(secret, said);
  }

  /** Opens the decoded view of a web identity token of AWS, as of now. The token is gone with its editor. */
  async showWebIdentity(token: AwsWebIdentity, name: string): Promise<void> {
    const [{ jwtText }, { readChainguardToken }] = await Promise.all([
      import('../../core/token/tokenText'),
      import('../../core/token/token'),
    ]);
    const { secret, expires } = token;
    const claims = readChainguardToken(secret);
    if (!claims) return;
    const title = l10n.t('Web identity token of {0}', name);
    const at = new Date();
    await this.#documents.show({
      name: `${name}.web-identity.yaml`,
      id: '',
      text: jwtText({ title, secret, claims, expires, signature: { kind: 'not-checked' }, at }),
      actions: () => {
        const left = timeLeft(expires, new Date());
        if (left <= 0) return [{ id: 'left', title: l10n.t('Expired') }];
        const run = () => this.copyWebIdentity(token);
        return [
          { id: 'left', title: l10n.t('Good until {0}', expires.toLocaleTimeString()) },
          { id: 'copy', title: l10n.t('Copy Token'), run },
        ];
      },
    });
  }

  #actions(tokenId: string): DocumentAction[] {
    const token = this.#tokens.get(tokenId);
    if (!token) return [{ id: 'left', title: l10n.t('Expired') }];
    const left = formatTimeLeft(timeLeft(token.expires, new Date()));
    return [
      { id: 'left', title: l10n.t('{0} left', left) },
      { id: 'copy', title: l10n.t('Copy Token'), run: () => runCommand('assumable.copyToken', tokenId) },
      {
        id: 'repositories',
        title: l10n.t('List Repositories'),
        run: () => runCommand('assumable.listRepositories', tokenId),
      },
    ];
  }
}
