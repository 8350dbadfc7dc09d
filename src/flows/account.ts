import * as v from 'valibot';

const AccountJson = v.object({
  id: v.string(),
  label: v.string(),
  /** How the account was signed in, and so how it is renewed. */
  by: v.variant('kind', [
    v.object({ kind: v.literal('browser') }),
    v.object({ kind: v.literal('code') }),
    v.object({ kind: v.literal('token') }),
    v.object({ kind: v.literal('identity'), identity: v.string(), source: v.string() }),
  ]),
  issuerUrl: v.string(),
  audience: v.string(),
  /** Where the account's tokens may be sent. */
  apiUrl: v.optional(v.string()),
  token: v.string(),
  refreshToken: v.optional(v.string()),
  /** Milliseconds since 1970. */
  expires: v.number(),
});
const Kept = v.object({
  active: v.optional(v.string()),
  accounts: v.array(v.unknown()),
  /** How many writes there have been, this one included. */
  revision: v.optional(v.number(), 0),
});

/** Somebody who is signed in to Chainguard. Holds secrets. */
export type Account = Readonly<v.InferOutput<typeof AccountJson>>;
/** What is kept, in its stored form. */
export type KeptJson = v.InferOutput<typeof Kept>;

/** All accounts, of any settings, and the id of the one in use. */
export interface Signed {
  readonly active?: string | undefined;
  readonly accounts: readonly Account[];
}

/** Where accounts are kept: VS Code's secret storage, which all windows share. */
export interface Secret {
  read(): Promise<string | undefined>;
  write(text: string): Promise<void>;
}

/** What is kept; no accounts where it is unreadable. */
export async function keptIn(secret: Secret): Promise<KeptJson> {
  try {
    return v.parse(Kept, JSON.parse((await secret.read()) ?? 'null'));
  } catch {
    return { accounts: [], revision: 0 };
  }
}

/** The accounts that this version can read. */
export function readable({ active, accounts }: KeptJson): Signed {
  return { active, accounts: accounts.flatMap((one) => accountIn(one) ?? []) };
}

/** A kept value as an account; `undefined` for one in another version's format. */
export function accountIn(value: unknown): Account | undefined {
  const account = v.safeParse(AccountJson, value);
  return account.success ? account.output : undefined;
}

/** A token with less than this left, in milliseconds, is renewed while it is still valid. */
export const renewWithin = 600_000;

/** Whether the person has to sign in again before the account can be used. */
export function isOver(account: Account, at: Date): boolean {
  return account.expires <= at.getTime() && !canRenew(account);
}

/** Whether an account's token can be renewed without asking the person. */
export function canRenew(account: Account): boolean {
  return account.refreshToken !== undefined || account.by.kind === 'identity';
}

/**
 * The address of the API that the account was signed in for. Earlier versions did not keep it: then it is the audience,
 * which is the address of the API that it names.
 */
export function apiOf({ apiUrl, audience }: Account): string {
  return apiUrl ?? audience;
}

/** What tells one account from another: who signed in, and the settings that it belongs to. */
export function keyOf({ id, issuerUrl, audience }: Account): string {
  return JSON.stringify([id, issuerUrl, audience]);
}

/** Whether two are one account, of the same settings. */
export function isSame(one: Account, other: Account): boolean {
  return keyOf(one) === keyOf(other);
}
