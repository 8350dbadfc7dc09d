import * as vscode from 'vscode';
import { Failure } from '../../core/failure';
import { fieldTitle } from '../../core/field';
import type { Rule } from '../../core/identity';
import { differencesBetween } from '../../core/result/difference';
import { offersOf, type OfferId } from '../../core/result/offers';
import type { TestResult } from '../../core/result/result';
import { visible } from '../../core/text';
import { serve, type Post, type Served } from '../../wire/rpc';
import { testsArguments, type FixedLine, type Listed, type Shown, type TestsHost } from '../../wire/tests';
import { runCommand } from '../commands';
import type { Definitions } from '../editor/definitions';
import { openDefinitionsOf } from '../editor/openDefinitions';
import { Changes } from '../page/changes';
import type { Tokens } from '../tokens/tokens';
import type { TestResults } from './results';

/** What the page of tests needs from the window. */
export interface TestsServices {
  readonly results: TestResults;
  readonly tokens: Tokens;
  readonly definitions: Definitions;
}

/** Serves one page of tests; see {@link TestsHost} for what it may ask. */
export function serveTests(
  services: TestsServices,
  post: Post,
  failed: (doing: string, error: unknown) => void,
): Served {
  const { results } = services;
  const changes = new Changes(
    results.onDidChange,
    vscode.workspace.onDidGrantWorkspaceTrust,
    vscode.window.onDidChangeActiveTextEditor,
  );
  const served = serve<TestsHost>(
    {
      bundle: () => Promise.resolve(vscode.l10n.bundle ? { ...vscode.l10n.bundle } : null),
      changed: ({ known }) => changes.after(known),
      state: () =>
        Promise.resolve({
          results: results.all.map(listed),
          newest: results.newest ?? null,
          beside: results.beside ?? null,
          trusted: vscode.workspace.isTrusted,
        }),
      async show({ id }) {
        const result = results.all.find((each) => each.id === id);
        return result ? shown(services, result) : null;
      },
      compare({ one: oneId, other: otherId }) {
        const [one, other] = [oneId, otherId].map((id) => results.all.find((each) => each.id === id));
        if (!one || !other) return Promise.resolve(null);
        const lines = differencesBetween(one, other);
        return Promise.resolve({ one: listed(one), other: listed(other), lines });
      },
      async act({ id, offer }) {
        const result = results.all.find((each) => each.id === id);
        if (result) await act(services, result, offer);
        return null;
      },
      async test() {
        await runCommand('assumable.testIdentity');
        return null;
      },
      async trust() {
        await vscode.commands.executeCommand('workbench.trust.manage');
        return null;
      },
    },
    testsArguments,
    post,
    (why) => failed('The page of tests', new Failure('unexpected', why)),
    (method, error) => failed(`The page of tests: ${method}`, error),
  );
  return {
    receive: served.receive,
    dispose() {
      changes.dispose();
      served.dispose();
    },
  };
}

function listed({ id, identityName, sourceName, started, outcome, stale }: TestResult): Listed {
  return { id, identityName, sourceName, started, outcome, stale };
}

async function shown({ tokens, results, definitions }: TestsServices, result: TestResult): Promise<Shown> {
  const tokenId = results.tokenOf(result.id);
  const [defined] = result.change
    ? await openDefinitionsOf(definitions, result.identityId, result.identityName)
    : [];
  return {
    ...listed(result),
    identityId: result.identityId,
    sentence: result.sentence,
    steps: result.steps,
    offers: offersOf(result, {
      trusted: vscode.workspace.isTrusted,
      file: defined?.document.uri.path.replace(/^.*\//, ''),
      explains:
        (result.rules !== null && result.caller !== null) || results.claimsOf(result.id) !== undefined,
      token: tokenId !== undefined && tokens.get(tokenId) !== undefined,
    }),
    fixed: fixedLines(result),
  };
}

function fixedLines({ fixed }: TestResult): FixedLine[] {
  if (!fixed) return [];
  const text = (value: string | Rule | undefined) =>
    visible(typeof value === 'object' ? value.value : (value ?? ''));
  return (['account', 'arn', 'userId'] as const)
    .map((field) => ({
      label: fieldTitle(field),
      before: text(fixed.before[field]),
      after: text(fixed.after[field]),
    }))
    .filter(({ before, after }) => before !== after);
}

/** Does what a result offers, by the command of it, which shows what fails. */
async function act({ results }: TestsServices, result: TestResult, offer: OfferId): Promise<void> {
  const { id, identityId, sourceId } = result;
  switch (offer) {
    case 'again':
      return runCommand('assumable.testAgain', id);
    case 'cancel':
      return runCommand('assumable.cancelTest');
    case 'fix':
      return runCommand('assumable.fixTested', id);
    case 'fixFile':
      return runCommand('assumable.fixTestedFile', id);
    case 'undo':
      return runCommand('assumable.undoFix', id);
    case 'bind':
      return runCommand('assumable.bindRoles', identityId);
    case 'signInAws':
      return runCommand('assumable.signInCaller', sourceId, 'testAgain');
    case 'signIn':
      return runCommand('assumable.signIn');
    case 'explain':
      return runCommand('assumable.explainTest', id);
    case 'askAnyway':
      return runCommand('assumable.askAnyway', id);
    case 'useToken':
      return runCommand('assumable.useToken', results.tokenOf(id));
    case 'copy':
      return runCommand('assumable.copyReport', id);
    case 'save':
      return runCommand('assumable.saveReport', id);
  }
}
