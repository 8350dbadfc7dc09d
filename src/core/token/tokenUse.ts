/** The environment variable for tokens in terminals and commands. */
export const tokenVariable = 'CHAINGUARD_TOKEN';

/** The user name that Chainguard's registry expects with a token (chainguard-dev/sdk auth/ggcr/keychain.go). */
export const registryUser = '_token';

/** Whether tokens for this audience are passwords of the image registry (the same file; `cgr.dev` and below it). */
export function isRegistry(audience: string): boolean {
  return /^(?:[a-z0-9-]+\.)*cgr\.dev$/.test(audience);
}

/** The shells that a line can be written for. */
export type Shell = 'posix' | 'powershell';

/** A line that puts a token into the environment of a shell. */
export function exportLine(token: string, shell: Shell): string {
  const quoted = `'${token.replaceAll("'", shell === 'posix' ? "'\\''" : "''")}'`;
  return shell === 'posix' ? `export ${tokenVariable}=${quoted}` : `$env:${tokenVariable} = ${quoted}`;
}

/** A request header with the token. */
export function bearerHeader(token: string): string {
  return `Authorization: Bearer ${token}`;
}

/**
 * A line that signs Docker in to a registry. It passes the token from the variable to standard input, so that the token
 * is neither in the shell's history nor in the list of processes.
 */
export function dockerLogin(registry: string, shell: Shell): string {
  const login = `docker login ${registry} --username ${registryUser} --password-stdin`;
  return shell === 'posix'
    ? `printf %s "$${tokenVariable}" | ${login}`
    : `[Console]::OutputEncoding = [Text.Encoding]::ASCII; $env:${tokenVariable} | ${login}`;
}
