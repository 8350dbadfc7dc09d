import { describe, expect, it } from 'vitest';
import type { Identity } from '../../../src/core/identity';
import { LiveFindings } from '../../../src/flows/liveFindings';

/** An identity whose rules are as much work as any that are judged. */
function hostile(number: number): Identity {
  const rule = { kind: 'pattern', value: `(?:(?:(?:\\PL*)*){8}){3}${number % 10}` } as const;
  return {
    id: `${'a'.repeat(40)}/${String(number).padStart(16, '0')}`,
    name: `identity-${number}`,
    description: '',
    relationship: { kind: 'aws', match: { account: '123456789012', arn: rule, userId: rule } },
  } as Identity;
}

describe('findings of live identities', () => {
  it('are worked out in pieces: everything else gets its turn between two identities', async () => {
    const findings = new LiveFindings(() => (_, standard) => standard, {
      found: () => undefined,
      failed: (error) => {
        throw error;
      },
    });
    const identities = Array.from({ length: 40 }, (_, number) => hostile(number));
    // Loads the linter.
    await findings.among(identities.slice(0, 1));
    let turns = 0;
    let over = false;
    const count = () => {
      if (over) return;
      turns++;
      setImmediate(count);
    };
    setImmediate(count);
    const found = await findings.among(identities);
    over = true;
    expect(found.size).toBe(40);
    expect(turns).toBeGreaterThan(1);
    findings.dispose();
  });
});
