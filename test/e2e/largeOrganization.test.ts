import { describe, expect, it } from 'vitest';

import { organization } from '../sandbox/world';
import { useWorkbench } from './useWorkbench';

describe('an organization of 50,000 identities in 2,000 groups', () => {
  const workbench = useWorkbench({ sandbox: { large: true }, anew: true });
  const lists = (where: string) =>
    workbench().sandbox.requests.filter(
      ({ path, query }) => path === '/iam/v2/identities' && query.includes(where),
    );

  it('opens with its first groups, and a row for the rest of them', async () => {
    const window = workbench();
    await window.identities.row(organization.name).waitFor();
    await window.identities.row('team-0000').waitFor();
    expect(lists('').length).toBeGreaterThan(0);
    expect(lists('')).toEqual(lists(`childrenOf=${organization.uid}&`));
    await window.identities.list.focus();
    await window.page.keyboard.press('End');
    await window.identities.row(/^1,80\d more folders/).click();
    await window.identities
      .row(/^team-019\d/)
      .and(window.page.locator('.focused'))
      .waitFor();
    await window.screenshot('large-more');
  });

  it('is searched page by page, until the person closes the search', async () => {
    const window = workbench();
    const { faults } = window.sandbox;
    // What is listed at first is not what the fault counts.
    await window.identities.row('team-0000').waitFor();
    faults.set({ service: 'api', path: '/iam/v2/identities', after: 1, fault: { kind: 'hang' } });
    await window.palette.run('Assumable Identities: Search Identities…');
    await window.palette.pick(/Search the whole organization/);
    await window.palette.box.getByText('200 of 50,006 read').waitFor();
    await expect.poll(() => lists('descendantsOf').length).toBe(9);
    await window.screenshot('large-search');
    await window.page.keyboard.press('Escape');
    await window.palette.box.waitFor({ state: 'hidden' });
    await expect
      .poll(() => lists('descendantsOf').map(({ givenUp }) => givenUp))
      .toEqual([false, ...Array.from({ length: 8 }, () => true)]);
    faults.clear();
    await window.palette.run('Assumable Identities: Search Identities…');
    await window.palette.box.getByText(/only the [\d,]+ that have been listed so far/).waitFor();
    expect(lists('descendantsOf')).toHaveLength(9);
    await window.page.keyboard.press('Escape');
  });

  it('finds one among all of them, each page asked for once', async () => {
    const window = workbench();
    await window.palette.run('Assumable Identities: Search Identities…');
    await window.palette.text.fill('svc-49999');
    await window.palette.pick(/Search the whole organization/);
    await window.palette.box.getByText('all 50,006 that this sign-in sees').waitFor();
    expect(lists('descendantsOf')).toHaveLength(Math.ceil(50_006 / 200));
    await window.useTheme('high contrast');
    await window.screenshot('large-search-all');
    // Where the mouse is, VS Code shows all of a description that is cut off, over the rows below.
    const found = window.palette.entry(/svc-49999/);
    await found.and(window.page.locator('.focused')).waitFor();
    await window.page.keyboard.press('Enter');
    await window.identities.row(/^svc-49999/).waitFor();
    await window.identities.row('team-1999').waitFor();
  });
});
