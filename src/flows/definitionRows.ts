import * as l10n from '@vscode/l10n';
import type { AccessRow } from '../core/access/cell';
import type { Relationship, Rule } from '../core/identity';
import { knownRules } from '../core/lint/comparison';
import { type Definition, ruleIn, textOfPart } from '../core/lint/definition';
import { mayDefine } from '../documents/format';
import type { RowStretch } from './accessRows';

/** A file that may define identities. */
export interface DefinitionFile {
  /** As people know it, within the workspace. */
  readonly path: string;
  readonly uri: string;
  readonly text: () => Promise<string>;
}

/** Where a row's definition is. */
export interface DefinitionPlace {
  readonly uri: string;
  readonly offset: number;
}

/**
 * A row for every identity that files define, file by file.
 *
 * @param placed gets the place of each row's definition by the row's id
 */
export async function* definitionRows(
  files: readonly DefinitionFile[],
  signal: AbortSignal,
  placed: (id: string, at: DefinitionPlace) => void,
): AsyncGenerator<RowStretch> {
  const { readDefinitions } = await import('../documents/read');
  for (const { path, uri, text } of files) {
    if (signal.aborted) return;
    const content = await text();
    if (!mayDefine(content, path)) continue;
    const rows = readDefinitions(content, path).flatMap((definition) => {
      const relationship = relationshipOf(definition);
      if (!relationship) return [];
      const offset = definition.span.start;
      const id = `${uri} ${offset}`;
      placed(id, { uri, offset });
      const name = textOfPart(definition, 'name') ?? l10n.t('identity without a name');
      return [{ id, name, folder: path, lastSeen: undefined, ...relationship }];
    });
    yield { rows, total: undefined };
  }
}

function relationshipOf(definition: Definition): Pick<AccessRow, 'relationship' | 'unknown'> | undefined {
  switch (definition.kind) {
    case 'identity': {
      const { match, unknown } = knownRules(definition);
      return { relationship: { kind: 'aws', match }, unknown };
    }
    case 'claims':
      return { relationship: claimsOf(definition) };
    case 'static':
      return {
        relationship: {
          kind: 'static',
          issuer: textOfPart(definition, 'issuer') ?? '',
          subject: textOfPart(definition, 'subject') ?? '',
          expires: undefined,
        },
      };
    case 'role-binding':
    case 'data-source':
      return undefined;
  }
}

/** What is certain about a definition that trusts tokens. */
function claimsOf({ fields }: Definition): Relationship {
  const rule = (part: 'issuer' | 'subject' | 'audience'): Rule | undefined => {
    const [only, ...others] = fields.filter((field) => field.part === part);
    return only && others.length === 0 ? ruleIn(only) : undefined;
  };
  return {
    kind: 'claims',
    issuer: rule('issuer'),
    subject: rule('subject'),
    audience: rule('audience'),
    claims: [],
  };
}
