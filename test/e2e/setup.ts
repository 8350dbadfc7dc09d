import { chromium } from '../host/chromium';
import { codeServer } from '../host/codeServer';

/** Fetches what is not there yet before the first test: how long that takes is a matter of the network. */
export default async function setup(): Promise<void> {
  await codeServer();
  await chromium();
}
