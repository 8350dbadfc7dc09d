import { describe, expect, it } from 'vitest';
import { openPage } from './openPage';

describe('a page in Restricted Mode', () => {
  it('sees on return that the window has become trusted', async () => {
    let isTrusted = false;
    let asked = 0;
    const trusted = () => {
      asked++;
      return Promise.resolve(isTrusted);
    };
    const { controller, model } = openPage({ trusted }, {}, { trusted: false });
    await controller.calling.returned();
    expect(model().trusted).toBe(false);
    isTrusted = true;
    await controller.calling.returned();
    expect(model().trusted).toBe(true);
    await controller.calling.returned();
    expect(asked).toBe(2);
  });
});
