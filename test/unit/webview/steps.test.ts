import { describe, expect, it } from 'vitest';
import { openPage } from './openPage';

const rendered = {
  text: 'x\n',
  note: null,
  steps: [
    { title: 'One', language: 'shellscript', text: 'one\n', note: null },
    { title: 'Two', language: 'shellscript', text: 'two\n', note: 'Mind this.' },
  ],
};
const form = (id: string) => ({
  id,
  title: id,
  language: 'json',
  group: 'Group',
  ways: null,
  platforms: null,
  options: [],
});

describe('a step around a form', () => {
  it('is copied by its place, is marked, and is told to screen readers', async () => {
    const asked: unknown[] = [];
    const { controller, model } = openPage(
      {
        render: () => Promise.resolve(rendered),
        copyStep({ id, step }) {
          asked.push([id, step]);
          return Promise.resolve('Copied: Two');
        },
      },
      {},
      { forms: [form('a'), form('b')] },
    );
    await expect.poll(() => model().rendered).toEqual(rendered);
    await controller.copyStep(1);
    expect([asked, model().copied, model().said.text]).toEqual([[['a', 1]], 1, 'Copied: Two']);
    controller.tab('b');
    expect(model().copied).toBeNull();
  });

  it('that cannot be copied says why, beside the form', async () => {
    const { controller, model } = openPage({}, {}, { forms: [form('a')] });
    await controller.copyStep(7);
    expect(model().copied).toBeNull();
    expect(model().takeTrouble?.message).toMatch(/asks for more/);
  });
});
