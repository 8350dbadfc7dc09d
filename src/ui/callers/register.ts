import { Callers } from '../../aws/callers';
import { ContextKey } from '../contextKey';
import { settings } from '../settings';
import type { Shell } from '../shell';
import type { CallerRowServices } from './callerRows';
import { CallersView, type CallersState } from './callersView';

declare module '../commands' {
  interface CommandTable extends ReturnType<typeof callerCommands>, ReturnType<typeof viewCommands> {}
}

/** The AWS callers of this window, and the commands on one of them. */
export function registerCallers(shell: Shell): Callers {
  const callers = new Callers({
    mfaCode: async (...asked) => (await import('../prompts')).askMfaCode(...asked),
    awsProfile: settings.awsProfile,
  });
  shell.commands(callerCommands(callers));
  return callers;
}

/** The AWS Callers view, which shows the identities that each caller matches. */
export function registerCallersView(
  shell: Shell,
  callers: Callers,
  identities: CallerRowServices['identities'],
): void {
  const view = shell.own(
    new CallersView(
      { callers, identities },
      new ContextKey<CallersState>('assumable.callersState'),
      shell.log,
    ),
  );
  shell.commands(viewCommands(view));
}

function viewCommands(view: CallersView) {
  return { 'assumable.refreshCallers': () => view.refresh() };
}

function callerCommands(callers: Callers) {
  const actions = async () => (await import('./actions')).callerActions(callers);
  return {
    'assumable.askCaller': async (id?: string) => (await actions()).askCaller(id),
    'assumable.assumeRole': async (id?: string) => (await actions()).assumeRole(id),
    'assumable.dropCaller': (id?: string) => {
      if (id !== undefined) callers.drop(id);
    },
    'assumable.copyCaller': async (id?: string) => (await actions()).copyCaller(id),
    'assumable.copyCallerEnvironment': async (id?: string) => (await actions()).copyCallerEnvironment(id),
    'assumable.copyCallerStanza': async (id?: string) => (await actions()).copyCallerStanza(id),
    'assumable.writeCallerProfile': async (id?: string) => (await actions()).writeCallerProfile(id),
    'assumable.openCallerTerminal': async (id?: string) => (await actions()).openCallerTerminal(id),
    /** `testAgain` as the second argument then runs the last test again. */
    'assumable.signInCaller': async (id?: string, next?: string) => (await actions()).signInCaller(id, next),
    'assumable.openCallerFile': async (id?: string) => (await actions()).openCallerFile(id),
  };
}
