import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';
import { noCircle } from './test/house/circles.mjs';
import { failuresGoOn } from './test/house/failures.mjs';

/**
 * The folder rule: imports point left, never right. Each folder names the folders on its left;
 * every other folder of `src` is closed to it, and only `ui` and `extension.ts` know `vscode`. Nor do files import each
 * other in a circle.
 */
const mayImport = {
  core: [],
  net: ['core'],
  documents: ['core'],
  generate: ['core'],
  aws: ['core', 'net'],
  chainguard: ['core', 'net', 'aws'],
  flows: ['core', 'net', 'documents', 'generate', 'aws', 'chainguard'],
  wire: ['core'],
  webview: ['core', 'wire'],
  ui: ['core', 'documents', 'generate', 'aws', 'chainguard', 'flows', 'wire'],
};

/** Node's I/O, closed to the folders that are pure functions. */
const io = ['node:*', 'fs', 'path', 'os', 'http', 'https', 'net', 'child_process', 'crypto', 'undici'];
const pure = new Set(['core', 'documents', 'generate', 'wire', 'webview']);

/** The order inside the two largest folders: what a folder in them may import. Files directly in them are for all. */
const mayImportInside = {
  core: {
    pattern: [],
    token: [],
    platform: [],
    browse: ['platform'],
    access: ['pattern', 'platform'],
    match: ['pattern', 'platform', 'access'],
    lint: ['pattern', 'platform', 'match', 'access'],
    draft: ['pattern', 'platform', 'access', 'match', 'lint'],
    result: ['match'],
  },
  ui: {
    callers: [],
    editor: [],
    page: [],
    session: ['callers'],
    tokens: ['callers', 'session'],
    builder: ['callers', 'editor', 'page', 'session'],
    identities: ['callers', 'editor', 'session'],
    tests: ['callers', 'editor', 'page', 'session', 'tokens'],
    manage: ['session', 'identities'],
    migrate: ['callers', 'session', 'tokens', 'identities', 'tests', 'manage'],
    explain: ['callers', 'editor', 'session', 'tokens', 'tests'],
    access: ['callers', 'editor', 'page', 'session', 'tokens', 'identities', 'tests', 'explain'],
  },
};

const closed = (folders, own, left, place) =>
  folders
    .filter((other) => other !== own && !left.includes(other))
    .map((other) => ({
      group: [`**/${other}/*`],
      message: `${place} may import only: ${[own, ...left].filter(Boolean).join(', ') || 'files beside it'}.`,
    }));

const directions = Object.entries(mayImport).flatMap(([folder, left]) => {
  const patterns = [
    ...closed(Object.keys(mayImport), folder, left, `src/${folder}`),
    { group: ['**/extension'], message: 'Nothing imports extension.ts.' },
    { group: ['**/test/**'], message: 'Source never imports tests.' },
  ];
  if (folder !== 'ui')
    patterns.push({ group: ['vscode'], message: 'Only src/ui and extension.ts know vscode.' });
  if (pure.has(folder)) patterns.push({ group: io, message: `src/${folder} does no I/O.` });
  const rule = (files, inside) => ({
    files,
    rules: { 'no-restricted-imports': ['error', { patterns: [...patterns, ...inside] }] },
  });
  const matrix = mayImportInside[folder];
  if (!matrix) return [rule([`src/${folder}/**/*.ts`], [])];
  const folders = Object.keys(matrix);
  return [
    rule([`src/${folder}/*.ts`], closed(folders, '', [], `A file directly in src/${folder}`)),
    ...folders.map((name) =>
      rule([`src/${folder}/${name}/**/*.ts`], closed(folders, name, matrix[name], `src/${folder}/${name}`)),
    ),
  ];
});

/** Where a failure may end. Anywhere else, whoever catches one throws again. */
const failuresEndIn = [
  // The command table and the tree show it, the wire answers it to the page, and the page shows it.
  'src/ui/{commands,rows}.ts',
  'src/wire/rpc.ts',
  'src/webview/**',
  // The end of a flow: it becomes a fact, such as a failed step or "not known".
  'src/flows/**',
  // Work that nobody waits for tells the log.
  'src/aws/callerQueue.ts',
  'src/ui/{page/panel,callers/callersView,access/host,tests/view}.ts',
  'src/ui/editor/{diagnostics,languageFeatures}.ts',
  'src/ui/session/{provider,session}.ts',
  'src/ui/{progress,identities/identitiesView,identities/searching}.ts',
  // It becomes a sentence beside what a person typed, or in the page's form.
  'src/ui/{callers/useCaller,builder/seed}.ts',
  // A library refuses a text, which is then none of its kind.
  'src/core/{pattern/pattern,token/capabilities,token/token}.ts',
  'src/documents/yamlNotation.ts',
  'src/net/send.ts',
  'src/aws/{ssoToken,stsQuery}.ts',
  // The system refuses a file, a port or a process, which is a fact.
  'src/net/{lock,replaceFile}.ts',
  'src/aws/{configFile,files,process}.ts',
  'src/chainguard/callback.ts',
];

const readsClock = [
  {
    selector: "NewExpression[callee.name='Date'][arguments.length=0]",
    message: 'Take the time as an argument.',
  },
  {
    selector: "CallExpression[callee.object.name='Date'][callee.property.name='now']",
    message: 'Take the time as an argument.',
  },
];

/** Every mention of a member by one of these names, whether or not it is taken out of its object first. */
const named = (names) => `Identifier[name=/^(?:${names})$/]`;
const made = (kind) => `NewExpression:matches([callee.name='${kind}'], [callee.property.name='${kind}'])`;

/**
 * Where words of others reach the person: each way out is in one file, which makes hidden characters visible and links
 * plain. Everything else calls that file.
 */
const waysOut = [
  {
    only: 'src/ui/prompts.ts',
    selector: named('show(?:Information|Warning|Error)Message|showInputBox|showQuickPick|createInputBox'),
    message: 'Use tell, warn, askModal, askLine, askText or a pick of ui/prompts.ts.',
  },
  {
    only: 'src/ui/identities/searching.ts',
    selector: named('createQuickPick'),
    message: 'Use a pick of ui/prompts.ts; where entries come while it is open, pass each through shownItem.',
  },
  {
    only: 'src/ui/progress.ts',
    selector: named('setStatusBarMessage|writeText'),
    message: 'Use done, copy or toClipboard of ui/progress.ts.',
  },
  {
    only: 'src/ui/rows.ts',
    selector: made('TreeItem'),
    message: 'A row is drawn by ui/rows.ts.',
  },
  {
    only: 'src/ui/editor/hover.ts',
    selector: made('MarkdownString'),
    message: 'Markdown runs links: write plain text, or let ui/editor/hover.ts make it.',
  },
  ...Object.entries({ Diagnostic: 'diagnostics', CodeAction: 'fixes', CompletionItem: 'completion' }).map(
    ([kind, file]) => ({
      only: `src/ui/editor/${file}.ts`,
      selector: made(kind),
      message: `Let ui/editor/${file}.ts make it.`,
    }),
  ),
  {
    only: 'src/ui/rows.ts',
    selector:
      'AssignmentExpression:matches([left.object.name=/view$/i], [left.object.property.name=/view$/i])[left.property.name=/^(?:title|description|message)$/]',
    message: 'Use headView of ui/rows.ts.',
  },
  {
    only: 'src/ui/tokens/countdownItem.ts',
    selector: named('createStatusBarItem'),
    message: 'The status bar has one entry, in ui/tokens/countdownItem.ts.',
  },
  {
    only: 'src/ui/progress.ts',
    selector: named('createTerminal|sendText'),
    message: 'Use terminal of ui/progress.ts, and send no text to it.',
  },
];

export default tseslint.config(
  { ignores: ['dist/', 'out/', '.vscode-test/', 'artifacts/', 'node_modules/'] },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.mjs', '*.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/consistent-type-assertions': ['error', { assertionStyle: 'as' }],
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/prefer-nullish-coalescing': ['error', { ignorePrimitives: { string: true } }],
      'no-console': 'error',
      // A feature adds its commands to the table by an interface that only extends.
      '@typescript-eslint/no-empty-object-type': ['error', { allowInterfaces: 'with-single-extends' }],
    },
  },
  ...directions,
  {
    files: ['src/**/*.ts'],
    plugins: { house: { rules: { 'no-circle': noCircle, 'failures-go-on': failuresGoOn } } },
    rules: { 'house/no-circle': 'error', 'house/failures-go-on': 'error' },
  },
  { files: failuresEndIn, rules: { 'house/failures-go-on': 'off' } },
  {
    files: ['src/{core,documents,generate}/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...readsClock] },
  },
  {
    files: ['src/ui/**/*.ts'],
    rules: {
      'no-restricted-syntax': ['error', ...waysOut.map(({ selector, message }) => ({ selector, message }))],
    },
  },
  ...waysOut.map(({ only }) => ({
    files: [only],
    rules: {
      'no-restricted-syntax': [
        'error',
        ...waysOut
          .filter((other) => other.only !== only)
          .map(({ selector, message }) => ({ selector, message })),
      ],
    },
  })),
  {
    files: ['test/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  {
    files: ['webpack.*.js'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
    languageOptions: {
      globals: { require: 'readonly', module: 'writable', __dirname: 'readonly', process: 'readonly' },
    },
  },
  prettier,
);
