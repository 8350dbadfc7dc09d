/**
 * What VS Code may inherit from whoever starts the tests. A list of what is let in, not of what is kept out:
 * `VSCODE_*`, `NODE_OPTIONS`, `npm_*`, proxies and a person's real `AWS_*` never reach the extension host.
 */
const inherited = new Set([
  ...['PATH', 'LANG', 'LANGUAGE', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TERM', 'SHELL', 'USER', 'LOGNAME'],
  ...['DISPLAY', 'WAYLAND_DISPLAY', 'XDG_RUNTIME_DIR', 'DBUS_SESSION_BUS_ADDRESS'],
  ...['SYSTEMROOT', 'COMSPEC', 'PATHEXT', 'WINDIR', 'USERPROFILE', 'LOCALAPPDATA', 'APPDATA'],
  ...['PROGRAMFILES', 'PROGRAMDATA'],
]);

/** The inheritable part of this process's environment, with `extra` on top. */
export function cleanEnvironment(extra: Readonly<Record<string, string>> = {}): Record<string, string> {
  const clean: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && inherited.has(name.toUpperCase())) clean[name] = value;
  }
  return { ...clean, ...extra };
}
