import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/core/lint/definition';
import { readDefinitions } from '../../../src/documents/read';
import { faultsOfFixes, lintFile } from './lintFile';

const unique = 'AROAQ3EGCIRUNNEXAMPLE';

function rules(text: string, path = 'values.yaml'): string[] {
  return lintFile(text, path).map(({ rule, span }) => `${rule}: ${text.slice(span.start, span.end)}`);
}

/** An identity whose AWS part has these lines. */
function yaml(...lines: readonly string[]): string {
  return ['name: ci', 'awsIdentity:', ...lines.map((line) => `  ${line}`), ''].join('\n');
}

describe('a definition that a template fills in', () => {
  it.each([
    [
      'a role’s ARN',
      yaml(
        'awsAccount: {{ .Values.account | quote }}',
        'arn: arn:aws:iam::{{ .Values.account }}:role/ci',
        `userIdPattern: ^${unique}:(.+)$`,
      ),
      'role-arn: arn:aws:iam::{{ .Values.account }}:role/ci',
      'arnPattern: "^arn:aws:sts::{{ .Values.account }}:assumed-role/ci/(.+)$"',
    ],
    [
      'a template that begins a value and has quotes in it',
      yaml(
        'awsAccount: "{{ index .Values "account" }}"',
        'arnPattern: "{{ index .Values "start" }}:assumed-role/ci/(.+)"',
        `userIdPattern: ^${unique}:(.+)$`,
      ),
      'unanchored: {{ index .Values "start" }}:assumed-role/ci/(.+)',
      'arnPattern: "{{ index .Values "start" }}:assumed-role/ci/(.+)$"',
    ],
    [
      'a pattern without anchors',
      yaml(
        "awsAccount: '{{ account }}'",
        "arnPattern: 'arn:aws:sts::{{ account }}:assumed-role/{{ role }}/(.*)'",
        `userIdPattern: ^${unique}:(.+)$`,
      ),
      'unanchored: arn:aws:sts::{{ account }}:assumed-role/{{ role }}/(.*)',
      'arnPattern: "^arn:aws:sts::{{ account }}:assumed-role/{{ role }}/(.*)$"',
    ],
    [
      'what a shell fills in',
      yaml(
        'awsAccount: "${ACCOUNT}"',
        'arn: "arn:aws:sts::${ACCOUNT}:assumed-role/ci/*"',
        `userIdPattern: ^${unique}:(.+)$`,
      ),
      'pattern-as-literal: arn:aws:sts::${ACCOUNT}:assumed-role/ci/*',
      'arnPattern: "^arn:aws:sts::${ACCOUNT}:assumed-role/ci/(.+)$"',
    ],
  ])('is judged by the rest: %s', (_, text, found, fixed) => {
    expect(rules(text)).toEqual([found]);
    expect(applyEdits(text, lintFile(text, 'values.yaml')[0]?.fixes[0]?.edits ?? [])).toContain(fixed);
    expect(faultsOfFixes(text, 'values.yaml')).toEqual([]);
  });

  it('is read around the lines of a template, which is said once', () => {
    const text = `{{- if .Values.on }}
name: {{ include "ci.name" . }}
awsIdentity:
  awsAccount: "123456789012"
  {{- if .Values.pinned }}
  arn: arn:aws:sts::123456789012:assumed-role/ci/kim
  {{- else }}
  arnPattern: arn:aws:sts::123456789012:assumed-role/ci/(.+)
  {{- end }}
  userIdPattern: ^${unique}:(.+)$
---
name: other
awsIdentity:
  awsAccount: "123456789012"
  {{- include "ci.rules" . | nindent 2 }}
{{- end }}
`;
    expect(readDefinitions(text, 'values.yaml')).toHaveLength(2);
    expect(rules(text)).toEqual([
      'not-checked: {{- if .Values.on }}',
      'unanchored: arn:aws:sts::123456789012:assumed-role/ci/(.+)',
    ]);
    expect(lintFile(text, 'values.yaml')[0]?.severity).toBe('information');
  });

  it('does not hold fields against each other of which a condition takes one', () => {
    const text = yaml(
      '{%- if china %}',
      'awsAccount: "210987654321"',
      'arnPattern: ^arn:aws-cn:sts::210987654321:assumed-role/ci/(.+)$',
      '{%- else %}',
      'awsAccount: "123456789012"',
      'arnPattern: ^arn:aws:sts::123456789012:assumed-role/ci/(.+)$',
      '{%- endif %}',
      `userIdPattern: ^${unique}:(.+)$`,
    );
    expect(rules(text)).toEqual(['not-checked: {%- if china %}']);
    const wrong = text.replaceAll('assumed-role/ci/(.+)$', 'assumed-role/ci$');
    expect(rules(wrong).filter((rule) => rule.startsWith('role-arn'))).toHaveLength(2);
  });

  it('is open where a condition stands within a line', () => {
    const text = yaml(
      'awsAccount: "123456789012"',
      'arnPattern: "{{ if .x }}^{{ end }}arn:aws:sts::123456789012:assumed-role/ci/(.+){{ if .x }}$ {{ end }}"',
      `userIdPattern: "^${unique}:{{ if .x }}a{{ else }}b{{ end }}$"`,
    );
    expect(rules(text)).toEqual([]);
  });

  it('is read in JSON, too', () => {
    const text = `{
  "name": "ci",
  {{ if .on }}
  "awsIdentity": {
    "awsAccount": "{{ .account }}",
    "arn": "arn:aws:iam::{{ .account }}:role/{{ index .roles "ci" }}",
    "userIdPattern": "^${unique}:(.+)$",
  }
  {{ end }}
}`;
    expect(rules(text, 'id.json')).toEqual([
      'not-checked: {{ if .on }}',
      'role-arn: arn:aws:iam::{{ .account }}:role/{{ index .roles "ci" }}',
    ]);
    const [, finding] = lintFile(text, 'id.json');
    expect(applyEdits(text, finding?.fixes[0]?.edits ?? [])).toContain(
      '"arnPattern": "^arn:aws:sts::{{ .account }}:assumed-role/{{ index .roles "ci" }}/(.+)$"',
    );
  });
});

describe('a YAML definition with tags, anchors and aliases', () => {
  it('is read through all of them', () => {
    const text = `account: &account "12345"
base: &base
  awsAccount: *account
  userIdPattern: &id !!str ${unique}:(.+)
ci:
  name: ci
  awsIdentity: &aws
    <<: *base
    arnPattern: !!str ^arn:aws:sts::123456789012:assumed-role/ci/(.+)$
other:
  name: other
  awsIdentity: *aws
third:
  name: third
  awsIdentity:
    <<: [*base, *unknown]
    userIdPattern: *id
`;
    expect(rules(text)).toEqual([
      'unanchored: *base',
      'account-format: *base',
      'unanchored: *aws',
      'account-format: *aws',
      'unanchored: *id',
    ]);
    expect(lintFile(text, 'id.yaml').every(({ fixes }) => fixes.length === 0)).toBe(true);
  });

  it('keeps a tag that Chainguard’s reader would not know out of it', () => {
    expect(
      rules(yaml('awsAccount: !Ref Account', 'arn: !Sub arn:aws:iam::1:role/x', `userId: ${unique}:kim`)),
    ).toEqual([]);
  });

  it('is read in little time, however its aliases lead to each other', () => {
    const loops = Array.from(
      { length: 200 },
      (_, at) =>
        `m${at}: &m${at} {<<: [${Array.from({ length: 40 }, () => `*m${Math.max(0, at - 1)}`).join(', ')}]}`,
    );
    const text = `${loops.join('\n')}\nci:\n  name: ci\n  awsIdentity:\n    <<: *m199\n    awsAccount: "1"\n`;
    expect(rules(text, 'id.yaml')).toEqual(['account-format: 1']);
    const marks = `${'{{ a }}{% b %}{# '.repeat(4000)}\n${yaml('awsAccount: "1"')}`;
    expect(rules(marks, 'id.yaml').length).toBeGreaterThan(0);
  });
});
