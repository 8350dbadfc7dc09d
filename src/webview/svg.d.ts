/** The text of an SVG file, as webpack bundles it. */
declare module '*.svg' {
  const text: string;
  export default text;
}
