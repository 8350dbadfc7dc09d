import { describe, expect, it } from 'vitest';
import { exportLine, isRegistry } from '../../../../src/core/token/tokenUse';

describe('using a token', () => {
  it.each(['cgr.dev', 'apk.cgr.dev', 'libraries.cgr.dev'])(
    'a token for %s is a password there',
    (audience) => {
      expect(isRegistry(audience)).toBe(true);
    },
  );

  it.each([
    'https://cgr.dev',
    'evilcgr.dev',
    'cgr.dev.evil.example',
    '.cgr.dev',
    'x;id;.cgr.dev',
    '$(id).cgr.dev',
    'a|b.cgr.dev',
    'cgr.dev/a',
  ])('%s is no registry, and gets into no command', (audience) => {
    expect(isRegistry(audience)).toBe(false);
  });

  it('quotes a token for each shell', () => {
    expect(exportLine("a'b", 'posix')).toBe("export CHAINGUARD_TOKEN='a'\\''b'");
    expect(exportLine("a'b", 'powershell')).toBe("$env:CHAINGUARD_TOKEN = 'a''b'");
  });
});
