import * as v from 'valibot';
import { expect, it } from 'vitest';
import { check } from '../../../src/chainguard/http';

it('quotes neither a secret nor a hidden character that a field of an answer is called by', () => {
  const secret = `IQoJ${'Zm9vYmFyYmF6'.repeat(20)}`;
  const said = (name: string) => () => check(v.record(v.string(), v.number()), { [name]: 'x' });
  expect(said('a\u202e')).toThrow('a\\u202e');
  expect(said(secret)).toThrow('[redacted]');
});
