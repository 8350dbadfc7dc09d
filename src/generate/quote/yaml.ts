/**
 * `value` as a double-quoted YAML scalar on one line. JSON's strings are YAML's (YAML 1.2.2, 1.3), once
 * characters that YAML does not print or that break its lines are escaped, too.
 */
export function yamlString(value: string): string {
  return JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029\ufeff\ufffe\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/**
 * `value` as a string in a GitHub Actions workflow, where `${{` begins an expression and is escaped by one.
 */
export function workflowString(value: string): string {
  return yamlString(value.replaceAll('${{', "${{ '${{' }}"));
}

/** `text` as the indented lines of a literal block (`|`), which ends in one line break. */
export function yamlBlock(text: string, indent: string): string {
  return text
    .trimEnd()
    .split('\n')
    .map((line) => (line === '' ? '' : indent + line))
    .join('\n');
}
