import { expect, it } from 'vitest';
import type { AccessRow } from '../../../src/core/access/cell';
import { definitionRows, type DefinitionFile, type DefinitionPlace } from '../../../src/flows/definitionRows';

const file = (path: string, text: string): DefinitionFile => ({
  path,
  uri: `file:///${path}`,
  text: () => Promise.resolve(text),
});

it('makes a row of every identity that files define, with what is filled in elsewhere', async () => {
  const terraform = `
resource "chainguard_identity" "ci" {
  parent_id = var.group
  name      = "ci"
  aws_identity {
    aws_account         = var.account
    aws_arn_pattern     = "^arn:aws:sts::123456789012:assumed-role/ci/(.+)$"
    aws_user_id_pattern = "^AROA[A-Z0-9]+:(.+)$"
  }
}
resource "chainguard_identity" "actions" {
  name = "actions"
  claim_match {
    issuer  = "https://token.actions.githubusercontent.com"
    subject = "repo:acme/app:ref:refs/heads/main"
  }
}
`;
  const json = JSON.stringify({
    awsIdentity: { awsAccount: '123456789012', arn: 'arn:aws:iam::123456789012:user/kim', userId: 'AIDAX' },
  });
  const places = new Map<string, DefinitionPlace>();
  const rows: AccessRow[] = [];
  const files = [file('a/main.tf', terraform), file('id.json', json), file('package.json', '{}')];
  for await (const stretch of definitionRows(files, new AbortController().signal, (id, at) =>
    places.set(id, at),
  ))
    rows.push(...stretch.rows);
  expect(rows.map(({ name, folder, unknown }) => [name, folder, unknown])).toEqual([
    ['ci', 'a/main.tf', ['account']],
    ['actions', 'a/main.tf', undefined],
    ['identity without a name', 'id.json', []],
  ]);
  expect(rows.map(({ relationship }) => relationship.kind)).toEqual(['aws', 'claims', 'aws']);
  for (const { id, folder } of rows) expect(places.get(id)?.uri).toBe(`file:///${folder}`);
  expect(terraform.slice(places.get(rows[1]?.id ?? '')?.offset)).toMatch(
    /^resource "chainguard_identity" "actions"/,
  );
});
