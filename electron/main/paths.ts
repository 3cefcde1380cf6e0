import { resolve, sep } from 'node:path';

/**
 * The file below `root` that a URL path names, or undefined when it names anything else.
 * `root` is absolute. Decodes once; refuses what only makes sense to escape: `..`, backslashes, drive
 * letters and NTFS streams (`:`), NUL, hidden files.
 */
export const containedPath = (root: string, url_path: string): string | undefined => {
  const decoded = decode(url_path);
  if (decoded === undefined || !decoded.startsWith('/') || hasForbiddenCharacter(decoded)) return undefined;
  const segments = decoded.split('/').filter((segment) => segment !== '');
  if (segments.some((segment) => segment.startsWith('.'))) return undefined;
  const path = resolve(root, ...segments);
  return path === root || path.startsWith(root.endsWith(sep) ? root : root + sep) ? path : undefined;
};

const hasForbiddenCharacter = (path: string): boolean => {
  for (const character of path) if (character < ' ' || '\\:*?"<>|'.includes(character)) return true;
  return false;
};

const decode = (text: string): string | undefined => {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
};
