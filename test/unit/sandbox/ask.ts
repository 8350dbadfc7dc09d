import { request } from 'node:http';

export interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
  /** The body read as JSON, or undefined. */
  json: Json;
}

/** JSON that tests look into; a wrong path gives undefined. */
export interface Json {
  [name: string]: Json;
  [index: number]: Json;
}

/** A value that should be text; anything else as JSON, so that a comparison shows it. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Sends one request with exactly these headers (Host included, unlike fetch) and reads the whole answer. */
export function ask(
  url: string,
  {
    method = 'GET',
    headers = {},
    body = '',
  }: { method?: string; headers?: Record<string, string>; body?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        let json: unknown;
        try {
          json = JSON.parse(text);
        } catch {
          json = undefined;
        }
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text, json: json as Json });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

/** A call with a bearer token. */
export function call(url: string, token: string, method = 'GET', body?: unknown): Promise<Answer> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  return ask(url, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
}
