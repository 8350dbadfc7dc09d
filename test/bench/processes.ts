import { readdir, readFile } from 'node:fs/promises';

/** The memory of a process, in MB. */
export interface Memory {
  /** What its JavaScript holds on to: the heap, and what lies outside of it, right after a garbage collection. */
  readonly held: number;
  /** What it alone has in use (RssAnon) at that moment, garbage that V8 keeps room for included. */
  readonly resident: number;
}

/**
 * The memory of the extension host that lives in `home`, after garbage collections that its inspector is told to make.
 * NaN where the system has no /proc.
 */
export async function extensionHostMemory(home: string): Promise<Memory> {
  const pid = await extensionHost(home);
  if (pid === undefined) return { held: NaN, resident: NaN };
  const inspector = await inspectorOf(pid);
  try {
    await inspector.call('HeapProfiler.collectGarbage');
    await inspector.call('HeapProfiler.collectGarbage');
    const { result } = await inspector.call<{ result: { value: number } }>('Runtime.evaluate', {
      expression: '(({ heapUsed, external }) => heapUsed + external)(process.memoryUsage())',
      returnByValue: true,
    });
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const kilobytes = /^RssAnon:\s+(\d+) kB$/m.exec(status)?.[1];
    return { held: result.value / 1e6, resident: Number(kilobytes ?? NaN) / 1000 };
  } finally {
    inspector.close();
  }
}

async function extensionHost(home: string): Promise<number | undefined> {
  const entries = await readdir('/proc').catch(() => []);
  for (const pid of entries.filter((name) => /^\d+$/.test(name))) {
    const [command = '', environment = ''] = await Promise.all(
      ['cmdline', 'environ'].map((file) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '')),
    );
    if (command.includes('--type=extensionHost') && environment.includes(`HOME=${home}`)) return Number(pid);
  }
  return undefined;
}

/** Node.js opens its inspector, at the port that it has by default, when it gets this signal. */
async function inspectorOf(pid: number) {
  process.kill(pid, 'SIGUSR1');
  const address = await opened('http://127.0.0.1:9229/json/list');
  const socket = new WebSocket(address);
  const waiting = new Map<number, (result: unknown) => void>();
  socket.addEventListener('message', ({ data }) => {
    const { id, result } = JSON.parse(String(data)) as { id?: number; result?: unknown };
    if (id !== undefined) waiting.get(id)?.(result);
  });
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve());
    socket.addEventListener('error', () => reject(new Error(`No inspector at ${address}`)));
  });
  let last = 0;
  return {
    call: <T>(method: string, params = {}) =>
      new Promise<T>((resolve) => {
        const id = ++last;
        waiting.set(id, (result) => resolve(result as T));
        socket.send(JSON.stringify({ id, method, params }));
      }),
    close: () => socket.close(),
  };
}

async function opened(list: string): Promise<string> {
  for (const end = Date.now() + 10_000; ;) {
    try {
      const [target] = (await (await fetch(list)).json()) as { webSocketDebuggerUrl: string }[];
      if (target) return target.webSocketDebuggerUrl;
    } catch (error) {
      if (Date.now() > end) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
