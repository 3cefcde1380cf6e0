import { describe, expect, it } from 'vitest';
import { type SafeStorage, systemKeychain } from './keychain.ts';

const storage = (more: Partial<SafeStorage> = {}): SafeStorage => ({
  isEncryptionAvailable: () => true,
  encryptString: (plain) => Buffer.from(Buffer.from(plain).map((byte) => byte ^ 0xff)),
  decryptString: (sealed) => Buffer.from(sealed.map((byte) => byte ^ 0xff)).toString(),
  ...more,
});

describe('the keychain of the desktop', () => {
  it('gives back every byte that was sealed', () => {
    const box = systemKeychain(storage());
    const secret = Uint8Array.from({ length: 256 }, (_, byte) => byte);
    const sealed = box?.seal(secret) ?? new Uint8Array();
    expect(Buffer.from(sealed).equals(secret)).toBe(false);
    expect([...(box?.open(sealed) ?? [])]).toEqual([...secret]);
  });

  it('is none where the system has none', () => {
    expect(systemKeychain(storage({ isEncryptionAvailable: () => false }))).toBeUndefined();
    expect(systemKeychain(storage({ getSelectedStorageBackend: () => 'basic_text' }))).toBeUndefined();
    expect(systemKeychain(storage({ getSelectedStorageBackend: () => 'gnome_libsecret' }))).toBeDefined();
  });
});
