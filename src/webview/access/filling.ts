/** The most rows that are drawn anew in one frame; the rest of what is seen follows in the next ones. */
export const mostInFrame = 5;

/** Which of the rows that are seen are drawn in full. */
export interface Filling {
  readonly filled: ReadonlySet<number>;
  /** Whether some are left for the next frame. */
  readonly isLeft: boolean;
}

/**
 * Those that were drawn before stay; as many others as a frame has room for are added, the first ones first. The active
 * row is always among them, since it has the focus.
 */
export function fill(rows: readonly number[], before: ReadonlySet<number>, active: number): Filling {
  const filled = new Set(rows.filter((row) => before.has(row) || row === active));
  let room = mostInFrame;
  for (const row of rows) {
    if (room === 0) break;
    if (filled.has(row)) continue;
    filled.add(row);
    room--;
  }
  return { filled, isLeft: filled.size < rows.length };
}
