import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import ts from 'typescript';
import { describe, expect, it } from 'vitest';

import manifest from '../../package.json';
import texts from '../../package.nls.json';
import { ruleIds } from '../../src/core/lint/rules';
import { changing } from '../changing';
import { project } from '../host/node24';

/*
 * What has to be said in more than one place when a command, a view or a setting is added. Each test answers with
 * sentences that say what is missing and where.
 */

const root = path.join(project, 'src');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts'))
  .map((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    return { file, text, tree: ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true) };
  });

const { contributes } = manifest;
const declared = new Set(contributes.commands.map(({ command }) => command));
const views = new Set(Object.values(contributes.views).flatMap((list) => list.map(({ id }) => id)));
interface Setting {
  readonly scope?: string;
  readonly default?: unknown;
  readonly markdownDescription: string;
}
const properties = Object.fromEntries(
  contributes.configuration.flatMap((part) => Object.entries(part.properties as Record<string, Setting>)),
);
const settings = Object.keys(properties);
const steps = contributes.walkthroughs.flatMap((walkthrough) => walkthrough.steps);
/** Every icon that VS Code has, by all its names. */
const icons = new Set(namesIn(path.join(project, 'node_modules/@vscode/codicons/dist/codicon.css')));
/** Every text of the manifest with the path that leads to it. */
const said = textsIn(manifest, '');

describe('a command', () => {
  const typed = new Set(typedCommands());

  it('is typed and contributed', () => {
    expect(typed.size).toBeGreaterThan(50);
    expect([
      ...missing(typed, declared, (id) => `contributes.commands of package.json has no "${id}"`),
      ...missing(declared, typed, (id) => `no register.ts types the command "${id}"`),
    ]).toEqual([]);
  });

  it('has a title and a category', () => {
    const bare = contributes.commands.filter(
      ({ title, category }) => !isKey(title) || category !== '%category%',
    );
    expect(bare.map(({ command }) => `"${command}" has no "%command.…%" title, or not "%category%"`)).toEqual(
      [],
    );
  });

  it('is there where a menu, a link or a walkthrough names it', () => {
    const named = [
      ...said
        .filter(({ at }) => /^contributes\.(menus|keybindings)\..*\.command$/.test(at))
        .map(({ at, text }) => [at, text]),
      ...Object.entries(texts).flatMap(([key, text]) => linksIn(text).map((id) => [`"${key}"`, id])),
      ...sources.flatMap(({ file, text }) => linksIn(text).map((id) => [`src/${file}`, id])),
      ...steps.flatMap(({ id, completionEvents }) =>
        completionEvents
          .flatMap((event) => (/^onCommand:(.*)/.exec(event) ?? []).slice(1))
          .map((command) => [`the step ${id}`, command]),
      ),
    ] as [string, string][];
    const unknown = named.filter(([, id]) => id.startsWith('assumable.') && !declared.has(id) && !ofView(id));
    expect(unknown.map(([where, id]) => `${where} names "${id}", which is no command`)).toEqual([]);
  });

  it.each([...changing, 'updateLive'])(
    'that changes Chainguard offers nothing in Restricted Mode: %s',
    (id) => {
      const found = contributes.commands.find(({ command }) => command === `assumable.${id}`);
      expect(found?.enablement).toBe('isWorkspaceTrusted');
    },
  );
});

describe('the palette', () => {
  it('shows at most 25 commands that have no condition', () => {
    const conditional = new Set(contributes.menus.commandPalette.map(({ command }) => command));
    const always = [...declared].filter((id) => !conditional.has(id));
    expect(always.length).toBeGreaterThan(15);
    expect(always.length, always.join('\n')).toBeLessThanOrEqual(25);
  });

  it('shows titles that name what they are about', () => {
    const about =
      /\b(Identit|Folder|Token|Caller|Role|Profile|Test|Match|Chainguard|Report|Row|Value|ID\b|Name|Log|Reference|Path|Definition|File|Assume|AWS|Sign-In|Repositories|Document|Fix)/;
    const titles = contributes.commands.map(({ title }) => texts[title.slice(1, -1) as keyof typeof texts]);
    expect(titles.filter((title) => !about.test(title))).toEqual([]);
  });

  it('calls them by the name of the extension', () => {
    expect(texts.category).toBe(texts.displayName);
  });
});

describe('a menu', () => {
  interface Entry {
    readonly command?: string;
    readonly submenu?: string;
    readonly when?: string;
    readonly group?: string;
  }
  const menus = contributes.menus as Record<string, readonly Entry[]>;
  const submenus = contributes.submenus.map(({ id }) => id);
  /** Every kind of row that has a menu, by its view. */
  const rows = {
    'assumable.identities': [
      ...['aws', 'claims', 'static', 'service-principal', 'unknown'].map((kind) => `identity.${kind}`),
      ...['group', 'organization', 'holder.identity', 'holder.group', 'role', 'binding', 'repo', 'tag'],
      ...['fact', 'hidden', 'repository'],
    ],
    'assumable.callers': [
      ...['profile', 'environment', 'web-identity', 'container', 'instance', 'assumed'].flatMap((kind) =>
        ['', '.sign-in', '.mfa-code', '.files', '.again'].map((mend) => `caller.${kind}${mend}`),
      ),
      ...['match', 'fact', 'file'],
    ],
  };
  const places = Object.entries(rows).flatMap(([view, kinds]) =>
    kinds.map((viewItem) => ({ view, viewItem })),
  );

  /** What a menu shows there; an empty submenu is not shown. */
  function shownIn(menu: string, at: Readonly<Record<string, string | boolean>>): readonly Entry[] {
    return (menus[menu] ?? []).filter(
      ({ when, submenu }) =>
        holds(when ?? '', at) && (submenu === undefined || shownIn(submenu, at).length > 0),
    );
  }

  function holds(when: string, at: Readonly<Record<string, string | boolean>>): boolean {
    return when.split('||').some((terms) => terms.split('&&').every((term) => termHolds(term, at)));
  }

  function termHolds(term: string, at: Readonly<Record<string, string | boolean>>): boolean {
    const [, not, key = '', operator, value = ''] =
      /^\s*(!?)\s*([\w.]+)\s*(?:(==|!=|=~)\s*(.*?))?\s*$/.exec(term) ?? [];
    const now = at[key] ?? false;
    if (operator === undefined) return (not === '') === Boolean(now);
    if (operator === '=~') return new RegExp(value.slice(1, -1)).test(String(now));
    return (String(now) === value.replaceAll("'", '')) === (operator === '==');
  }

  const isInline = ({ group }: Entry) => group?.startsWith('inline') === true;

  it('of a row has at most eight entries, and three beside the row', () => {
    const counts = places.map((at) => {
      const shown = shownIn('view/item/context', at);
      const inline = shown.filter(isInline).length;
      return { at, inline, menu: shown.length - inline };
    });
    expect(Math.max(...counts.map(({ menu }) => menu))).toBeGreaterThan(5);
    expect(counts.filter(({ inline, menu }) => inline > 3 || menu > 8)).toEqual([]);
  });

  it('below another has at most eight entries, is named, and is shown somewhere', () => {
    const counts = submenus.map((id) => ({
      id,
      most: Math.max(...places.map((at) => shownIn(id, at).length)),
    }));
    expect(counts.filter(({ most }) => most < 1 || most > 8)).toEqual([]);
    const used = Object.values(menus).flatMap((list) => list.flatMap(({ submenu }) => submenu ?? []));
    expect(new Set(used)).toEqual(new Set(submenus));
    expect(Object.keys(menus).filter((id) => id.startsWith('assumable.'))).toEqual(submenus);
  });

  it('names each menu below it once: VS Code shows no second one', () => {
    for (const [menu, list] of Object.entries(menus)) {
      const below = list.flatMap(({ submenu }) => submenu ?? []);
      expect(below, menu).toEqual([...new Set(below)]);
    }
  });

  it('of a view has at most eight entries, and six buttons', () => {
    const contexts = [...views].flatMap((view) =>
      [false, true].map((filtered) => ({
        view,
        'assumable.identitiesState': 'ready',
        'assumable.filtered': filtered,
      })),
    );
    for (const at of contexts) {
      const shown = shownIn('view/title', at);
      const buttons = shown.filter(({ group }) => group?.startsWith('navigation'));
      expect(buttons.length, at.view).toBeLessThanOrEqual(6);
      expect(shown.length - buttons.length, at.view).toBeLessThanOrEqual(8);
    }
  });

  it('has one button that switches between filter and no filter', () => {
    const at = { view: 'assumable.identities', 'assumable.identitiesState': 'ready' };
    const filters = (filtered: boolean) =>
      shownIn('view/title', { ...at, 'assumable.filtered': filtered }).flatMap(({ command = '' }) =>
        /filter/i.test(command) ? [command] : [],
      );
    expect(filters(false)).toEqual(['assumable.filterIdentities']);
    expect(filters(true)).toEqual(['assumable.clearFilter']);
  });

  it('of a caller that cannot call offers what mends it, and no test', () => {
    const commandsOf = (viewItem: string) =>
      shownIn('view/item/context', { view: 'assumable.callers', viewItem }).flatMap(
        ({ command }) => command ?? [],
      );
    expect(commandsOf('caller.profile.sign-in')).toContain('assumable.signInCaller');
    expect(commandsOf('caller.profile.files')).toContain('assumable.openCallerFile');
    expect(commandsOf('caller.profile.mfa-code')).toContain('assumable.askCaller');
    for (const mend of ['sign-in', 'files'])
      expect(commandsOf(`caller.profile.${mend}`)).not.toContain('assumable.testAsCaller');
    expect(commandsOf('caller.profile')).toContain('assumable.testAsCaller');
  });

  it('of the editor has Decode Token at its end, and only for what looks like a token', () => {
    const [decode, ...others] = contributes.menus['editor/context'];
    expect(others).toEqual([]);
    expect(decode).toMatchObject({ command: 'assumable.decodeToken', when: 'assumable.tokenSelected' });
    expect(decode?.group.localeCompare('z_commands')).toBeGreaterThan(0);
  });

  it('has the keys of its rows: rename, delete, copy, and Enter', () => {
    const { keybindings } = contributes;
    const strange = keybindings.filter(
      ({ command, when }) =>
        !declared.has(command) || !/\b(?:focusedView (?:==|=~) \/?\^?|view\.)assumable\b/.test(when),
    );
    expect(strange).toEqual([]);
    for (const { command, when, args } of keybindings) {
      if (args === undefined || typeof args === 'string') continue;
      expect(when, command).toContain(`focusedView == ${args.view} &&`);
      const kinds = rows[args.view as keyof typeof rows];
      expect(
        kinds.filter((kind) => new RegExp(args.rows).test(kind)),
        command,
      ).not.toEqual([]);
    }
    expect(keybindings.map(({ key }) => key)).toEqual(
      expect.arrayContaining(['enter', 'f2', 'delete', 'ctrl+c']),
    );
  });
});

describe('a view', () => {
  it('is there where a welcome text or a walkthrough names it', () => {
    const named = [
      ...contributes.viewsWelcome.map(({ view }) => view),
      ...steps.flatMap(({ completionEvents }) =>
        completionEvents.flatMap((event) => (/^onView:(.*)/.exec(event) ?? []).slice(1)),
      ),
    ];
    expect(missing(named, views, (id) => `"${id}" is no view`)).toEqual([]);
  });
});

describe('a condition', () => {
  const conditions = said.flatMap(({ at, text }) => {
    if (at.endsWith('.when') || at.endsWith('.enablement')) return [{ at, text }];
    const event = /^onContext:(.*)/.exec(text)?.[1];
    return event === undefined ? [] : [{ at, text: event }];
  });
  const keys = contextKeys();

  it('asks for views and context keys that are there, and for values that they can have', () => {
    expect(conditions.length).toBeGreaterThan(50);
    expect([...keys.keys()]).not.toEqual([]);
    expect(
      conditions.flatMap(({ at, text }) => problemsOf(text).map((problem) => `${at}: ${problem}`)),
    ).toEqual([]);
  });

  function problemsOf(condition: string): string[] {
    return condition.split(/&&|\|\|/).flatMap((term) => {
      const [, key = '', operator, value = ''] =
        /^\s*!?\s*([\w.]+)\s*(?:(==|!=|=~)\s*(.*?))?\s*$/.exec(term) ?? [];
      const possible = key === 'view' || key === 'focusedView' ? [...views] : keys.get(key);
      const visible = /^view\.(.+)\.visible$/.exec(key)?.[1];
      if (visible !== undefined) return views.has(visible) ? [] : [`"${visible}" is no view`];
      if (possible === undefined) return ofVsCode.has(key) ? [] : [`"${key || term}" is no context key`];
      if (operator === undefined) return [];
      if (operator !== '=~')
        return possible.includes(value.replaceAll("'", '')) ? [] : [`${key} is never ${value}`];
      const pattern = new RegExp(value.slice(1, -1));
      const alternatives = /^\/\^\(([\w|-]+)\)\$\/$/.exec(value)?.[1]?.split('|');
      const never = alternatives?.filter((alternative) => !possible.includes(alternative)) ?? [];
      if (!possible.some((one) => pattern.test(one))) never.push(value);
      return never.map((one) => `${key} is never ${one}`);
    });
  }
});

describe('a setting', () => {
  it('that says where to send something is of the person alone, not of a machine that a repository describes', () => {
    const scopes = (['issuerUrl', 'apiUrl', 'consoleUrl', 'audience'] as const).map(
      (name) => properties[`assumable.${name}`]?.scope,
    );
    expect(new Set(scopes)).toEqual(new Set(['application']));
  });

  it('has a description, a default and a scope', () => {
    const bare = Object.entries(properties).filter(
      ([, setting]) =>
        !isKey(setting.markdownDescription) || !('default' in setting) || !('scope' in setting),
    );
    expect(bare.map(([id]) => `"${id}" has no "%config.…%" description, no default or no scope`)).toEqual([]);
  });

  it('is read, and is declared where it is read', () => {
    const read = [...settingsRead(), ...ruleIds.map((rule) => `lint.${rule}`)].map(
      (name) => `assumable.${name}`,
    );
    expect([
      ...missing(settings, read, (id) => `neither src/ui/settings.ts nor a rule reads "${id}"`),
      ...missing(read, settings, (id) => `contributes.configuration of package.json has no "${id}"`),
    ]).toEqual([]);
  });
});

describe('a text of the manifest', () => {
  const used = said.flatMap(({ at, text }) => (isKey(text) ? [{ at, key: text.slice(1, -1) }] : []));

  it('is in package.nls.json', () => {
    const known = Object.keys(texts);
    const lost = used.filter(({ key }) => !known.includes(key));
    expect(lost.map(({ at, key }) => `package.nls.json has no "${key}", which ${at} shows`)).toEqual([]);
    const plain = said.filter(({ at, text }) => shown.test(at) && !isKey(text) && text !== 'Chainguard');
    expect(plain.map(({ at }) => `${at} is not a "%key%" of package.nls.json`)).toEqual([]);
  });

  it('is shown: package.nls.json has nothing else', () => {
    const keys = new Set(used.map(({ key }) => key));
    expect(missing(Object.keys(texts), keys, (key) => `nothing shows "${key}" of package.nls.json`)).toEqual(
      [],
    );
  });
});

describe('a picture', () => {
  it('is a file that ships, or an icon that VS Code has', () => {
    const files = said.filter(({ text }) => /^(\.\/)?media\//.test(text));
    const lost = files.filter(({ text }) => !existsSync(path.join(project, text)));
    const named = [
      ...said.map(({ at, text }) => ({ where: at, text })),
      ...sources.map(({ file, text }) => ({ where: `src/${file}`, text })),
    ].flatMap(({ where, text }) =>
      [...text.matchAll(/\$\(([a-z][a-z0-9-]*)(?:~spin)?\)|ThemeIcon\('([a-z0-9-]+)(?:~spin)?'/g)].map(
        (found) => ({
          where,
          icon: found[1] ?? found[2] ?? '',
        }),
      ),
    );
    expect(files.length).toBeGreaterThan(5);
    expect(named.length).toBeGreaterThan(30);
    expect(lost.map(({ at, text }) => `${at}: there is no ${text}`)).toEqual([]);
    const unknown = named.filter(({ icon }) => !icons.has(icon));
    expect(unknown.map(({ where, icon }) => `${where}: VS Code has no icon "${icon}"`)).toEqual([]);
  });
});

/** The properties of the manifest that people read. */
const shown =
  /^contributes\..*\.(title|category|description|markdownDescription|contents|contextualTitle|altText|label)$|^(displayName|description)$/;

/** What the manifest asks for of VS Code itself: its context keys, and `false`. */
const ofVsCode = new Set([
  'false',
  'editorIsOpen',
  'inputFocus',
  'isInDiffEditor',
  'isWorkspaceTrusted',
  'listFocus',
  'resourceExtname',
  'resourceScheme',
  'viewItem',
]);

function namesIn(styles: string): string[] {
  return [...readFileSync(styles, 'utf8').matchAll(/\.codicon-([a-z0-9-]+):before/g)].map(
    ([, name = '']) => name,
  );
}

function ofView(id: string): boolean {
  return id.endsWith('.focus') && views.has(id.slice(0, -'.focus'.length));
}

function isKey(text: string): boolean {
  return /^%[\w.-]+%$/.test(text);
}

function linksIn(text: string): string[] {
  return [...text.matchAll(/\(command:([\w.]+)/g)].map(([, id = '']) => id);
}

function missing(
  wanted: Iterable<string>,
  there: Iterable<string>,
  sentence: (id: string) => string,
): string[] {
  const known = new Set(there);
  return [...wanted].filter((id) => !known.has(id)).map(sentence);
}

function textsIn(value: unknown, at: string): { at: string; text: string }[] {
  if (typeof value === 'string') return [{ at, text: value }];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inside]) => textsIn(inside, at === '' ? key : `${at}.${key}`));
}

/** Every node of the sources below `folder`. */
function* nodes(folder: string): Generator<ts.Node> {
  for (const { file, tree } of sources) if (file.startsWith(folder)) yield* nodesOf(tree);
}

function* nodesOf(tree: ts.SourceFile): Generator<ts.Node> {
  const waiting: ts.Node[] = [tree];
  for (let node = waiting.pop(); node !== undefined; node = waiting.pop()) {
    yield node;
    ts.forEachChild(node, (child) => void waiting.push(child));
  }
}

/** The ids of the commands, as in `'assumable.signIn': () => …`, in their type or where their handlers are given. */
function typedCommands(): string[] {
  return [...nodes('ui')].flatMap((node) =>
    (ts.isPropertySignature(node) || ts.isPropertyAssignment(node)) &&
    ts.isStringLiteral(node.name) &&
    node.name.text.startsWith('assumable.')
      ? [node.name.text]
      : [],
  );
}

/** The names of what `settings` of src/ui/settings.ts reads. */
function settingsRead(): string[] {
  return [...nodes('ui/settings.ts')].flatMap((node) =>
    ts.isVariableDeclaration(node) &&
    node.name.getText() === 'settings' &&
    node.initializer !== undefined &&
    ts.isObjectLiteralExpression(node.initializer)
      ? node.initializer.properties.map((property) => property.name?.getText() ?? '')
      : [],
  );
}

/** The context keys that are set, each with the values that its type allows; `boolean` has none to compare with. */
function contextKeys(): Map<string, string[]> {
  const made = sources
    .filter(({ text }) => text.includes('new ContextKey'))
    .map(({ file }) => path.join(root, file));
  const config = ts.readConfigFile(path.join(project, 'tsconfig.json'), (file) => ts.sys.readFile(file));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, project);
  const program = ts.createProgram(made, { ...options, types: [] });
  const checker = program.getTypeChecker();
  const found = new Map<string, string[]>();
  for (const tree of made.map((file) => program.getSourceFile(file)))
    for (const node of tree ? nodesOf(tree) : []) {
      if (!ts.isNewExpression(node) || node.expression.getText() !== 'ContextKey') continue;
      const [name] = node.arguments ?? [];
      const [values] = checker.getTypeArguments(checker.getTypeAtLocation(node) as ts.TypeReference);
      if (name === undefined || !ts.isStringLiteral(name) || values === undefined) continue;
      found.set(
        name.text,
        (values.isUnion() ? values.types : [values]).flatMap((one) =>
          one.isStringLiteral() ? [one.value] : [],
        ),
      );
    }
  return found;
}
