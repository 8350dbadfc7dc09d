import type { Shell } from '../shell';
import type { AccessServices } from './host';
import { AccessPanels } from './panel';

declare module '../commands' {
  interface CommandTable extends ReturnType<typeof accessCommands> {}
}

/** The pages that show who can assume what, and the command that opens one. */
export function registerAccess(shell: Shell, features: Omit<AccessServices, 'documents'>): void {
  const services = { ...features, documents: shell.documents };
  shell.commands(
    accessCommands(shell.own(new AccessPanels(shell.context.extensionUri, services, shell.log))),
  );
}

function accessCommands(panels: AccessPanels) {
  return {
    // VS Code gives the row that has the focus to an action in the view's title, which is about all of the view.
    'assumable.openAccess': () => panels.open(),
    'assumable.openAccessOf': (groupId?: string) => panels.open(groupId),
  };
}
