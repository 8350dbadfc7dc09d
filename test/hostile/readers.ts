import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSharedConfigFiles } from '@smithy/core/config';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';
import { hclTokens } from '../unit/generate/hcl';

/** A text as the reader of its language sees it: names, signs and decoded values, in order. */
export type Tokens = readonly string[];

/** Reads each of these texts. */
export type Reader = (texts: readonly string[]) => Promise<readonly Tokens[]>;

const each =
  (read: (text: string) => Tokens | Promise<Tokens>): Reader =>
  async (texts) => {
    const all: Tokens[] = [];
    for (const text of texts) all.push(await read(text));
    return all;
  };

/** What a value of JSON or YAML holds: where each text stands, and the text. */
function leaves(value: unknown, at = ''): string[] {
  if (typeof value !== 'object' || value === null) return [at, `${typeof value} ${String(value)}`];
  return [at, ...Object.entries(value).flatMap(([key, inner]) => leaves(inner, `${at}/${key}`))];
}

export const readJson = each((text) => leaves(JSON.parse(text)));

export const readYaml = each((text) =>
  parseAllDocuments(text).flatMap((document) => {
    if (document.errors.length > 0) throw new Error(`${String(document.errors[0])}\n${text}`);
    return leaves(document.toJS());
  }),
);

/** As GitHub does after it: an expression that is a quoted text is that text. */
export const readWorkflow: Reader = async (texts) => {
  const read = (await readYaml(texts)).map((tokens) =>
    tokens.map((token) => token.replaceAll("${{ '${{' }}", '${{')),
  );
  const isScript = (token: string) => /^string [^]*\bset -euo pipefail\n/.test(token);
  return withPrograms(read, isScript, (scripts) =>
    readShell(scripts.map((script) => `CHAINGUARD_IDENTITY=x\nTOKEN_REQUEST=x\n${script}`)),
  );
};

/** A manifest of Kubernetes, which may hold a program. */
export const readManifest: Reader = async (texts) =>
  withPrograms(await readYaml(texts), (token) => /^string """[^]*\nimport /.test(token), readPython);

/** What was read, and in the place of each program in it what its own reader reads. */
async function withPrograms(
  all: readonly Tokens[],
  isProgram: (token: string) => boolean,
  read: Reader,
): Promise<readonly Tokens[]> {
  const programs = [...new Set(all.flat().filter(isProgram))];
  const inside = await read(programs.map((program) => program.slice('string '.length)));
  const of = new Map(programs.map((program, index) => [program, inside[index] ?? []]));
  return all.map((tokens) => tokens.flatMap((token) => of.get(token) ?? [token]));
}

export const readTerraform = each(hclTokens);

export const readTypescript = each((text) => {
  const file = ts.createSourceFile('x.mts', text, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  const { parseDiagnostics } = file as unknown as { readonly parseDiagnostics: readonly unknown[] };
  if (parseDiagnostics.length > 0) throw new Error(`no TypeScript:\n${text}`);
  const tokens: string[] = [];
  const visit = (node: ts.Node) => {
    if (ts.isStringLiteralLike(node)) tokens.push(node.text);
    else if (node.getChildCount(file) === 0) tokens.push(node.getText(file));
    else for (const child of node.getChildren(file)) visit(child);
  };
  visit(file);
  return tokens;
});

const goToken =
  /"((?:\\.|[^"\\\n])*)"|`[^`]*`|\/\/[^\n]*|\/\*[^]*?\*\/|[\p{L}_][\p{L}\p{Nd}_]*|\d+|[ \t\r\n]+|[-+*/%&|^<>=!:.,;()[\]{}]/uy;

/** By the lexical rules of the Go specification, as far as the forms go. */
export const readGo = each((text) => {
  const tokens: string[] = [];
  goToken.lastIndex = 0;
  while (goToken.lastIndex < text.length) {
    const at = goToken.lastIndex;
    const match = goToken.exec(text);
    if (!match) throw new Error(`no Go at ${at}:\n${text}`);
    const [token, inside] = match;
    if (inside !== undefined) tokens.push(goText(inside));
    else if (!/^(?:\/[/*]|\s)/.test(token)) tokens.push(token);
  }
  return tokens;
});

function goText(inside: string): string {
  return inside.replace(
    /\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|(.))/gs,
    (_, four?: string, eight?: string, one?: string) => {
      const code = four ?? eight;
      if (code !== undefined) return String.fromCodePoint(parseInt(code, 16));
      const plain = { n: '\n', r: '\r', t: '\t', '\\': '\\', '"': '"' }[one ?? ''];
      if (plain === undefined) throw new Error(`Go has no such escape: ${one ?? ''}`);
      return plain;
    },
  );
}

const python = `
import ast, io, json, sys, tokenize
def read(text):
    compile(text, "recipe", "exec")
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.STRING and not token.string.startswith("f"):
            yield ast.literal_eval(token.string)
        elif token.type != tokenize.COMMENT:
            yield token.string
print(json.dumps([list(read(text)) for text in json.load(sys.stdin)]))
`;

export const readPython: Reader = (texts) => {
  const { status, stdout, stderr } = spawnSync('python3', ['-c', python], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    maxBuffer: 256 << 20,
  });
  if (status !== 0) throw new Error(stderr);
  return Promise.resolve(JSON.parse(stdout) as Tokens[]);
};

/** As AWS's SDK reads its files: how many profiles there are, and the names of their settings. */
export const readIni: Reader = (texts) =>
  inFolder(async (folder) => {
    const all: Tokens[] = [];
    for (const [index, text] of texts.entries()) {
      const filepath = join(folder, String(index));
      await writeFile(filepath, text);
      const files = await loadSharedConfigFiles({ configFilepath: filepath, filepath, ignoreCache: true });
      const profiles = Object.values(files.configFile);
      all.push([`profiles: ${profiles.length}`, ...profiles.flatMap((profile) => Object.keys(profile))]);
    }
    return all;
  });

/** Instead of acting, every program says its arguments; what stands in a file that it is given is said, too. */
const stubs = `
say() { printf '%s\\0' "$@" >&3; }
chainctl() { for each; do case "$each" in --filename=*) say "file:$(cat "\${each#*=}")" ;; --name=*) say "\${each#--name=}" ;; *) say "$each" ;; esac; done; }
aws() { say "$@"; }
curl() { say "$@"; case " $* " in *" --config - "*) cat >"$null" ;; esac; }
jq() { cat >"$null"; return 1; }
null=/dev/null
cat() { [ $# -gt 0 ] && { printf %s "$(<"$1")"; return; }; local text; IFS= read -r -d '' text; printf %s "$text"; }
mktemp() { echo made; }
rm() { :; }
`;

/** What a script makes bash run. */
export const readShell: Reader = (texts) =>
  inFolder(async (folder) => {
    const scripts = join(folder, 'scripts');
    const place = join(folder, 'place');
    await Promise.all([mkdir(scripts), mkdir(join(place, 'made'), { recursive: true })]);
    await writeFile(join(scripts, 'stubs'), stubs);
    for (const [index, text] of texts.entries()) await writeFile(join(scripts, `${index}.sh`), text);
    const { stderr } = spawnSync(
      'bash',
      [
        '-c',
        'for each in "$1"/*.sh; do (. "$1/stubs"; . "$each") 3>"$each.said" >/dev/null 2>&1 </dev/null; done',
        'bash',
        scripts,
      ],
      { cwd: place, env: { PATH: process.env['PATH'], HOME: place }, encoding: 'utf8', maxBuffer: 64 << 20 },
    );
    if (stderr !== '') throw new Error(stderr);
    const made = (await readdir(place)).filter((name) => name !== 'made');
    if (made.length > 0) throw new Error(`a script made files: ${made.join()}`);
    return Promise.all(
      texts.map(async (_, index) =>
        (await readFile(join(scripts, `${index}.sh.said`), 'utf8')).split('\0').slice(0, -1).flatMap(flags),
      ),
    );
  });

/** The values of a flag that takes several: chainctl reads them as a line of CSV. */
function flags(word: string): string[] {
  const list = /^--role=(.*)$/s.exec(word)?.[1];
  if (word.startsWith('file:{')) return leaves(JSON.parse(word.slice(5)));
  if (list === undefined) return [word];
  const values: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|$)/gy;
  for (let match = field.exec(list); match; match = field.exec(list)) {
    values.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? '');
    if (match[3] === '') break;
  }
  if (field.lastIndex < list.length) throw new Error(`no CSV: ${list}`);
  return ['--role', ...values];
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'hostile-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
