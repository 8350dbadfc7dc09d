import { afterAll, afterEach, beforeAll } from 'vitest';

import { openWorkbench } from './openWorkbench';
import type { WorkbenchOptions } from './openWorkbench';
import type { Workbench } from './workbench';

/**
 * Opens a workbench before the tests of a file and closes it after them. Call it at the top of a test file; the
 * function it returns gives the workbench inside a test. A test that fails leaves a screenshot of how it looked.
 */
export function useWorkbench(options: WorkbenchOptions = {}): () => Workbench {
  let opened: Workbench | undefined;
  beforeAll(async () => {
    opened = await openWorkbench(options);
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === 'fail') await opened?.screenshot(`failed ${task.name}`);
  });
  afterAll(async () => {
    await opened?.close();
  });
  return () => {
    if (opened === undefined) throw new Error('The workbench is open only while tests run.');
    return opened;
  };
}
