import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { hostileModel } from './onnx-scan.ts';
import { message, model, number, text } from './testing/onnx-bytes.ts';

const initializer = 5;
const entry = (key: string, value: string) => message(13, text(1, key), text(2, value));

describe('hostileModel', () => {
  it('has nothing against the shipped models and those of the tests', async () => {
    for (const folder of ['../models', 'testing', 'testing/foreign']) {
      const dir = join(import.meta.dirname, folder);
      const names = (await readdir(dir)).filter((name) => name.endsWith('.onnx') && name !== 'outside.onnx');
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) expect(hostileModel(await readFile(join(dir, name)))).toBeUndefined();
    }
  });

  it('refuses data in other files, wherever it is named', () => {
    const named = [number(1, 4), text(8, 'w'), entry('location', '/etc/passwd')];
    expect(hostileModel(model(message(initializer, ...named)))).toMatch(/another file/);
    expect(hostileModel(model(message(initializer, number(14, 1))))).toMatch(/another file/);
    const in_node = message(1, text(4, 'Constant'), message(5, text(1, 'value'), message(5, ...named)));
    expect(hostileModel(model(in_node))).toMatch(/another file/);
    const in_branch = message(1, text(4, 'If'), message(5, message(6, message(initializer, ...named))));
    expect(hostileModel(model(in_branch))).toMatch(/another file/);
    expect(hostileModel(model(message(15, message(1, ...named))))).toMatch(/another file/);
  });

  it('refuses tensors that no detector has, packed or not', () => {
    const dims = [70_000, 70_000].map((dim) => number(1, dim));
    expect(hostileModel(model(message(initializer, ...dims)))).toMatch(/too large/);
    const packed = message(1, Uint8Array.from([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f]));
    expect(hostileModel(model(message(initializer, packed)))).toMatch(/too large/);
    expect(hostileModel(model(message(initializer, number(1, 640), number(1, 640))))).toBeUndefined();
  });

  it('refuses graphs in graphs without end', () => {
    let graph = message(6, text(2, 'innermost'));
    for (let depth = 0; depth < 30; depth += 1) graph = message(6, message(1, message(5, graph)));
    expect(hostileModel(model(message(1, message(5, graph))))).toMatch(/nested/);
  });

  it('never throws, whatever the bytes, nor when a file is cut anywhere', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        expect(['string', 'undefined']).toContain(typeof hostileModel(bytes));
      }),
    );
    const whole = model(message(initializer, number(1, 4), text(8, 'weights')), text(2, 'graph'));
    for (let length = 0; length < whole.length; length += 1)
      expect(['string', 'undefined']).toContain(typeof hostileModel(whole.subarray(0, length)));
  });
});
