/** The page's own scheme: standard and secure, so the page has a real origin, unlike `file://`. */
export const pageScheme = 'app';
const pageHost = 'landun';
export const pageUrl = `${pageScheme}://${pageHost}/`;

/** Files of leads are served below this path; it never shows a page. */
export const filesPath = '/files/';

/** The URL, or undefined for anything that is not one. */
export const parseUrl = (candidate: unknown): URL | undefined => {
  if (typeof candidate !== 'string' || candidate.length > 4096) return undefined;
  return URL.canParse(candidate) ? new URL(candidate) : undefined;
};

/**
 * Whether a URL lies in our own origin. Compared part by part: `URL.origin` is `null` for a scheme that
 * Node does not know.
 */
export const isOwnUrl = (candidate: unknown): boolean => {
  const url = parseUrl(candidate);
  return (
    url !== undefined &&
    url.protocol === `${pageScheme}:` &&
    url.host === pageHost &&
    url.username === '' &&
    url.password === ''
  );
};

/** Whether a URL is a page of ours, which a window may show. */
export const isOwnPage = (candidate: unknown): boolean => {
  const url = parseUrl(candidate);
  return url !== undefined && isOwnUrl(candidate) && !url.pathname.startsWith(filesPath);
};
