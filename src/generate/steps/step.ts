import type { Step } from '../form';

/** Commands for a POSIX shell, one to a line. */
export function shellStep(title: string, commands: readonly string[], note?: string): Step {
  const text = commands.map((command) => `${command}\n`).join('');
  return { title, language: 'shellscript', text, ...(note !== undefined && { note }) };
}
