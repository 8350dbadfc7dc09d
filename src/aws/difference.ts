import * as l10n from '@vscode/l10n';
import { redact } from '../core/redact';
import { visible } from '../core/text';
import type { BothReadings, Difference } from './bothReadings';
import { refusal } from './cliRefusal';
import { alsoDiffers } from './differentUse';
import { waysDiffer } from './differentWays';
import { howCli, howSdk } from './how';
import type { AwsFileKind } from './sections';
import { decidesCaller, isSecret, isSetting } from './settings';

/** What the two read differently of a profile, each with its line. */
export function differencesOf(name: string, both: BothReadings): readonly Difference[] {
  const { cli, sdk } = both;
  if (cli.refused) return [refusal(cli.refused, both)];
  const { sdkRefuses: at } = both;
  if (at) {
    const text = l10n.t("AWS's SDK for JavaScript refuses this file, and the AWS CLI reads it.");
    return [{ at, text, remedy: l10n.t('Give the profile another name.'), caller: true }];
  }
  const [inSdk, inCli] = [sdk.profile(name), cli.profiles.get(name)];
  const heads = headsDiffer(name, both);
  if (heads) return [heads];
  const [bySdk, byCli] = [howSdk(name, sdk), howCli(name, cli)];
  const neither = [bySdk, byCli].every(({ by }) => by === 'fails' || by === 'nothing');
  const isOther = !neither && JSON.stringify(bySdk) !== JSON.stringify(byCli);
  const keys = [...new Set([...Object.keys(inSdk ?? {}), ...(inCli ?? new Map<string, never>()).keys()])];
  const read = keys
    .filter((key) => isSetting(key.split('.', 1)[0] ?? ''))
    .filter((key) => (inSdk?.[key] ?? '') !== (inCli?.get(key)?.text ?? ''))
    .map((key) => valueDiffers(name, key, both, isOther))
    .filter((one) => one !== undefined);
  const found = unlessSaid(read);
  const ways = isOther && !found.some(({ caller }) => caller) ? [waysDiffer(name, bySdk, byCli, both)] : [];
  return [...found, ...ways, ...alsoDiffers(name, both)];
}

/** A line that is read as another setting is one difference, not two. */
function unlessSaid(differences: readonly Difference[]): Difference[] {
  const lines = new Map<string, Difference>();
  for (const one of differences) {
    const id = `${one.at.file}:${one.at.line}`;
    const before = lines.get(id);
    if (!before || (one.caller && !before.caller)) lines.set(id, one);
  }
  return [...lines.values()];
}

/** Two heads of one profile, or a head that only one of the two reads. */
function headsDiffer(name: string, both: BothReadings): Difference | undefined {
  const { cli, sdk, files } = both;
  const sections = both.sections(name);
  const own = sections.filter(({ file }) => file === 'config');
  const last = own.at(-1);
  if (last && new Set(own.map(({ head }) => head)).size > 1) {
    const sdkTakes = name === 'default' ? '[profile default]' : l10n.t('all that it can read of them');
    return {
      at: { file: files.config.path, line: last.line },
      text: l10n.t(
        "The profile {0} has several heads. AWS's SDK for JavaScript takes {1}; the AWS CLI takes the last one alone: [{2}]",
        visible(name),
        sdkTakes,
        visible(last.head),
      ),
      remedy: l10n.t('Write everything below one head.'),
      caller: true,
    };
  }
  const [inSdk, inCli] = [sdk.profile(name), cli.profiles.get(name)];
  const readable = sections.some((section) => section.readable);
  if (inCli ? readable : !inSdk) return undefined;
  if (inCli?.size === 0) return undefined;
  const head = cli.heads.get(name);
  const [first] = sections;
  const where = head ?? first;
  return {
    at: { file: files[where?.file ?? 'config'].path, line: where?.line ?? 1 },
    text: inCli
      ? l10n.t(
          "The AWS CLI reads the profile {0} here, and AWS's SDK for JavaScript does not.",
          visible(name),
        )
      : l10n.t(
          "AWS's SDK for JavaScript reads the profile {0} here, and the AWS CLI does not.",
          visible(name),
        ),
    remedy: headRemedy(name, where?.file ?? 'config'),
    caller: true,
  };
}

/** How to write the head of a profile so that both read it. */
export function headRemedy(name: string, file: AwsFileKind): string {
  if (!/^[\w@+.%:/-]+$/.test(name)) return l10n.t('Give it a name of letters, digits or: _ @ + . % : / -');
  const head = file === 'credentials' || name === 'default' ? `[${name}]` : `[profile ${name}]`;
  return l10n.t('Write its head exactly like this: {0}', head);
}

/** @param isOther whether the two get other credentials */
function valueDiffers(
  name: string,
  key: string,
  both: BothReadings,
  isOther: boolean,
): Difference | undefined {
  const { cli, sdk, files } = both;
  const inCli = cli.profiles.get(name)?.get(key);
  const sdkPlace = placeOf(name, key, both);
  const cliPlace = inCli && { file: inCli.file, line: inCli.line };
  const place =
    [cliPlace, sdkPlace].find((one) => one && causeIn(one, key, both) !== undefined) ?? cliPlace ?? sdkPlace;
  if (!place) return undefined;
  const cause = causeIn(place, key, both);
  const shown = (value: string | undefined, at: typeof place | undefined) => {
    if (value === undefined || value === '') return l10n.t('nothing');
    const line = at ? l10n.t('line {0}', at.line) : '';
    return isSecret(key)
      ? l10n.t('a value ({0})', line)
      : `${visible(redact(value.slice(0, 200)))} (${line})`;
  };
  return {
    at: { file: files[place.file].path, line: place.line },
    text: l10n.t(
      "{0} of the profile {1} is read differently. AWS's SDK for JavaScript: {2}. AWS CLI: {3}.",
      visible(key),
      visible(name),
      shown(sdk.profile(name)?.[key], sdkPlace),
      shown(inCli?.text, cliPlace),
    ),
    remedy: cause ?? l10n.t('Write it once, in one section, at the left edge: {0} = …', visible(key)),
    // The CLI goes nowhere with a region that is no part of a host's name.
    caller: key === 'region' ? !/^[\w-]*$/.test(inCli?.text ?? '') : isOther && decidesCaller(key),
    setting: key,
  };
}

interface FilePlace {
  readonly file: AwsFileKind;
  readonly line: number;
}

/** Where the SDK has a setting of a profile from. */
function placeOf(name: string, key: string, { sections }: BothReadings): FilePlace | undefined {
  const found = sections(name)
    .filter(({ readable }) => readable)
    .findLast(({ lines }) => lines.has(key));
  return found && { file: found.file, line: found.lines.get(key) ?? found.line };
}

/** What about a line the two read differently, as the words that put it right. */
function causeIn({ file, line }: FilePlace, key: string, { files }: BothReadings): string | undefined {
  const text = files[file].lines[line - 1] ?? '';
  const next = files[file].lines[line] ?? '';
  const trimmed = text.trim();
  const name = /^[^=:]*/.exec(trimmed)?.[0].trim() ?? '';
  const small = name.toLowerCase();
  if (/\s[;#]/.test(trimmed))
    return l10n.t(
      'Put the comment on a line of its own, or write the value without what begins with ; or #.',
    );
  if (name !== small && isSetting(small)) return l10n.t('Write it in small letters: {0}', small);
  if (trimmed.charAt(name.length) === ':' || trimmed.slice(name.length).trimStart().startsWith(':'))
    return l10n.t('Write = after its name: {0} = …', visible(name));
  if (/^\s/.test(text) && !key.includes('.')) return l10n.t('Begin the line at its left edge.');
  if (/^\s+\S/.test(next) || /^\s/.test(text))
    return l10n.t('Begin the lines at their left edge, and write no setting without a value.');
  return undefined;
}
