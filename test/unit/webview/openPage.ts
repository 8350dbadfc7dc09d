import { Failure } from '../../../src/core/failure';
import { Controller } from '../../../src/webview/builder/controller';
import type { Kept, Model } from '../../../src/webview/builder/model';
import { builderArguments, type BuilderHost, type Start } from '../../../src/wire/builder';
import { emptyForm, type Form } from '../../../src/wire/builderForm';
import { connect, serve } from '../../../src/wire/rpc';

/** What the host of a page answers; what is left out is not there. */
export type Answers = Partial<BuilderHost>;

/** A page without a browser: the controller over the real wire, what it keeps, and what it would draw. */
export interface OpenPage {
  readonly controller: Controller;
  readonly model: () => Model;
  readonly kept: readonly Kept[];
}

/** Opens a page on a host that gives these answers, filled in with what is in `form`. */
export function openPage(answers: Answers, form: Partial<Form> = {}, begin: Partial<Start> = {}): OpenPage {
  const start: Start = {
    form: { ...emptyForm, ...form },
    facts: null,
    forms: [],
    source: null,
    trusted: true,
    made: null,
    left: null,
    audience: 'https://issuer.enforce.dev',
    notice: null,
    bundle: null,
    ...begin,
  };
  const ignore = () => undefined;
  const notServed = () =>
    Promise.reject(new Failure('unexpected', 'The page asks for more than is answered.'));
  const methods: BuilderHost = {
    start: () => Promise.resolve(start),
    changed: ({ known }) => (known === 0 ? Promise.resolve(1) : new Promise<never>(ignore)),
    trusted: () => Promise.resolve(true),
    session: () => Promise.resolve('kim@acme.example'),
    signIn: notServed,
    sources: () => Promise.resolve({ sources: [], preferred: '' }),
    group: notServed,
    askCaller: notServed,
    askToken: notServed,
    forgetLeft: () => Promise.resolve(null),
    readCaller: notServed,
    render: notServed,
    findGroups: notServed,
    findRoles: notServed,
    take: notServed,
    copyStep: notServed,
    create: notServed,
    differences: notServed,
    edit: notServed,
    openEdit: notServed,
    test: notServed,
    ...answers,
  };
  const host = connect<BuilderHost>((message) => served.receive(structuredClone(message)));
  const served = serve<BuilderHost>(
    methods,
    builderArguments,
    (reply) => host.receive(reply),
    ignore,
    ignore,
  );
  const states: Kept[] = [];
  let model: Model | undefined;
  const controller = new Controller(start, null, {
    host,
    keep: (state) => states.push(state),
    draw: (drawn) => {
      model = drawn;
    },
  });
  controller.begin();
  return {
    controller,
    model: () => {
      if (!model) throw new Error('The page has drawn nothing.');
      return model;
    },
    kept: states,
  };
}
