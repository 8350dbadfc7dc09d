import fc from 'fast-check';

/** Pieces that mean something in one notation or another, and some that mean nothing. */
const pieces = [
  ...[
    '\n',
    '\r\n',
    '\r',
    '\t',
    ' ',
    '\u0000',
    '\u0007',
    '\u001b',
    '\u007f',
    '\u0085',
    '\u2028',
    '\ufeff',
    '\u200b',
  ],
  ...['EOT', '\nEOT\n', '\n  EOT', '<<EOT\n', '<<-EOT', '\nresource "terraform_data" "x" {\n}\n'],
  ...['${', '$${', '$$${', '%{', '%%{', '}', '$', '$$', '%', '{{', '}}', '{%', '%}', '$NAME', '${var.x}'],
  ...['"', "'", "''", '\\', '\\n', '\\"', '/*', '*/', '//', '#', ' #', '# '],
  ...[': ', ':', '- ', '-', '? ', '`', '@', '&', '*', '!', '|', '>', '{', '[', ']', ',', '=', '<<'],
  ...[
    'yes',
    'no',
    'null',
    '~',
    'true',
    '0777',
    '0x1f',
    '1e3',
    '12',
    '1_000',
    '.5',
    '.inf',
    '2001-01-01',
    '12:30:45',
  ],
  ...[
    '---',
    '...',
    '---\n',
    '\n...\n',
    '%YAML 1.2',
    '!!str',
    'a',
    'é',
    '😀',
    '\u0301',
    'x y',
    '^arn:aws:sts::',
    '(.+)$',
  ],
];

/** Any text that a field could be given, made to be written wrongly. */
export const anyValue: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 4 })
      .map((all) => all.join('')),
  },
  { weight: 1, arbitrary: fc.string({ minLength: 1, maxLength: 12 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 6 }) },
);
