/** The sandbox's servers. `elsewhere` only records what reaches it: the target of redirects. */
export type Service = 'sts' | 'oidc' | 'sso' | 'metadata' | 'container' | 'issuer' | 'api' | 'elsewhere';

/** What a list without an end goes on with. */
export type Unending = 'the same' | 'nothing' | 'new things';

export type Fault =
  /** Answers as usual, but later. */
  | { kind: 'latency'; ms: number }
  /** Answers only after the fault is cleared. */
  | { kind: 'hang' }
  /** Answers with this status. `body` is sent as it is; without it, a google.rpc.Status as JSON. */
  | { kind: 'status'; status: number; body?: string; contentType?: string; retryAfter?: string }
  /** 502 with a page of HTML, as a load balancer would. */
  | { kind: 'html' }
  /** The usual answer's head, then half of its body, then the connection closes. */
  | { kind: 'cut' }
  /** 200 with JSON that has nothing to do with the question. */
  | { kind: 'wrongShape' }
  /** 200 and application/json with text that is not JSON. */
  | { kind: 'notJson' }
  /** 200 and a body that never ends. */
  | { kind: 'endless' }
  /** 307 to another server of the sandbox, whose requests are recorded. */
  | { kind: 'redirect' }
  /** The connection closes before any answer. */
  | { kind: 'reset' }
  /**
   * A list goes on after its end, under page tokens that are always new: with what it began with, with nothing, or
   * with things that never were before.
   */
  | { kind: 'unending'; with: Unending }
  /** Lists of groups, identities and role bindings are as they were when the fault was set; over after `ms`. */
  | { kind: 'stale'; ms?: number }
  /** Somebody else renames, describes or deletes a group or an identity before this request is looked at. */
  | { kind: 'meanwhile'; uid: string; change: { name?: string; description?: string } | 'delete' }
  /** STS answers in XML whatever is accepted, as its API reference has it. */
  | { kind: 'xml' }
  /** The server's own clock is off by this much, ahead if positive. */
  | { kind: 'clock'; ms: number };

export interface FaultRule {
  service: Service;
  /** Only requests whose path (without the query) matches; a string is the beginning of a path. */
  path?: RegExp | string;
  fault: Fault;
  /** How many requests pass before the first one meets it. */
  after?: number;
  /** How many requests meet it; without it, every one until `clear`. */
  times?: number;
}

/** What a request can meet that is then not carried out, each in its own way. */
export const refusals: readonly Fault[] = [
  { kind: 'status', status: 403 },
  { kind: 'status', status: 500 },
  { kind: 'status', status: 503 },
  { kind: 'html' },
  { kind: 'reset' },
  { kind: 'wrongShape' },
];

/** The faults that are set, the newest asked first. */
export class Faults {
  private rules: (FaultRule & { over?: number })[] = [];
  private waiting = new Set<() => void>();

  /** @param remember called when lists are to stay as they are */
  constructor(private readonly remember: () => void = () => undefined) {}

  set(rule: FaultRule): void {
    const { fault } = rule;
    if (fault.kind === 'stale') this.remember();
    const over = fault.kind === 'stale' && fault.ms !== undefined ? Date.now() + fault.ms : undefined;
    this.rules.unshift({ ...rule, ...(over !== undefined && { over }) });
  }

  /** Removes every fault and lets hanging requests go on. */
  clear(): void {
    this.rules = [];
    for (const release of this.waiting) release();
    this.waiting.clear();
  }

  /** The fault that this request meets, which is then used up by one. A clock that is off is not taken. */
  take(service: Service, path: string): Fault | undefined {
    this.rules = this.rules.filter(({ over }) => over === undefined || Date.now() < over);
    const rule = this.rules.find((rule) => rule.fault.kind !== 'clock' && matches(rule, service, path));
    if (rule?.after !== undefined && rule.after > 0) {
      rule.after -= 1;
      return undefined;
    }
    if (rule?.times !== undefined) {
      rule.times -= 1;
      if (rule.times <= 0) this.rules = this.rules.filter((other) => other !== rule);
    }
    return rule?.fault;
  }

  /** How far a service's clock is off, in milliseconds. */
  clockOffset(service: Service): number {
    const rule = this.rules.find((rule) => rule.service === service && rule.fault.kind === 'clock');
    return rule?.fault.kind === 'clock' ? rule.fault.ms : 0;
  }

  /** Resolves at the next `clear`. */
  untilCleared(): Promise<void> {
    return new Promise((resolve) => this.waiting.add(resolve));
  }
}

function matches({ service, path }: FaultRule, asked: Service, askedPath: string): boolean {
  if (service !== asked) return false;
  if (path === undefined) return true;
  return typeof path === 'string' ? askedPath.startsWith(path) : path.test(askedPath);
}
