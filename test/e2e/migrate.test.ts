import { expect, describe, it } from 'vitest';
import { useWorkbench } from './useWorkbench';

describe('migrating an identity to web identity tokens', () => {
  const workbench = useWorkbench({ anew: true, sandbox: { federated: true } });

  const begin = async () => {
    const window = workbench();
    await window.identities.expand('platform');
    await window.identities.menu('ci-runner', 'Change', 'Migrate Identity…');
    await window.palette.pick(/A token of AWS for a caller/);
    await window.palette.pick(/^ci-runner/);
    await window.editor.tab(/^ci-runner\.migration/).waitFor();
    await window.editor.showing(/Confirmed\s+by\s+a\s+token/).waitFor();
  };
  const create = async () => {
    const window = workbench();
    await window.editor.lens('Create ci-runner-web and Bind Its Roles…').click();
    await window.page.getByRole('button', { name: 'Create', exact: true }).waitFor();
    await window.screenshot('migrate-confirm');
    await window.notifications.answerDialog('Create');
  };
  const second = () =>
    [...workbench().sandbox.world.resources.identities.values()].find(({ name }) => name === 'ci-runner-web');

  it('makes the second identity beside the first, and shows the tests of both side by side', async () => {
    const window = workbench();
    await begin();
    expect(second()).toBeUndefined();
    for (const theme of ['light', 'dark'] as const) {
      await window.useTheme(theme);
      await window.screenshot(`migrate-${theme}`);
    }
    await create();
    await window.editor.showing(/1\s+of\s+1\s+roles\s+are\s+bound/).waitFor();
    await window.editor.lens('Test Both…').click();
    await window.tests.view.getByRole('region', { name: 'What differs' }).waitFor();
    await window.tests.view
      .getByText(/can assume.*ci-runner-web/)
      .first()
      .waitFor();
    await window.editor.showing(/✓\s+ci-runner-web\s+tested/).waitFor();
    await window.screenshot('migrate-tested');
    await window.editor.lens('Copy IAM Policy').click();
    expect(await window.clipboard(/"Statement"/)).toContain('sts:GetWebIdentityToken');
  });

  it('says what exists after it was stopped in the middle, and carries on', async () => {
    const window = workbench();
    await begin();
    const path = '/iam/v2/roleBindings:batchCreate';
    window.sandbox.faults.set({ service: 'api', path, fault: { kind: 'latency', ms: 600_000 } });
    await create();
    await window.notifications.saying('Making ci-runner-web').getByRole('button', { name: 'Cancel' }).click();
    await window.notifications.saying(/ci-runner-web exists, with 0 of 1 roles.*Migrate again/s).waitFor();
    await window.screenshot('migrate-stopped');
    window.sandbox.faults.clear();
    await window.notifications.clear();
    await window.identities.menu('ci-runner', 'Change', 'Migrate Identity…');
    await window.editor.lens('Bind Its Missing Roles…').click();
    await window.notifications.answerDialog('Bind');
    await window.editor.showing(/1\s+of\s+1\s+roles\s+are\s+bound/).waitFor();
    const { resources } = window.sandbox.world;
    expect(resources.bindingsOf(second()?.uid ?? '')).toHaveLength(1);
  });
});
