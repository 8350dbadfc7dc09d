import type { Callers } from '../aws/callers';
import type { Connection } from '../chainguard/http';
import type { Page } from '../chainguard/list';
import type { WhoAmI } from '../chainguard/whoAmI';
import type { Caller } from '../core/caller';
import type { Failure } from '../core/failure';
import type { Identity, Repo } from '../core/identity';
import type { ClaimExplanation } from '../core/match/claims';
import type { Explanation } from '../core/match/explain';
import type { Way } from '../core/match/way';
import type { IssuedToken } from '../core/token/keptTokens';
import type { ShownToken } from '../core/token/shownToken';
import type { TestSource, TokenSource } from './testSource';

/** What a test needs to know, so that it asks the person for nothing but an MFA code, or the token. */
export interface TestRequest {
  readonly identityId: string;
  /** Who calls: an AWS caller, or whoever has a token. */
  readonly source: TestSource;
  /** Reads the token of such a source. What it gives is used once and not kept. */
  readonly readToken?: (source: TokenSource, signal: AbortSignal) => Promise<string>;
  /** How an AWS caller proves who it is, where the identity cannot be read; a signed request unless set. */
  readonly way?: Way | undefined;
  readonly issuerUrl: string;
  readonly apiUrl: string;
  /** The audience of the token to get; the API refuses the last two steps with any but its own. */
  readonly audience: string;
  /** Reads the identity's rules. If that is not possible, leaves the match to Chainguard. */
  readonly session: Connection | undefined;
  /** Goes on to Chainguard although the rules do not match, because the issuer has the last word. */
  readonly evenIfMismatch?: boolean;
  /** Gives the credentials, and remembers the source's caller. */
  readonly callers: Callers;
}

/** The result of a step. */
type Found =
  | { readonly step: 'credentials'; readonly expiration: Date | undefined }
  | { readonly step: 'caller'; readonly caller: Caller }
  | { readonly step: 'awsToken'; readonly token: ShownToken; readonly region: string }
  | { readonly step: 'givenToken'; readonly token: ShownToken }
  | { readonly step: 'match'; readonly match: Matched }
  | { readonly step: 'token'; readonly token: IssuedToken }
  | { readonly step: 'whoAmI'; readonly who: WhoAmI }
  | { readonly step: 'repositories'; readonly page: Page<Repo> };

/** The steps of a test. */
export type StepName = Found['step'];

/** How a caller or a token compares with the identity's rules, or why that could not be compared here. */
export type Matched =
  | { readonly kind: 'compared'; readonly identity: Identity; readonly explanation: Explanation }
  | {
      readonly kind: 'claims';
      readonly identity: Identity;
      readonly explanation: ClaimExplanation;
      readonly token: ShownToken;
    }
  | { readonly kind: 'not-compared'; readonly why: string };

/** One fact of a running test. Durations are in milliseconds. */
export type TestEvent =
  | { readonly state: 'running'; readonly step: StepName }
  | ({ readonly state: 'done'; readonly ms: number } & Found)
  | {
      readonly state: 'failed';
      readonly step: StepName;
      readonly ms: number;
      readonly failure: Failure;
      /** The comparison that failed, when the step is `match`. */
      readonly match?: Matched;
    };

/** Dates the events of a test, one step after the other. */
export class Steps {
  #step: StepName = 'credentials';
  #since = 0;

  begin(step: StepName): TestEvent {
    this.#step = step;
    this.#since = performance.now();
    return { state: 'running', step };
  }

  done(found: Found): TestEvent {
    return { state: 'done', ms: performance.now() - this.#since, ...found };
  }

  failed(failure: Failure, also: { readonly match?: Matched } = {}): TestEvent {
    const ms = performance.now() - this.#since;
    return { state: 'failed', step: this.#step, ms, failure, ...also };
  }
}
