import { isForgotten } from './countdown';
import type { ChainguardToken } from './token';

/** A Chainguard token from the issuer, and what it says about itself. */
export interface IssuedToken {
  /** The token itself: a secret. It stays in the extension host's memory. */
  readonly secret: string;
  readonly claims: ChainguardToken;
  /** The identity that it stands for. */
  readonly identity: string;
  readonly audience: string;
  readonly expires: Date;
  /** Whether the person gave the source token, which is not kept; renewing asks again. */
  readonly pasted?: boolean | undefined;
  /** The audience of the web identity token of AWS that was exchanged for it; absent where that was another proof. */
  readonly webIdentity?: string | undefined;
}

/** A token that is kept. */
export interface LiveToken extends IssuedToken {
  /** Identifies it in lists; not secret. */
  readonly id: string;
  /** What people call the identity. */
  readonly name: string;
  /** What it was narrowed to; absent if it may do all that the identity may. */
  readonly narrowed?: Narrowing | undefined;
}

/** What is kept of a token that has ended: enough to renew it, and nothing secret. */
export type EndedToken = Omit<LiveToken, 'secret'>;

/** The groups (UIDPs) and capabilities that a token was requested for; an empty list for all. */
export interface Narrowing {
  readonly scopes: readonly string[];
  readonly capabilities: readonly string[];
}

/** Keeps tokens while they are alive, forgets their secrets when they end, and the rest some minutes later. */
export class KeptTokens {
  readonly #tokens = new Map<string, LiveToken>();
  readonly #ended = new Map<string, EndedToken>();

  /** Keeps a token and forgets an earlier one for the same identity, audience and narrowing. */
  add(token: IssuedToken, name: string, had: Pick<LiveToken, 'narrowed'> = {}): LiveToken {
    const live = { ...token, id: idOf(token, had.narrowed), name, ...had };
    this.#tokens.delete(live.id);
    this.#ended.delete(live.id);
    this.#tokens.set(live.id, live);
    return live;
  }

  get(id: string): LiveToken | undefined {
    return this.#tokens.get(id);
  }

  /** Those that are alive, the newest first. */
  all(): LiveToken[] {
    return [...this.#tokens.values()].reverse();
  }

  /** A token that ended some minutes ago at most. */
  ended(id: string): EndedToken | undefined {
    return this.#ended.get(id);
  }

  /** Those that ended some minutes ago at most, the last first. */
  allEnded(): EndedToken[] {
    return [...this.#ended.values()].reverse();
  }

  /** Whether there is no token, neither alive nor just ended. */
  get isEmpty(): boolean {
    return this.#tokens.size + this.#ended.size === 0;
  }

  /** Forgets a token. @returns whether it was there */
  forget(id: string): boolean {
    const ended = this.#ended.delete(id);
    return this.#tokens.delete(id) || ended;
  }

  /** Ends what is over by now, and forgets what has been over for some minutes. */
  pass(at: Date): void {
    const over = this.all().filter(({ expires }) => expires <= at);
    for (const token of over.reverse()) {
      const { id, name, narrowed, pasted, webIdentity, claims, identity, audience, expires } = token;
      const kept = { name, narrowed, pasted, webIdentity, claims, identity, audience, expires };
      this.#tokens.delete(id);
      this.#ended.set(id, { id, ...kept });
    }
    for (const token of this.allEnded()) if (isForgotten(token, at)) this.#ended.delete(token.id);
  }
}

function idOf({ identity, audience }: IssuedToken, narrowed: Narrowing | undefined): string {
  const width = narrowed
    ? [narrowed.scopes, narrowed.capabilities].map((all) => all.toSorted().join(','))
    : [];
  return [identity, audience, ...(width.some(Boolean) ? width : [])].join(' ');
}
