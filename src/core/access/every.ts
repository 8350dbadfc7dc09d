import { searchText } from './search';
import { anyId, anyName, anySession, type Names } from './universe';

/** How many steps it may take to decide; usual patterns take some hundreds. */
const allowance = 50_000;

const kinds = { role: anyName, session: anySession, id: anyId } satisfies Readonly<Record<string, Names>>;

/** Whether a pattern of a whole text certainly accepts every name of a role or a session, or every id behind `AROA`. */
export function takesEvery(pattern: string, of: keyof typeof kinds): boolean {
  const demand = { rule: { kind: 'pattern', value: pattern }, accepts: false } as const;
  return searchText(kinds[of], [demand], { left: allowance }) === 'none';
}
