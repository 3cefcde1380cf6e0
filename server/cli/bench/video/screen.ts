import type { Page } from 'playwright-core';
import { unwrap } from '#common';
import { barcode_height_px, barcode_side_px, bits, readCells } from './barcode.ts';
import { launchBrowser } from './browser.ts';
import type { Lab } from './lab.ts';
import type { StationLab } from './station-lab.ts';

/** One picture as it was on the screen. */
export type Shown = {
  readonly pts_us: number;
  /** Burned into the picture; undefined where it cannot be read. */
  readonly number: number | undefined;
  /** When it was drawn, UTC. */
  readonly drawn_utc_ms: number;
  readonly boxes: number;
  /** From its arrival at the page, as the page itself says. */
  readonly in_page_ms: number;
};

/**
 * Runs in the page on every animation frame: where the player drew another picture, notes the PTS that it
 * names, reads the burned squares back from the canvas, and the time.
 */
const watch_script = `(({ width, height, side, bits, bar }) => {
  window.landunShown = [];
  let last;
  const look = () => {
    requestAnimationFrame(look);
    const canvas = document.querySelector('canvas.live-canvas');
    const pts = canvas?.dataset.framePtsUs;
    if (pts === undefined || pts === last) return;
    last = pts;
    const scale = Math.min(canvas.width / width, canvas.height / height);
    const left = (canvas.width - width * scale) / 2;
    const top = (canvas.height - height * scale) / 2 + (height - bar) * scale;
    const wide = Math.ceil(bits * side * scale);
    const high = Math.ceil(bar * scale);
    const data = canvas.getContext('2d').getImageData(Math.round(left), Math.round(top), wide, high);
    const cells = [];
    for (let row = 0; row < 2; row += 1) {
      for (let bit = 0; bit < bits; bit += 1) {
        const x = Math.round((bit + 0.5) * side * scale);
        const y = Math.round((row + 0.5) * side * scale);
        cells.push(data.data[(y * wide + x) * 4 + 1]);
      }
    }
    const drawn_utc_ms = performance.timeOrigin + performance.now();
    window.landunShown.push({ pts_us: Number(pts), cells, drawn_utc_ms, boxes: Number(canvas.dataset.boxes), in_page_ms: Number(canvas.dataset.latencyMs) });
  };
  requestAnimationFrame(look);
})`;

type Raw = { pts_us: number; cells: number[]; drawn_utc_ms: number; boxes: number; in_page_ms: number };

/** A real browser that shows the flying page, with somebody signed in. */
export class Screen {
  readonly #page: Page;

  private constructor(page: Page) {
    this.#page = page;
  }

  /** `secure` false reaches the page by a name that is not loopback: then WebCodecs is absent and MSE plays. */
  static async open(
    lab: Lab,
    station: StationLab,
    size: { width_px: number; height_px: number },
    secure = true,
  ): Promise<Screen> {
    const browser = unwrap(await launchBrowser(lab));
    const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
    const origin = secure ? station.origin : station.origin.replace('127.0.0.1', 'landun.test');
    const [name = '', value = ''] = station.cookie.split('=');
    await page.context().addCookies([{ name, value, url: origin }]);
    await page.goto(origin, { waitUntil: 'domcontentloaded', timeout: 180_000 });
    await page.waitForSelector('canvas[data-frame-pts-us]', { timeout: 60_000 });
    const shape = { width: size.width_px, height: size.height_px, side: barcode_side_px, bits };
    await page.evaluate(`${watch_script}(${JSON.stringify({ ...shape, bar: barcode_height_px })})`);
    return new Screen(page);
  }

  /** Everything shown since the last call. */
  async take(): Promise<Shown[]> {
    const raw = await this.#page.evaluate<Raw[]>('window.landunShown.splice(0)');
    return raw.map(({ cells, ...facts }) => ({ ...facts, number: readCells(cells) }));
  }

  /** The words above the picture. */
  async words(): Promise<string> {
    return (await this.#page.locator('.live-top').textContent()) ?? '';
  }
}
