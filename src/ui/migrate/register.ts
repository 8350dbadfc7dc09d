import type { Shell } from '../shell';
import type { MigrateServices } from './services';

declare module '../commands' {
  interface CommandTable extends ReturnType<typeof migrateCommands> {}
}

/** The command that makes a second identity, which trusts web identity tokens, beside one that trusts signed requests. */
export function registerMigrate(shell: Shell, features: Omit<MigrateServices, 'documents' | 'state'>): void {
  const { documents, context } = shell;
  shell.commands(migrateCommands({ ...features, documents, state: context.globalState }));
}

function migrateCommands(services: MigrateServices) {
  return {
    'assumable.migrateIdentity': async (identityId?: string) =>
      (await import('./migrate')).migrateIdentity(services, identityId),
  };
}
