import { describe, expect, it } from 'vitest';
import { hclString } from '../../../src/generate/quote/hcl';
import { iniProfile } from '../../../src/generate/quote/ini';

describe('quoting', () => {
  it('quotes signs for HCL only where they would begin a template', () => {
    expect(hclString('$5 ${a} %{b} $${c}')).toBe('"$5 $${a} %%{b} \\u0024\\u0024{c}"');
  });

  it('comes to an end with any run of signs', () => {
    const signs = '$%'.repeat(200_000);
    expect(hclString(signs)).toBe(`"${signs}"`);
  });

  it('gives a profile no name for which AWS refuses the whole file', () => {
    expect(['__proto__', '[__proto__]', '__proto__x'].map(iniProfile)).toEqual(['', '', '__proto__x']);
  });
});
