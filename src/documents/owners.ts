/** Whose an id is: an identity's, or something else's. */
export type Owner = 'identity' | 'other';

/** What a name says of a value: whose it is, nothing either way (`id`, `value`), or something unknown. */
export type Says = Owner | 'neutral' | 'unknown';

const set = (words: string): ReadonlySet<string> => new Set(words.split(' '));

/** Names for an identity. A token's subject, and the actor of an event, are identities. */
const identityWords = set(
  'identity identities actor actors assume assumed assumes caller principal principals sub',
);

/** Names for what else has an id of that form, in Chainguard's words, its commands', and in people's. */
const otherWords = set(
  'account accounts advisory association associations binding bindings bundle bundles catalog catalogs chart ' +
    'charts cluster clusters digest entitlement entitlements event events folder folders group groups idp idps ' +
    'image images invite invites invitation invitations libraries library org organisation organisations ' +
    'organization organizations orgs package packages parent parents policies policy provider providers registries ' +
    'registry repo repos repositories repository rolebinding rolebindings role roles root sbom sboms scope scopes ' +
    'subscription subscriptions tag tags tenant tenants version versions webhook webhooks workspace workspaces',
);

/** Words that say nothing of whose a value is. */
const neutralWords = set(
  'id ids uid uids uidp uidps path paths value values default defaults key ref refs name subject this that the my ' +
    'ce our your new old current prod production dev development stage staging test demo example item items list data ' +
    'spec resource resources attribute attributes result results body object metadata string str var input inputs',
);

/** What follows one of these tells more of what stands before it. */
const prepositions = set('of for in from by with under below at on within');

/** The words of a name in camel case, snake case, kebab case or with dots, in small letters. */
function wordsOf(name: string): string[] {
  return name
    .replace(/(ID|UID|UIDP)s(?![a-z])/g, '$1')
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
}

function ofWord(word: string): Says {
  const [, stem = word] = /^([a-z]{3,}?)(?:_?(?:uidp|uid|id)s?)$/.exec(word) ?? [];
  for (const each of [word, stem]) {
    if (identityWords.has(each)) return 'identity';
    if (otherWords.has(each)) return 'other';
  }
  return neutralWords.has(word) || /^\d+$/.test(word) ? 'neutral' : 'unknown';
}

/** Whose value a name such as `roleId`, `parent_id`, `--group` or `CHAINGUARD_IDENTITY` holds: its last word decides. */
export function saidByName(name: string): Says {
  const words = wordsOf(name.slice(-120));
  const end = words.findIndex((word, index) => index > 0 && prepositions.has(word));
  const word = words.slice(0, end < 0 ? undefined : end).findLast((each) => ofWord(each) !== 'neutral');
  return word === undefined ? 'neutral' : ofWord(word);
}

/** Whose it is by the nearest word to the end of a text that tells. */
export function saidNearest(text: string): Owner | undefined {
  for (const word of wordsOf(text.slice(-200)).toReversed()) {
    const says = ofWord(word);
    if (says === 'identity' || says === 'other') return says;
  }
  return undefined;
}

/** Words between a noun and the id that it has. */
const fillers = set('id ids uid uidp is are was the a an this that with whose has have named called its s');
const breaks = set('as to by from into using and or then via through against');

/** Whose an id is by the sentence before it: "the folder platform with the ID …", "the identity of our folder: …". */
export function saidBySentence(before: string): Owner | undefined {
  const sentence = before.slice(-200).replace(/^.*(?:[.!?]\s|\n\s*\n)/s, '');
  const words = [...sentence.matchAll(/[A-Za-z][\w-]*/g)].map(([word]) => word);
  let strange = 0;
  for (let at = words.length - 1; at >= 0 && strange < 3; at--) {
    const word = words[at] ?? '';
    const says = saidByName(word);
    if (says === 'identity' || says === 'other') return headBefore(words, at) ?? says;
    if (breaks.has(word.toLowerCase())) return undefined;
    if (!fillers.has(word.toLowerCase()) && says !== 'neutral') strange++;
  }
  return undefined;
}

/** In "the identity of the folder", what `identity` says. */
function headBefore(words: readonly string[], at: number): Owner | undefined {
  for (let before = at - 1; before >= Math.max(1, at - 3); before--) {
    if (!prepositions.has((words[before] ?? '').toLowerCase())) continue;
    for (let head = before - 1; head >= Math.max(0, before - 2); head--) {
      const says = saidByName(words[head] ?? '');
      if (says === 'identity' || says === 'other') return says;
    }
  }
  return undefined;
}

/**
 * Whose it is by the last type of Chainguard's in a text: of the Terraform provider (`chainguard_group`), of Pulumi
 * (`chainguard:index/group:Group`), of a CloudEvent (`dev.chainguard.api.iam.group.created.v1`).
 */
export function saidByType(text: string): Owner | undefined {
  const found = [
    ...text
      .slice(-600)
      .matchAll(/chainguard(?:_|:(?:index[/:])?)([a-z_]{1,60})|dev\.chainguard\.([\w.]{1,80})/gi),
  ].at(-1);
  if (!found) return undefined;
  const [, type, event] = found;
  if (type !== undefined) return type.toLowerCase() === 'identity' ? 'identity' : 'other';
  return saidNearest(event ?? '');
}

/** The words of `chainctl` that say what a command is about, such as `iam folders delete`. */
const command = /\bchainctl["',\s]+((?:[a-z][a-z-]*["',\s]+){1,4})/g;

/** Whose id the arguments of the last `chainctl` command in a text are. */
export function saidByCommand(text: string): Owner | undefined {
  const found = [...text.matchAll(command)].at(-1);
  if (!found || /[;|&`]|\$\(/.test(text.slice(found.index))) return undefined;
  for (const word of (found[1] ?? '').split(/["',\s]+/).slice(0, 3)) {
    const says = saidByName(word);
    if (says === 'identity' || says === 'other') return says;
  }
  return undefined;
}
