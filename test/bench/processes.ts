import { readdir, readFile } from 'node:fs/promises';

/**
 * The memory of the extension host that lives in `home`, in MB: what it alone has in use (RssAnon), the least of a few
 * readings, because a garbage collection may be due. NaN where the system has no /proc.
 */
export async function extensionHostMemory(home: string): Promise<number> {
  const readings: number[] = [];
  for (let reading = 0; reading < 10; reading++) {
    for (const pid of await processes()) {
      const [command, environment, status] = await Promise.all(
        ['cmdline', 'environ', 'status'].map((file) =>
          readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => ''),
        ),
      );
      if (command?.includes('--type=extensionHost') !== true) continue;
      if (environment?.includes(`HOME=${home}`) !== true) continue;
      const kilobytes = /^RssAnon:\s+(\d+) kB$/m.exec(status ?? '')?.[1];
      if (kilobytes !== undefined) readings.push(Number(kilobytes) / 1000);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return readings.length > 0 ? Math.min(...readings) : NaN;
}

async function processes(): Promise<string[]> {
  const entries = await readdir('/proc').catch(() => []);
  return entries.filter((name) => /^\d+$/.test(name));
}
