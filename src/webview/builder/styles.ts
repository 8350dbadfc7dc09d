/** The page's look below its heading, from the theme's own colours (webview guide, "Theming webview content"). */
export const styles = /* css */ `
h2 { font-size: 1.15em; font-weight: 600; margin: 0 0 14px; padding-bottom: 6px;
  border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, #8884)); }
h3 { font-size: 1em; font-weight: 600; margin: 0 0 6px; }
.hint, .empty { color: var(--vscode-descriptionForeground); }
.icon { display: block; flex: none; width: 16px; height: 16px; }
.icon svg { display: block; width: 100%; height: 100%; }
.hint { font-size: 0.92em; margin: 0 0 4px; }
.hint:empty { display: none; }
.columns { display: grid; grid-template-columns: minmax(250px, 0.85fr) minmax(320px, 1.2fr) minmax(340px, 1.3fr);
  gap: 28px; align-items: start; }
@media (max-width: 1000px) {
  .columns { grid-template-columns: minmax(0, 1fr) minmax(0, 1.3fr); }
  .columns > :last-child { grid-column: 1 / -1; }
}
@media (max-width: 680px) {
  .columns { grid-template-columns: minmax(0, 1fr); }
  body { padding: 0 12px 24px; }
}
.column { min-width: 0; }
main { position: relative; overflow-x: clip; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.code, input.code:not([type='radio']), textarea.code { font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size, 12px); }
.field { margin-bottom: 12px; }
.field > label, .row > label, legend { display: block; font-weight: 600; margin-bottom: 4px; padding: 0; }
.row { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; }
.row.spread { justify-content: space-between; margin-bottom: 4px; }
.row.spread > label { margin: 0; }
.row select { flex: 1; min-width: 0; }

input:not([type='radio']), textarea, select { box-sizing: border-box; width: 100%; padding: 4px 6px; border-radius: 2px;
  color: var(--vscode-input-foreground); background: var(--vscode-input-background);
  border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, #8886));
  font-family: inherit; font-size: inherit; line-height: 18px; }
select { color: var(--vscode-settings-dropdownForeground, var(--vscode-dropdown-foreground));
  background: var(--vscode-settings-dropdownBackground, var(--vscode-dropdown-background));
  border-color: var(--vscode-settings-dropdownBorder, var(--vscode-dropdown-border, var(--vscode-contrastBorder))); height: 28px; }
::placeholder { color: var(--vscode-input-placeholderForeground); opacity: 1; }
:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: -1px; }
[aria-invalid='true'] { border-color: var(--vscode-inputValidation-errorBorder, var(--vscode-errorForeground)) !important; }
textarea { resize: vertical; display: block; }
.rule textarea { field-sizing: content; resize: none; overflow: hidden; }

.marked { display: grid; background: var(--vscode-input-background); }
.marked > * { grid-area: 1 / 1; }
.marked textarea { background: transparent; overflow-wrap: anywhere; white-space: pre-wrap; }
.marks { padding: 5px 7px; line-height: 18px; color: transparent; overflow-wrap: anywhere; white-space: pre-wrap;
  pointer-events: none; overflow: hidden; }
mark { color: inherit; border-radius: 2px;
  background: color-mix(in srgb, var(--vscode-editorError-foreground, #f14c4c) 28%, transparent);
  text-decoration: underline 2px var(--vscode-editorError-foreground, #f14c4c); text-underline-offset: 3px; }

fieldset { border: 0; margin: 0 0 12px; padding: 0; min-width: 0; }
.segments { display: flex; flex-wrap: wrap; }
.segments legend { margin-bottom: 4px; }
.segments label { position: relative; padding: 3px 10px; cursor: pointer; margin-right: -1px;
  border: 1px solid var(--vscode-input-border, var(--vscode-contrastBorder, #8886)); }
.segments label:first-of-type { border-radius: 3px 0 0 3px; }
.segments label:last-of-type { border-radius: 0 3px 3px 0; margin-right: 0; }
.segments label.chosen { background: var(--vscode-inputOption-activeBackground, transparent);
  color: var(--vscode-inputOption-activeForeground, inherit);
  border-color: var(--vscode-inputOption-activeBorder, var(--vscode-contrastActiveBorder)); z-index: 1;
  box-shadow: inset 0 -2px 0 var(--vscode-focusBorder); }
.segments input { position: absolute; inset: 0; opacity: 0; margin: 0; cursor: pointer; width: 100%; height: 100%; }
.segments label:focus-within { outline: 1px solid var(--vscode-focusBorder); outline-offset: 1px; z-index: 2; }
.segments.small { margin: 0; }
.segments.groups { margin-bottom: 8px; }
.segments.small label { padding: 0 8px; font-size: 0.92em; }
.choice { display: grid; grid-template-columns: auto 1fr; gap: 8px; align-items: start; padding: 3px 0; cursor: pointer; }
.choice input { margin: 3px 0 0; accent-color: var(--vscode-focusBorder); }
.choice .hint { display: block; }

.card { padding: 10px 12px; margin-bottom: 16px; border-radius: 4px;
  border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, #8884));
  background: var(--vscode-sideBar-background, transparent); }
.card > :last-child { margin-bottom: 0; }
.who p { margin: 0; overflow-wrap: anywhere; }
dl { display: grid; grid-template-columns: auto 1fr; gap: 2px 12px; margin: 0 0 8px; }
dt { color: var(--vscode-descriptionForeground); }
dd { margin: 0; overflow-wrap: anywhere; }
.arn { overflow-wrap: anywhere; margin: 0; }
.difference { display: block; }
.difference dt { margin-top: 6px; }
.difference dd { font-family: var(--vscode-editor-font-family); font-size: var(--vscode-editor-font-size, 12px); }
del, ins { display: block; text-decoration: none; padding: 2px 6px; border-left: 3px solid; }
del { border-color: var(--vscode-editorError-foreground, #f14c4c); background: var(--vscode-diffEditor-removedTextBackground, transparent); }
ins { border-color: var(--vscode-testing-iconPassed, #388a34); background: var(--vscode-diffEditor-insertedTextBackground, transparent); }
.review { margin-bottom: 10px; }

.note { display: grid; grid-template-columns: 16px minmax(0, 1fr); gap: 6px; margin: 4px 0; overflow-wrap: anywhere; }
.note .icon, .verdict > .icon { margin-top: 2px; }
.note.error .icon { color: var(--vscode-editorError-foreground, #f14c4c); }
.note.warning > .icon { color: var(--vscode-editorWarning-foreground, #cca700); }
.note.information > .icon { color: var(--vscode-editorInfo-foreground, #3794ff); }
.note.done > .icon, .fits > .icon { color: var(--vscode-testing-iconPassed, #388a34); }
header .note { margin-bottom: 16px; }
.findings:not(:empty) { margin-top: 4px; }
.verdict { display: grid; grid-template-columns: 16px minmax(0, 1fr); gap: 6px; margin: -8px 0 8px; }
.rule-block { margin-bottom: 14px; }
.verdict.parts > .icon { color: var(--vscode-editorError-foreground, #f14c4c); }
.verdict p { margin: 0; }
.actual { overflow-wrap: anywhere; }
.fix { display: flex; align-items: flex-start; gap: 4px; text-align: left; margin: 2px 0; padding: 1px 2px; border: 0;
  background: none; cursor: pointer; font: inherit; color: var(--vscode-textLink-foreground); overflow-wrap: anywhere; }
.fix:hover { text-decoration: underline; }
.fix span { min-width: 0; }

.combobox { position: relative; }
[role='listbox'] { position: absolute; z-index: 5; left: 0; right: 0; max-height: 260px; overflow: auto; margin: 1px 0 0; padding: 2px;
  list-style: none; color: var(--vscode-dropdown-foreground); background: var(--vscode-dropdown-background);
  border: 1px solid var(--vscode-dropdown-border, var(--vscode-contrastBorder)); border-radius: 3px;
  box-shadow: 0 2px 8px var(--vscode-widget-shadow, #0005); }
[role='listbox'][hidden] { display: none; }
[role='option'] { display: grid; grid-template-columns: 16px auto minmax(0, 1fr); gap: 6px; padding: 3px 4px; cursor: pointer; border-radius: 2px; }
[role='option'] .hint { margin: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
[role='option'].active { background: var(--vscode-list-activeSelectionBackground); color: var(--vscode-list-activeSelectionForeground);
  outline: 1px solid var(--vscode-contrastActiveBorder, transparent); outline-offset: -1px; }
[role='option'].active .hint { color: inherit; }
[role='option']:hover:not(.active) { background: var(--vscode-list-hoverBackground); }
.chips { display: flex; flex-wrap: wrap; gap: 6px; list-style: none; padding: 0; margin: 0 0 6px; }
.chips li { display: flex; align-items: center; gap: 2px; padding: 0 2px 0 8px; border-radius: 11px;
  background: var(--vscode-badge-background); color: var(--vscode-badge-foreground);
  border: 1px solid var(--vscode-contrastBorder, transparent); }
.chips .icon { width: 12px; height: 12px; }
.chips button { display: grid; place-items: center; width: 20px; height: 20px; padding: 0; border: 0; border-radius: 50%;
  background: none; color: inherit; cursor: pointer; }

.tabs { display: flex; flex-wrap: wrap; gap: 2px 4px; margin-bottom: 10px; }
.tabs button { padding: 3px 8px; border: 1px solid transparent; border-radius: 3px; background: none; cursor: pointer; font: inherit;
  color: var(--vscode-foreground); }
.tabs button:hover { background: var(--vscode-toolbar-hoverBackground); }
.tabs button[aria-selected='true'] { box-shadow: inset 0 -2px 0 var(--vscode-focusBorder);
  background: var(--vscode-inputOption-activeBackground, transparent);
  color: var(--vscode-inputOption-activeForeground, inherit);
  border-color: var(--vscode-inputOption-activeBorder, var(--vscode-contrastActiveBorder, transparent)); }
.toolbar { display: flex; flex-wrap: wrap; gap: 6px; margin: 6px 0; }
.options { margin-bottom: 8px; }
.options summary { cursor: pointer; margin-bottom: 8px; }
pre { margin: 6px 0 0; padding: 10px 12px; overflow: auto; max-height: 60vh; border-radius: 4px; tab-size: 4; line-height: 1.5;
  color: var(--vscode-editor-foreground); background: var(--vscode-editor-background);
  border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, #8884)); }
pre code { font: inherit; color: inherit; background: none; padding: 0; }
.hl-comment { color: var(--vscode-descriptionForeground); font-style: italic; }
.hl-string { color: var(--vscode-debugTokenExpression-string); }
.hl-number { color: var(--vscode-debugTokenExpression-number); }
.hl-keyword { color: var(--vscode-debugTokenExpression-boolean); }
.hl-name { color: var(--vscode-debugTokenExpression-name); }
/* Without a border of its own, a secondary button would take the primary one's colour for it. */
vscode-button[secondary] { --vscode-button-border: var(--vscode-button-secondaryBorder, var(--vscode-contrastBorder, transparent)); }
/* High contrast themes have no such colour, and the element's own is a dark theme's. */
.vscode-high-contrast vscode-button[secondary] { --vscode-button-secondaryHoverBackground: var(--vscode-button-secondaryBackground, var(--vscode-editor-background)); }
.vscode-high-contrast vscode-button:not([disabled]):hover { outline: 1px dashed var(--vscode-contrastActiveBorder); outline-offset: 2px; }
.waiting { display: flex; align-items: center; gap: 8px; margin-top: 6px; }
vscode-progress-ring { width: 18px; height: 18px; }
`;
