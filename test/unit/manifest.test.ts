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
const settings = Object.keys(contributes.configuration.properties);
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
      const possible = key === 'view' ? [...views] : keys.get(key);
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
    const { properties } = contributes.configuration;
    const scopes = (['issuerUrl', 'apiUrl', 'consoleUrl', 'audience'] as const).map(
      (name) => properties[`assumable.${name}`].scope,
    );
    expect(new Set(scopes)).toEqual(new Set(['application']));
  });

  it('has a description, a default and a scope', () => {
    const bare = Object.entries(contributes.configuration.properties).filter(
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
  'editorHasSelection',
  'editorIsOpen',
  'isInDiffEditor',
  'isWorkspaceTrusted',
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
