import { expect, it } from 'vitest';
import { foreignWords, redact } from '../../src/core/redact';
import { visible } from '../../src/core/text';
import { readJwt } from '../../src/core/token/token';
import { findToken } from '../../src/core/token/tokenKind';
import { findCallers, readCallerOutput } from '../../src/documents/callerOutput';
import { fixedText } from '../../src/documents/fixAll';
import { findMentions } from '../../src/documents/mentions';
import { readPastedDefinition } from '../../src/documents/pastedDefinition';
import { readDefinitions } from '../../src/documents/read';
import { DocumentReader } from '../../src/documents/reader';

/** Pieces of which texts are made that readers may find hard. */
const pieces: Readonly<Record<string, string>> = {
  words: 'some words of a line\n',
  'one line': 'word ',
  quotes: '"',
  escapes: '\\"',
  brackets: '[',
  'closed brackets': '[]',
  braces: '{"a":',
  parentheses: '$(',
  templates: '"${',
  directives: '%{ if x }',
  heredocs: 'x = <<EOT\n',
  'ends of heredocs': '<<EOT\nEOT\n',
  comments: '/* ',
  'comments of a line': '# assumable-ignore\n',
  spaces: '          \n',
  'one line of spaces': '     ',
  'line breaks': '\r\n',
  anchors: '- &a [*a]\n',
  'flow collections': '- [a, {b: c}, [\n',
  blocks: 'a: |\n  b\n',
  keys: 'a:\n',
  tags: '!!str ',
  ids: '720909c9f5279097d847ad02a2f24ba8f59de36a/a033a6fabe0bfa0d ',
  slashes: 'a033a6fabe0bfa0d/',
  arns: 'arn:aws:sts::123456789012:assumed-role/ci/kim ',
  colons: 'arn:',
  digits: '000000',
  tokens: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl ',
  beginnings: 'eyJ',
  dots: 'eyJ.',
  names: 'token=',
  flags: '--token ',
  'private keys': '-----BEGIN PRIVATE KEY-----\n',
  addresses: '://a:',
  bases: 'QUJD',
  percents: '%7B',
  unseen: '\u202e',
  halves: '\ud800',
  'blocks of Terraform': 'resource "chainguard_identity" "x" {\n  aws_identity {\n',
  'whole blocks': 'data "chainguard_roles" "x" {}\ny = data.chainguard_roles.x.id\n',
  definitions: '- awsIdentity: {awsAccount: "1", arn: x}\n',
};

/** Everything that reads a text of others. */
const readers: Readonly<Record<string, (text: string) => unknown>> = {
  redact,
  foreignWords,
  visible,
  findToken,
  readJwt: (text) => readJwt(`eyJhbGciOiJSUzI1NiJ9.${Buffer.from(text).toString('base64url')}.c2ln`),
  readCallerOutput,
  findCallers,
  readPastedDefinition,
  'mentions in text': (text) => findMentions(text, 'x.txt', []),
  'mentions in Terraform': (text) => findMentions(text, 'main.tf', readDefinitions(text, 'main.tf')),
  'JSON reader': (text) => readDefinitions(`{"awsIdentity":{"awsAccount":"1"},"x":${text}`, 'id.json'),
  'YAML reader': (text) => readDefinitions(`awsIdentity: {awsAccount: "1"}\nx: ${text}`, 'id.yaml'),
  'HCL reader': (text) => readDefinitions(`resource "chainguard_identity" "a" {}\n${text}`, 'main.tf'),
  'lint of HCL': (text) =>
    new DocumentReader('main.tf').lint(`resource "chainguard_identity" "a" {}\n${text}`),
  'fix-all of YAML': (text) =>
    fixedText(`awsIdentity: {awsAccount: "1", arnPattern: a}\nx: ${text}`, 'id.yaml', () => false),
};

/** How much of the processor's time a text takes, in milliseconds: the least of three. */
function taking(read: (text: string) => unknown, text: string): number {
  let least = Infinity;
  for (let turn = 0; turn < 3; turn++) {
    const before = process.cpuUsage();
    read(text);
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000);
  }
  return least;
}

it.each(Object.entries(readers))(
  '%s takes no more than in proportion to a text, whatever it is made of',
  (reader, read) => {
    const wrong = Object.entries(pieces).flatMap(([name, piece]) => {
      // Fix-all reads a text again and again.
      const smallest = reader.startsWith('fix-all') ? 500 : 4_000;
      const of = (size: number) => piece.repeat(Math.ceil(size / piece.length));
      const times: number[] = [];
      for (const size of [1, 2, 4, 8].map((by) => by * smallest)) times.push(taking(read, of(size)));
      const [first = 0, , , last = 0] = times;
      // Eight times as much is in proportion, 64 times as much grows with the square; what is over at once tells nothing.
      return last > 10 && last > 32 * Math.max(first, 0.3) ? [`${name}: ${times.join(' ')}`] : [];
    });
    expect(wrong).toEqual([]);
  },
  600_000,
);
