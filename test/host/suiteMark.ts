/**
 * What every line begins with that a suite prints for people. VS Code mixes a suite's console with its own log,
 * and asDesktop.ts tells the two apart by it.
 */
export const suiteMark = '[suite] ';

/** The last line of a suite that ran to its end. Without it, an extension host that crashed would look like success. */
export const suiteEnd = 'The suite ran to its end.';
