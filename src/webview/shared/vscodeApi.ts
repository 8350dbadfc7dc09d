/** What VS Code gives a page (vscode.d.ts has no types for it: webview guide, "Passing messages", "Persistence"). */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  /** What the page last kept in this panel, even before a restart. */
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  /** A page may call this only once. */
  function acquireVsCodeApi(): VsCodeApi;
}
