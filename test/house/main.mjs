/*
 * `npm run house`: whether each thing has one house and is said once. Prints every figure beside its goal, and fails
 * where one is missed.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import ts from 'typescript';
import { circleOf, importsOf } from './circles.mjs';

const project = path.resolve(import.meta.dirname, '../..');
const files = (pattern) => globSync(pattern, { cwd: project }).map((file) => file.replaceAll('\\', '/'));
const read = (file) => readFileSync(path.join(project, file), 'utf8');
const lines = (file) => read(file).split('\n').length - 1;
const print = (line) => process.stdout.write(`${line}\n`);
const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);

const sources = files('src/**/*.ts');
const texts = new Map(sources.map((file) => [file, read(file)]));

/** Where `pattern` stands in the sources below `folder`, each place with its file and line. */
function places(pattern, folder = 'src/') {
  return sources
    .filter((file) => file.startsWith(folder))
    .flatMap((file) =>
      texts
        .get(file)
        .split('\n')
        .flatMap((line, at) => (pattern.test(line) ? [`${file}:${at + 1}`] : [])),
    );
}

/** Files with a key that is a command's id, beside a feature's register.ts and the table, which has those of no feature. */
function commandLists() {
  const isRegister = (file) => /^src\/ui\/(\w+\/register|commands)\.ts$/.test(file);
  return sources.filter((file) => !isRegister(file) && listsCommands(file));
}

function listsCommands(file) {
  const isId = (node) => node !== undefined && ts.isStringLiteral(node) && node.text.startsWith('assumable.');
  const visit = (node) =>
    (ts.isPropertySignature(node) || ts.isPropertyAssignment(node) ? isId(node.name) : false) ||
    (ts.isArrayLiteralExpression(node) && node.elements.some(isId)) ||
    ts.forEachChild(node, (child) => visit(child) || undefined) === true;
  return visit(ts.createSourceFile(file, texts.get(file), ts.ScriptTarget.Latest));
}

/** The files that import each other in a circle, types and later loads included. */
function inCircles() {
  const imports = importsOf(project);
  return [...imports.keys()]
    .filter((file) => circleOf(file, imports))
    .map((file) => path.relative(project, file));
}

/** The tests of the screen's code, and of what was once part of it and now stands left of it. */
const tested = [
  'test/unit/ui/**/*.test.ts',
  'test/unit/aws/{callerQueue,callerText}.test.ts',
  'test/unit/core/browse/moreLabel.test.ts',
  'test/unit/core/token/{keptTokens,offers}.test.ts',
  'test/unit/flows/{narrowToken,organizations,readRoles,session}.test.ts',
];

/** What declares new values: a type with an account that may be left out, or one that makes all fields optional. */
const newValues =
  /^\s*(?:readonly )?account\?: |^export (?:type|interface) .*\bPartial<(?:AwsMatch|Record<\w+, Rule)\b/;

/** Each figure: what is counted, where or how much of it there is, and its goal. */
const figures = [
  ['files directly in src/ui', files('src/ui/*.ts').length, 'at most', 12],
  ['files directly in src/core', files('src/core/*.ts').length, 'at most', 12],
  ['files that import each other in a circle', inCircles(), 'exactly', 0],
  ['lines of src/extension.ts', lines('src/extension.ts'), 'at most', 80],
  ['files with a list of commands beside register.ts', commandLists(), 'exactly', 0],
  ['interface Choice in src/ui', places(/^(?:export )?interface Choice\b/, 'src/ui/'), 'exactly', 1],
  ['interfaces Finding and Fix', places(/^(?:export )?interface (?:Finding|Fix)\b/), 'exactly', 2],
  ['types for new values of the three fields', places(newValues), 'exactly', 1],
  ['/^\\d{12}$/', places(/\/\^\\d\{12\}\$\//), 'exactly', 1],
  ['the rule of a name', places(/a-z0-9 \._-/), 'exactly', 1],
  ['"trust AWS callers"', places(/l10n\.t\('This identity does not trust AWS callers/), 'exactly', 1],
  ['unit tests of ui and of what moved left of it', sum(tested.flatMap(files).map(testsIn)), 'at least', 60],
];

function testsIn(file) {
  return read(file).match(/^\s*it(?:\.each\b.*)?\(/gm)?.length ?? 0;
}

const met = {
  'at most': (count, goal) => count <= goal,
  'at least': (count, goal) => count >= goal,
  exactly: (count, goal) => count === goal,
};

for (const [what, found, bound, goal] of figures) {
  const count = Array.isArray(found) ? found.length : found;
  const good = met[bound](count, goal);
  print(`${good ? '✓' : '✗'} ${what.padEnd(50)}${String(count).padStart(7)}   ${bound} ${goal}`);
  if (good) continue;
  process.exitCode = 1;
  if (Array.isArray(found)) for (const place of found) print(`    ${place}`);
}
