import { chromium as playwright } from 'playwright-core';
import type { Browser } from 'playwright-core';

import { chromium } from './chromium';
import { cleanEnvironment } from './environment';

const flags = [
  // A page that Playwright rewrites would otherwise be refused its WebSockets to the loopback server.
  '--disable-features=LocalNetworkAccessChecks',
  '--disable-background-networking',
  // Everything that the tests need is on this machine: the same outcome with a network and without.
  '--no-proxy-server',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/**
 * Starts a headless Chromium that can reach nothing but this machine. Set HEADED=1 to watch it.
 * Throws where no Chromium can be found (see `chromium`).
 */
export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium(),
    headless: process.env['HEADED'] === undefined,
    // As root, in most containers and on current Ubuntu there is none to be had; all that is loaded is our own.
    chromiumSandbox: false,
    args: flags,
    env: cleanEnvironment(),
  });
}
