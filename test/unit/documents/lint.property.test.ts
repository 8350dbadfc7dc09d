import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import type { Caller } from '../../../src/core/caller';
import { lengthExceeded } from '../../../src/documents/format';
import { readDefinitions } from '../../../src/documents/read';
import { faultsOfFixes, line, lintFile } from './lintFile';

const folder = new URL('../../fixtures/definitions/', import.meta.url);
const documents = readdirSync(folder)
  .filter((name) => /\.(?:jsonc?|ya?ml|tf)$/.test(name) && name !== 'findings.json')
  .map((name) => ({ name, text: readFileSync(new URL(name, folder), 'utf8') }));
const anyDocument = fc.constantFrom(...documents);
const anyPath = fc.constantFrom('id.json', 'id.jsonc', 'id.yaml', 'main.tf', 'terraform', 'json');

/** What is wrong with what lint says of a text, whatever the text: places outside of it, in the middle of a character. */
function wrongPlaces(text: string, path: string): string[] {
  const isPlace = (start: number, end: number) =>
    start >= 0 &&
    end <= text.length &&
    start <= end &&
    !/^[\ud800-\udbff][\udc00-\udfff]$/.test(text.slice(start - 1, start + 1));
  return [
    ...readDefinitions(text, path)
      .filter(({ span, head }) => !isPlace(span.start, span.end) || !isPlace(head.start, head.end))
      .map(() => 'definition'),
    ...lintFile(text, path).flatMap((finding) => {
      const places = [finding.span, ...finding.fixes.flatMap(({ edits }) => edits)];
      return places.every(({ start, end }) => isPlace(start, end)) ? [] : [line(text, finding)];
    }),
  ];
}

describe('any text', () => {
  it('is read when it is cut anywhere, in any language', () => {
    fc.assert(
      fc.property(
        anyDocument,
        anyPath,
        fc.double({ min: 0, max: 1, noNaN: true }),
        fc.boolean(),
        ({ name, text }, path, share, own) => {
          const cut = text.slice(0, Math.round(text.length * share));
          expect(wrongPlaces(cut, own ? name : path)).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it('is read when its bytes are cut in the middle of a character', () => {
    fc.assert(
      fc.property(anyDocument, fc.nat(), ({ name, text }, cut) => {
        const bytes = Buffer.from(text, 'utf8');
        expect(wrongPlaces(bytes.subarray(0, cut % (bytes.length + 1)).toString('utf8'), name)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('is read with every line end', () => {
    const lineEnd = fc.constantFrom('\r', '\r\n', '\n\r', '\u2028', '\u0085', '\f', '');
    fc.assert(
      fc.property(anyDocument, fc.array(lineEnd, { minLength: 1, maxLength: 5 }), ({ name, text }, ends) => {
        let line = 0;
        expect(
          wrongPlaces(
            text.replace(/\n/g, () => ends[line++ % ends.length] ?? ''),
            name,
          ),
        ).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('is read when pieces of it are taken out, doubled and exchanged', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '"',
      '\n',
      '\r',
      '[',
      ']',
      ':',
      '=',
      '${',
      '<<EOT\n',
      '# ',
      '/*',
      '*/',
      '😀',
      '\ufeff',
      '\u0000',
      '\\',
      '- ',
      "'",
      '|',
      '>',
      '&a ',
      '*a',
      '<<: ',
    );
    fc.assert(
      fc.property(
        anyDocument,
        fc.array(fc.tuple(fc.nat(), fc.nat(30), piece), { maxLength: 6 }),
        ({ name, text }, changes) => {
          const changed = changes.reduce((so, [at, length, by]) => {
            const start = at % (so.length + 1);
            return so.slice(0, start) + by + so.slice(start + length);
          }, text);
          expect(wrongPlaces(changed, name)).toEqual([]);
        },
      ),
      { numRuns: 150 },
    );
  });

  it.each([
    '"${\n',
    '<<A\n',
    '{',
    '[',
    '- ',
    '"',
    "'",
    '/*',
    '# assumable-ignore\n',
    'a: ',
    '&a [*a, ',
    '{"awsIdentity":{',
    'awsIdentity:\n awsAccount: "1"\n',
    'resource "chainguard_identity" "x" {\n',
    'resource "chainguard_identity" "x" {\n aws_identity {}\n}\n',
    'data "chainguard_roles" "x" {}\n',
    '\r',
    '\ud83d',
  ])('is read when it is as long as may be and full of %j', (piece) => {
    for (const [path, longest] of [
      ['id.json', 1_000_000],
      ['id.yaml', 300_000],
      ['main.tf', 2_000_000],
    ] as const) {
      const text = `awsIdentity chainguard_ ${piece.repeat(longest / piece.length)}`.slice(0, longest);
      expect(lengthExceeded(text, path)).toBeUndefined();
      expect(Array.isArray(readDefinitions(text, path))).toBe(true);
      expect(lengthExceeded(`${text} `, path)).toBe(longest);
      expect(readDefinitions(`${text} `, path)).toEqual([]);
    }
  });

  it.each(['id.json', 'id.yaml', 'main.tf'])('is not too long where it can define nothing: %s', (path) => {
    expect(lengthExceeded('x'.repeat(5_000_000), path)).toBeUndefined();
  });
});

describe('a value of any length', () => {
  it.each(['(?<', '\\p{', '[', '*', '/', ':', '(', '{1', '\\Q', '.', 'a'])(
    'comes to an end with values of hundreds of kilobytes of %s',
    (piece) => {
      const value = piece.repeat(200_000 / piece.length);
      for (const awsIdentity of [
        {
          awsAccount: value,
          arn: `arn:aws:iam::123456789012:user/${value}`,
          userId: `AIDAEXAMPLE1:${value}`,
        },
        { awsAccount: '1', arnPattern: `^arn:aws:sts::1:assumed-role/${value}$`, userIdPattern: value },
      ])
        expect(lintFile(JSON.stringify({ awsIdentity }), 'id.json').length).toBeGreaterThan(0);
    },
  );
});

describe('any definition', () => {
  const account = fc.constantFrom(
    '123456789012',
    '210987654321',
    '12345678901',
    '1234-5678-9012',
    '',
    'acme',
  );
  const piece = fc.constantFrom(
    ...[
      '^',
      '$',
      '\\',
      '(.+)',
      '.*',
      '|',
      '(?:',
      ')',
      '+',
      '.',
      '[^/]+',
      '*',
      '?',
      '(?i)',
      '\\Z',
      '{2}',
      '"',
      "'",
      '#',
      'x: y',
      '😀',
      'é',
      '$${',
      '%{',
      'x y',
    ],
    ...[
      'arn:aws:sts::123456789012:assumed-role/',
      'arn:aws:iam::123456789012:role/',
      'arn:aws-cn:sts::210987654321:assumed-role/',
    ],
    ...[
      'ci',
      'kim',
      'k.m',
      'a+b',
      '/',
      ':',
      'path/',
      'botocore-session-1700000000',
      'AWSReservedSSO_Admin_0123456789abcdef',
      'AROAEXAMPLE1',
      'AIDAEXAMPLE1',
      'arn:aws:iam::123456789012:user/',
    ],
  );
  const value = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => pieces.join(''));
  const shaped = fc.oneof(
    value,
    fc
      .tuple(fc.constantFrom('', '^'), value, fc.constantFrom('', '$'))
      .map(([start, inside, end]) => `${start}arn:aws:sts::123456789012:assumed-role/${inside}${end}`),
    fc
      .tuple(fc.constantFrom('', '^'), value, fc.constantFrom('', '$'))
      .map(([start, inside, end]) => `${start}AROAEXAMPLE1:${inside}${end}`),
  );
  const field = (exact: string, pattern: string) =>
    fc.oneof(
      shaped.map((text) => ({ [exact]: text })),
      shaped.map((text) => ({ [pattern]: text })),
      fc.tuple(shaped, shaped).map(([a, b]) => ({ [exact]: a, [pattern]: b })),
      fc.constant({}),
    );
  const fields = fc
    .tuple(
      account,
      field('arn', 'arnPattern'),
      field('userId', 'userIdPattern'),
      fc.constantFrom(
        {},
        { region: 'x' },
        { AWSAccount: '1' },
        { aws_arn: 'x' },
        { account: '123456789012' },
      ),
    )
    .map(([awsAccount, arn, userId, more]): Record<string, string> => ({
      awsAccount,
      ...arn,
      ...userId,
      ...more,
    }));
  const terraformNames: Readonly<Record<string, string>> = {
    awsAccount: 'aws_account',
    arn: 'aws_arn',
    arnPattern: 'aws_arn_pattern',
    userId: 'aws_user_id',
    userIdPattern: 'aws_user_id_pattern',
  };
  const hcl = (text: string) => JSON.stringify(text).replaceAll('${', '$$${').replaceAll('%{', '%%{');
  const asTerraform = (of: Record<string, string>) =>
    `resource "chainguard_identity" "ci" {\n  name = "ci"\n  aws_identity {\n${Object.entries(of)
      .map(([key, text]) => `    ${(terraformNames[key] ?? key).padEnd(19)} = ${hcl(text)}\n`)
      .join('')}  }\n}\n`;
  const styles: Readonly<Record<string, (of: Record<string, string>) => string>> = {
    'id.json': (of) => JSON.stringify({ name: 'ci', awsIdentity: of }, undefined, 2),
    'one-line.json': (of) => JSON.stringify([{ awsIdentity: of, name: 'ci' }]),
    'id.yaml': (of) => stringify({ name: 'ci', awsIdentity: of }),
    'double.yaml': (of) =>
      stringify({ name: 'ci', awsIdentity: of }, { defaultStringType: 'QUOTE_DOUBLE', lineWidth: 0 }),
    'single.yaml': (of) =>
      stringify({ name: 'ci', awsIdentity: of }, { defaultStringType: 'QUOTE_SINGLE', lineWidth: 40 }),
    'block.yaml': (of) =>
      stringify(
        { name: 'ci', awsIdentity: of },
        { defaultStringType: 'BLOCK_LITERAL', defaultKeyType: 'PLAIN' },
      ),
    'flow.yaml': (of) =>
      stringify({ name: 'ci', awsIdentity: of }, { collectionStyle: 'flow', lineWidth: 0 }),
    'main.tf': asTerraform,
  };
  const anyStyle = fc.constantFrom(...Object.keys(styles));
  const written = (style: string, of: Record<string, string>) => styles[style]?.(of) ?? '';

  it('has fixes that put right what they name, and no more', () => {
    fc.assert(
      fc.property(anyStyle, fields, (style, of) => {
        expect(faultsOfFixes(written(style, of), style)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  it('has fixes that put right what they name, and no more, where a caller is known', () => {
    const callers = [
      ['assumed-role/ci/kim', 'AROAEXAMPLE1:kim'],
      ['assumed-role/AWSReservedSSO_Admin_0123456789abcdef/k.m', 'AROAEXAMPLE1:k.m'],
    ].map(([name, userId = '']): Caller => ({
      account: '123456789012',
      arn: `arn:aws:sts::123456789012:${name}`,
      userId,
    }));
    const loose = fc.record({
      awsAccount: fc.constantFrom('123456789012', '210987654321'),
      arnPattern: fc.constantFrom(
        '.*',
        '^arn:aws:sts::\\d+:assumed-role/(.+)/(.+)$',
        '^arn:aws:sts::123456789012:assumed-role/.*$',
        '^arn:aws:sts::123456789012:assumed-role/(.+)/k.m$',
        '^arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_Admin_0123456789abcdef/(.+)$',
        '^arn:aws-cn:sts::123456789012:assumed-role/ci/(.+)$',
      ),
      userIdPattern: fc.constantFrom(
        '.*',
        '^AROA(.*):(.*)$',
        '^AROA.*:kim$',
        '^[A-Z0-9]+:k.m',
        '^AROAEXAMPLE1:(.+)$',
      ),
    });
    fc.assert(
      fc.property(anyStyle, fc.oneof(fields, loose), fc.constantFrom(...callers), (style, of, caller) => {
        expect(faultsOfFixes(written(style, of), style, caller)).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });

  it('means the same in every notation', () => {
    const rules = (text: string, path: string) =>
      lintFile(text, path)
        .map(({ rule, part, message }) => `${rule} ${part ?? ''} ${rule.endsWith('field') ? '' : message}`)
        .toSorted();
    const known = fields.map((of) =>
      Object.fromEntries(
        Object.entries(of).filter(([key, text]) => key in terraformNames && !/\$\{|^\d+$/.test(text)),
      ),
    );
    fc.assert(
      fc.property(anyStyle, known, (style, of) => {
        expect(rules(written(style, of), style).filter((rule) => !rule.includes('set'))).toEqual(
          rules(written('id.json', of), 'id.json').filter((rule) => !rule.includes('set')),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('has the same places behind astral characters, a byte order mark and other line ends', () => {
    fc.assert(
      fc.property(anyStyle, fields, fc.boolean(), fc.boolean(), (style, of, bom, crlf) => {
        const text = written(style, of);
        const comment = style.endsWith('.json') ? '/* 😀𝒳 */\n' : '# 😀𝒳\n';
        const moved = `${bom ? '\ufeff' : ''}${comment}${text}`;
        const other = crlf ? moved.replaceAll('\n', '\r\n') : moved;
        const show = (from: string) =>
          lintFile(from, style).map((finding) => line(from, finding).replaceAll('\r', ''));
        expect(show(other)).toEqual(show(text));
        expect(faultsOfFixes(other, style)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });
});
