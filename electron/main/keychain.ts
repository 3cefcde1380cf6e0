import type { SecretBox } from '#station';

/** Of Electron's `safeStorage`: DPAPI on Windows, Keychain on macOS, the session's keyring on Linux. */
export type SafeStorage = {
  isEncryptionAvailable(): boolean;
  getSelectedStorageBackend?(): string;
  encryptString(plain: string): Buffer;
  decryptString(sealed: Buffer): string;
};

/**
 * The system's keychain; undefined where there is none. Without a keyring Electron on Linux would encrypt with a
 * password that stands in its source (`basic_text`): that is no keychain.
 */
export const systemKeychain = (storage: SafeStorage): SecretBox | undefined => {
  if (!storage.isEncryptionAvailable() || storage.getSelectedStorageBackend?.() === 'basic_text')
    return undefined;
  return {
    name: 'safe-storage',
    seal: (plain) => storage.encryptString(Buffer.from(plain).toString('base64')),
    open: (sealed) => Buffer.from(storage.decryptString(Buffer.from(sealed)), 'base64'),
  };
};
