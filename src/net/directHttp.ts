import { ClientRequest, type ClientRequestArgs } from 'node:http';

/**
 * Stands in for the module `node-http` of AWS's provider of instance metadata, which gives it Node's `http`
 * (webpack.config.js puts it there). VS Code sends what goes through `http.request` to the person's proxy, also
 * plain requests to 169.254.169.254, which only this machine can answer; a `ClientRequest` made by itself goes
 * straight there.
 */
export const node_http = {
  /** As `http.request` with options alone, and without a proxy. */
  request: (options: ClientRequestArgs): ClientRequest => new ClientRequest(options),
};
