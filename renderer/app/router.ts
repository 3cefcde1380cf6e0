/** A place in the page: `#/leads/lead-1?from=alert` is `{ path: ['leads', 'lead-1'], query }`. */
export type Route = { readonly path: readonly string[]; readonly query: Readonly<Record<string, string>> };

/** The route of a location hash; whatever is malformed counts as absent. */
export const parseHash = (hash: string): Route => {
  const [path = '', query = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  return {
    path: path
      .split('/')
      .filter((part) => part !== '')
      .map(decode),
    query: Object.fromEntries(new URLSearchParams(query)),
  };
};

/** The hash of a route, such as `#/leads/lead-1`. */
export const formatHash = (path: readonly string[], query: Readonly<Record<string, string>> = {}): string => {
  const text = new URLSearchParams(query).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${text === '' ? '' : `?${text}`}`;
};

const decode = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};
