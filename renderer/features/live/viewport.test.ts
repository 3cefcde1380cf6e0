import { describe, expect, it } from 'vitest';
import { fit, placeLabel } from './viewport.ts';

const bounds = { x: 0, y: 0, width: 400, height: 300 };
const label = { width: 60, height: 40 };

describe('fit', () => {
  it('centres the picture and keeps its shape', () => {
    expect(fit({ width_px: 1920, height_px: 1080 }, { width: 960, height: 600 })).toEqual({
      x: 0,
      y: 30,
      width: 960,
      height: 540,
    });
    expect(fit({ width_px: 100, height_px: 200 }, { width: 400, height: 200 })).toEqual({
      x: 150,
      y: 0,
      width: 100,
      height: 200,
    });
  });
});

describe('placeLabel', () => {
  it('prefers above the box', () => {
    expect(placeLabel({ x: 100, y: 100, width: 30, height: 60 }, label, [], bounds)).toMatchObject({
      x: 100,
      y: 57,
    });
  });

  it('goes beside a box at the upper edge', () => {
    expect(placeLabel({ x: 100, y: 10, width: 30, height: 60 }, label, [], bounds)).toMatchObject({
      x: 133,
      y: 10,
    });
  });

  it('keeps off other labels', () => {
    const first = placeLabel({ x: 100, y: 100, width: 30, height: 60 }, label, [], bounds);
    const second = placeLabel({ x: 120, y: 100, width: 30, height: 60 }, label, [first], bounds);
    expect(second).toMatchObject({ x: 153, y: 100 });
  });

  it('stays on the picture even where nothing is free', () => {
    const full = [bounds];
    const place = placeLabel({ x: 390, y: 5, width: 10, height: 10 }, label, full, bounds);
    expect(place).toMatchObject({ x: 340, y: 0 });
  });
});
