import * as l10n from '@vscode/l10n';

/** How long ago `then` was, in the largest unit that fits: `just now`, `20 min ago`, `3 days ago`, `2 years ago`. */
export function ago(then: Date, at: Date): string {
  const minutes = Math.floor((at.getTime() - then.getTime()) / 60_000);
  if (minutes < 1) return l10n.t('just now');
  if (minutes < 60) return l10n.t('{0} min ago', minutes);
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return l10n.t('{0} h ago', hours);
  const days = Math.floor(hours / 24);
  if (days < 2) return l10n.t('yesterday');
  if (days < 60) return l10n.t('{0} days ago', days);
  const months = Math.floor(days / 30.44);
  return months < 24 ? l10n.t('{0} months ago', months) : l10n.t('{0} years ago', Math.floor(days / 365.25));
}
