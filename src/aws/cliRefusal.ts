import * as l10n from '@vscode/l10n';
import { visible } from '../core/text';
import type { BothReadings, Difference } from './bothReadings';
import type { CliRefusal } from './cliFile';
import type { AwsFileKind } from './sections';

/** The difference that a file makes which the AWS CLI refuses as a whole. */
export function refusal(
  { file, line, why, name = '' }: CliRefusal & { file: AwsFileKind },
  both: BothReadings,
): Difference {
  const at = { file: both.files[file].path, line };
  const said = (reason: string, remedy: string): Difference => ({
    at,
    text: l10n.t(
      "The AWS CLI refuses this file, so no profile works with it: {0} AWS's SDK for JavaScript reads on.",
      reason,
    ),
    remedy,
    caller: true,
  });
  switch (why) {
    case 'outside':
      return said(
        l10n.t('this line stands above every section.'),
        l10n.t('Put it into a section, and save the file without a byte order mark.'),
      );
    case 'no-value':
      return said(l10n.t('this line is no setting.'), l10n.t('Write it as: name = value'));
    case 'section-twice':
      return said(
        l10n.t('the section [{0}] stands twice.', visible(name)),
        l10n.t('Write everything into one of the two, and take the other away.'),
      );
    case 'setting-twice':
      return said(
        l10n.t('{0} stands twice in its section.', visible(name)),
        l10n.t('Take one of the two away; the SDK reads the later one.'),
      );
    case 'nested':
      return said(
        l10n.t('this indented line below {0} is no setting.', visible(name)),
        l10n.t('Write it as name = value, or begin it at the left edge.'),
      );
    case 'encoding':
      return said(l10n.t('it is not UTF-8 text.'), l10n.t('Save it as UTF-8.'));
  }
}
