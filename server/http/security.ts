import type { IncomingHttpHeaders } from 'node:http';

/** The page runs its own scripts only, and talks to its own station only. */
export const securityHeaders = {
  'content-security-policy': [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "worker-src 'self' blob:",
    "connect-src 'self' ws: wss:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
} as const;

/**
 * Whether a write or an upgrade may come from this page. Browsers send `Origin` with both; it must name
 * the host that was called. Programs without a browser send none: they must show the header a form cannot.
 */
export const isSameOrigin = (headers: IncomingHttpHeaders): boolean => {
  if (headers.origin === undefined)
    return headers['x-landun-request'] !== undefined || headers.upgrade !== undefined;
  if (!URL.canParse(headers.origin)) return false;
  return new URL(headers.origin).host === headers.host;
};
