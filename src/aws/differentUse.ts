import * as l10n from '@vscode/l10n';
import { visible } from '../core/text';
import type { BothReadings, Difference } from './bothReadings';
import { shellWords } from './cliFile';
import type { Place } from './need';

/** What is read alike and used differently. */
export function alsoDiffers(name: string, { cli, files, sdk }: BothReadings): Difference[] {
  const settings = cli.profiles.get(name);
  const differences: Difference[] = [];
  const at = (key: string): Place | undefined => {
    const setting = settings?.get(key);
    return setting && { file: files[setting.file].path, line: setting.line };
  };
  const say = (key: string, text: string, remedy: string, caller: boolean) => {
    const place = at(key);
    if (place) differences.push({ at: place, text, remedy, caller, setting: key });
  };
  const services = settings?.get('services')?.text;
  if (services !== undefined && !cli.services.get(services)?.size) {
    say(
      'services',
      l10n.t(
        "The AWS CLI fails, since there is no section [services {0}]. AWS's SDK for JavaScript goes on without it.",
        visible(services),
      ),
      l10n.t('Write the section, or take the line away.'),
      true,
    );
  }
  const regional = settings?.get('sts_regional_endpoints')?.text;
  if (regional !== undefined && !['regional', ''].includes(regional)) {
    const legacy = regional === 'legacy';
    say(
      'sts_regional_endpoints',
      legacy
        ? l10n.t(
            "The AWS CLI asks the global endpoint of STS in older regions. AWS's SDK for JavaScript asks the one of the region.",
          )
        : l10n.t(
            "The AWS CLI refuses this value: {0}. AWS's SDK for JavaScript does not read it.",
            visible(regional),
          ),
      l10n.t('Write regional, or take the line away.'),
      !legacy,
    );
  }
  const command = sdk.profile(name)?.['credential_process'];
  if (command !== undefined && needsShell(command)) {
    say(
      'credential_process',
      l10n.t(
        "AWS's SDK for JavaScript runs this program in a shell; the AWS CLI takes |, &, <, >, $, ~ and the like as they are.",
      ),
      l10n.t('Write the program and its arguments alone, or put the rest into a script.'),
      true,
    );
  }
  return differences;
}

/** Whether a shell makes something else of a command than its words. */
function needsShell(command: string): boolean {
  if (process.platform === 'win32') return /[|&<>^%]/.test(command.replaceAll(/"[^"]*"/g, ''));
  if (shellWords(command) === undefined) return true;
  const bare = command.replaceAll(/'[^']*'|\\./g, '');
  return /[$`]/.test(bare) || /[|&;<>()*?[\]{}]|(?:^|\s)~|^\w+=/.test(bare.replaceAll(/"[^"]*"/g, ''));
}
