import * as l10n from '@vscode/l10n';
import { asFailure, cancelled, Failure, type Kind } from '../core/failure';
import { problemWithMessage } from './message';

/** What a page may ask of its host: methods that take one value and give one. The host never pushes. */
export type Calls<Api> = {
  readonly [Method in keyof Api]: (argument: never, signal: AbortSignal) => Promise<unknown>;
};

type Argument<Api extends Calls<Api>, Method extends keyof Api> = Parameters<Api[Method]>[0];
type Result<Api extends Calls<Api>, Method extends keyof Api> = Awaited<ReturnType<Api[Method]>>;

export type Post = (message: unknown) => void;

/** A failure on the wire, without its causes. */
interface SentFailure {
  readonly kind: Kind;
  readonly message: string;
  readonly remedy?: string;
  readonly status?: number;
}

type Reply =
  | { readonly reply: number; readonly result: unknown }
  | { readonly reply: number; readonly failure: SentFailure };

/** The page's end. */
export interface Client<Api extends Calls<Api>> {
  /** Calls a method of the host. @throws Failure of the kind that the host threw, `cancelled` after an abort */
  call<Method extends keyof Api & string>(
    method: Method,
    argument: Argument<Api, Method>,
    signal?: AbortSignal,
  ): Promise<Result<Api, Method>>;
  /** Takes what the host sent. */
  readonly receive: (message: unknown) => void;
}

/** Makes the page's end of the wire. Every call gets exactly one answer, and an abort goes to the host. */
export function connect<Api extends Calls<Api>>(post: Post): Client<Api> {
  const waiting = new Map<number, (reply: Reply) => void>();
  // A reloaded page talks to the same host as before, which must not confuse its calls with earlier ones.
  let last = Math.floor(Math.random() * 2 ** 48);
  return {
    call: (method, argument, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(cancelled());
          return;
        }
        const id = ++last;
        const abort = () => post({ abort: id });
        waiting.set(id, (reply) => {
          signal?.removeEventListener('abort', abort);
          if ('failure' in reply) {
            const { kind, message, ...more } = reply.failure;
            reject(new Failure(kind, message, more));
          } else resolve(reply.result as never);
        });
        signal?.addEventListener('abort', abort);
        post({ call: id, method, argument });
      }),
    receive(message) {
      if (typeof message !== 'object' || message === null || !('reply' in message)) return;
      const reply = message as Reply;
      const answer = waiting.get(reply.reply);
      waiting.delete(reply.reply);
      answer?.(reply);
    },
  };
}

/** How many calls of one page may run at a time; further ones are refused. */
export const mostCalls = 64;

/** The host's end. */
export interface Served {
  /** Takes whatever the page sent; never throws. */
  readonly receive: (message: unknown) => void;
  /** Aborts the running calls, and sends nothing more. */
  dispose(): void;
}

/**
 * Makes the host's end of the wire. Only own properties of `methods` can be called, each with an argument
 * that `check` has accepted. If a method throws, that failure is its reply. A message without a number to
 * reply to is dropped.
 *
 * @param check gives each argument its type, and throws if it does not fit
 * @param refused gets the reason when the first message comes that an honest page would not send
 * @param failed gets the error of a method before it is sent
 */
export function serve<Api extends Calls<Api>>(
  methods: Api,
  check: { readonly [Method in keyof Api]: (argument: unknown) => Argument<Api, Method> },
  post: Post,
  refused: (why: string) => void,
  failed: (method: string, error: unknown) => void,
): Served {
  const running = new Map<number, AbortController>();
  let open = true;

  const answer = (reply: Reply) => {
    if (open) post(reply);
  };
  let told = false;
  const tell = (why: string) => {
    if (!told) refused(why);
    told = true;
  };
  const refuse = (id: number, why: string) => {
    tell(why);
    answer({
      reply: id,
      failure: sent(new Failure('unexpected', l10n.t('The page asked wrongly: {0}', why))),
    });
  };
  const run = async (id: number, method: keyof Api & string, argument: unknown) => {
    let checked;
    try {
      checked = check[method](argument);
    } catch {
      refuse(id, l10n.t('an argument that does not fit {0}', method));
      return;
    }
    const controller = new AbortController();
    running.set(id, controller);
    try {
      const result = await methods[method](checked, controller.signal);
      answer({ reply: id, result });
    } catch (error) {
      failed(method, error);
      answer({ reply: id, failure: sent(error) });
    } finally {
      running.delete(id);
    }
  };

  return {
    receive(message) {
      const problem = problemWithMessage(message);
      const { abort, call, method, argument } = Object(message) as Record<string, unknown>;
      if (problem === undefined && isId(abort)) running.get(abort)?.abort();
      else if (!isId(call) || running.has(call)) tell(problem ?? l10n.t('a message that is no call'));
      else if (problem !== undefined) refuse(call, problem);
      else if (typeof method !== 'string' || !isOwn(methods, method))
        refuse(call, l10n.t('a method that is not served'));
      else if (running.size >= mostCalls) refuse(call, l10n.t('too many calls at once'));
      else void run(call, method, argument);
    },
    dispose() {
      open = false;
      for (const controller of running.values()) controller.abort();
    },
  };
}

function isId(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0;
}

function isOwn<Api extends object>(methods: Api, method: string): method is keyof Api & string {
  return Object.hasOwn(methods, method);
}

function sent(error: unknown): SentFailure {
  const { kind, message, remedy, status } = asFailure(error);
  return {
    kind,
    message,
    ...(remedy !== undefined && { remedy }),
    ...(status !== undefined && { status }),
  };
}
