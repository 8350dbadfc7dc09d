import { partsOf, type Caller } from '../caller';
import { awsIdentityJson, type AwsMatch, type Identity } from '../identity';
import type { Results } from './history';
import type { Fixed, Stale, TestResult } from './result';

/** The results with a mark on those of an identity that was changed after them, and without it where it is as it was. */
export function afterIdentity(results: Results, identity: Identity): Results {
  return each(results, (result) => {
    if (result.identityId !== identity.id) return result;
    const rules = identity.relationship.kind === 'aws' ? identity.relationship.match : undefined;
    const changed =
      result.rules && rules
        ? !sameRules(result.rules, rules)
        : (identity.updated?.getTime() ?? 0) > result.started;
    return marked(result, 'identity', changed);
  });
}

/** The results with a mark on those of a source of credentials that calls as somebody else now. */
export function afterCaller(results: Results, sourceId: string, caller: Caller): Results {
  return each(results, (result) =>
    result.sourceId === sourceId && result.caller
      ? marked(result, 'caller', who(result.caller) !== who(caller))
      : result,
  );
}

/** The results after rules were changed from one, or with `null` after that was undone. */
export function afterFix(results: Results, identityId: string, fixed: Fixed | null): Results {
  return each(results, (result) => (result.identityId === identityId ? { ...result, fixed } : result));
}

/** Whether two matches ask for the same. */
export function sameRules(one: AwsMatch, other: AwsMatch): boolean {
  return JSON.stringify(awsIdentityJson(one)) === JSON.stringify(awsIdentityJson(other));
}

function marked(result: TestResult, as: Stale, changed: boolean): TestResult {
  if (changed === (result.stale === as)) return result;
  if (changed) return { ...result, stale: as };
  return { ...result, stale: null };
}

/** The results with each changed by `change`; the same list where none is another. */
function each(results: Results, change: (result: TestResult) => TestResult): Results {
  const changed = results.map(change);
  return changed.some((result, index) => result !== results[index]) ? changed : results;
}

/** Who a caller is, whatever its session is called: tools give each session another name. */
function who(caller: Caller): string {
  const { beforeSession } = partsOf(caller);
  return beforeSession ? beforeSession.userId : caller.userId;
}
