import { readFileSync, globSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/** What each file of `src` imports of `src`: types count, and so does what is loaded later. Paths are absolute. */
export function importsOf(project) {
  const files = globSync('src/**/*.ts', { cwd: project }).map((file) => path.join(project, file));
  const known = new Set(files);
  const named = (file) =>
    ts
      .preProcessFile(readFileSync(file, 'utf8'), true, true)
      .importedFiles.map(({ fileName }) => `${path.resolve(path.dirname(file), fileName)}.ts`)
      .filter((imported) => known.has(imported));
  return new Map(files.map((file) => [file, [...new Set(named(file))]]));
}

/** The shortest way along imports from a file back to itself, the file first; `undefined` where there is none. */
export function circleOf(file, imports) {
  const cameFrom = new Map([[file, undefined]]);
  const queue = [file];
  for (const at of queue) {
    for (const next of imports.get(at) ?? []) {
      if (next === file) {
        const way = [];
        for (let step = at; step !== undefined; step = cameFrom.get(step)) way.unshift(step);
        return way;
      }
      if (cameFrom.has(next)) continue;
      cameFrom.set(next, at);
      queue.push(next);
    }
  }
  return undefined;
}

/** The ESLint rule that refuses a circle of imports, at the first import of it. */
export const noCircle = {
  meta: { type: 'problem', schema: [], messages: { circle: 'These import each other in a circle: {{way}}' } },
  create(context) {
    imports ??= importsOf(context.cwd);
    const way = circleOf(context.filename, imports);
    if (!way) return {};
    const names = [...way, context.filename].map((file) => path.relative(context.cwd, file)).join(' → ');
    return { Program: (node) => context.report({ node, messageId: 'circle', data: { way: names } }) };
  },
};

/** Read once a run. */
let imports;
