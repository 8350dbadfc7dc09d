import { describe, expect, it } from 'vitest';

import { useWorkbench } from './useWorkbench';

describe('the packaged extension', () => {
  const workbench = useWorkbench();

  it('installs, and its container in the sidebar shows the organization of the person signed in', async () => {
    await workbench().openContainer('Assumable Identities');
    await workbench().row('Identities', 'acme.example').waitFor();
    expect(workbench().sandbox.requests.map(({ service }) => service)).toContain('api');
    await workbench().screenshot('sidebar');
  });
});
