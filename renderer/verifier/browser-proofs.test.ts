import { expect, it } from 'vitest';
import { fromHex, sm2Verify, utf8 } from '#common';
import { browserProofs } from './browser-proofs.ts';

const bytes = (hex: string): Uint8Array => fromHex(hex) ?? new Uint8Array();

/** GB/T 32918.5-2017, A.2. */
const key = bytes(
  '0409f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13',
);
const signature = bytes(
  '3046022100f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3022100b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa',
);

it('checks SM2 signatures as the standard’s example has them, in JavaScript alone', () => {
  const { sm2 } = browserProofs;
  expect(sm2Verify(sm2, key, utf8('message digest'), signature)).toBe(true);
  expect(sm2Verify(sm2, key, utf8('message digesT'), signature)).toBe(false);
  // (1, 1) is no point of the curve.
  const nowhere = bytes(`04${'01'.padStart(64, '0')}${'01'.padStart(64, '0')}`);
  expect(sm2Verify(sm2, nowhere, utf8('message digest'), signature)).toBe(false);
});
