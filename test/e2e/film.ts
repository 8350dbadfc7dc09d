import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import type { Page } from 'playwright-core';
import sharp from 'sharp';

import { project } from '../host/node24';

const pictures = path.join(project, 'artifacts/pictures');

/** How a picture is kept: without loss where few colours are near one another, so that text stays sharp. */
const quality = { quality: 78, effort: 6, smartSubsample: true } as const;

/** Takes a window's picture, and writes artifacts/pictures/NAME.webp. */
export async function still(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  await sharp(await page.screenshot())
    .webp(quality)
    .toFile(path.join(pictures, `${name}.webp`));
}

/** Pictures of a window that follow one another. */
export class Film {
  private readonly shots: { readonly picture: Buffer; readonly milliseconds: number }[] = [];

  constructor(private readonly page: Page) {}

  /** Takes the window's picture, which is to be seen for so long. */
  async shot(milliseconds: number): Promise<void> {
    this.shots.push({ picture: await this.page.screenshot(), milliseconds });
  }

  /** Writes artifacts/pictures/NAME.webp, which shows the pictures over and over. */
  async save(name: string): Promise<void> {
    await mkdir(pictures, { recursive: true });
    await sharp(
      this.shots.map(({ picture }) => picture),
      { join: { animated: true } },
    )
      .webp({ ...quality, loop: 0, delay: this.shots.map(({ milliseconds }) => milliseconds) })
      .toFile(path.join(pictures, `${name}.webp`));
  }
}
