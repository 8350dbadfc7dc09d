import { expect, it } from 'vitest';
import { scanSections } from '../../../src/aws/sections';

it.each([
  ['config', '[we\u202eird]\nregion = x\n'],
  ['credentials', '[profile we\u202eird]\nregion = x\n'],
] as const)('shows what is hidden in the head of a section of the %s file', (file, text) => {
  const said = JSON.stringify(scanSections(text, file));
  expect(said).toContain('we\\\\u202eird');
});
