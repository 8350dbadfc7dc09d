import base from './base.css';

/** Gives the document the styles that all pages share, and the page's own after them. */
export function useStyles(own: string): void {
  const sheets = [base, own].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, ...sheets];
}
