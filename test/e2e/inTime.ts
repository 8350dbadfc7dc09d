import { errors } from 'playwright-core';

/** Whether something that Playwright waits for came in its time. @throws what else goes wrong */
export async function inTime(waiting: Promise<void>): Promise<boolean> {
  try {
    await waiting;
    return true;
  } catch (error) {
    if (error instanceof errors.TimeoutError) return false;
    throw error;
  }
}
