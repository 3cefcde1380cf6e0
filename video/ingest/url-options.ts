/** Thrown inside this folder only: which part of an address is wrong, and how. */
export class UrlProblem extends Error {
  readonly field: string;

  constructor(field: string, problem: string) {
    super(problem);
    this.name = 'UrlProblem';
    this.field = field;
  }
}

/** Reads the query of an address against an allow-list; unknown or repeated options are refused. */
export class OptionReader {
  readonly #query: URLSearchParams;

  constructor(url: URL, allowed: readonly string[]) {
    this.#query = url.searchParams;
    const seen = new Set<string>();
    for (const name of this.#query.keys()) {
      if (!allowed.includes(name))
        throw new UrlProblem(name, `not an option here; known: ${allowed.join(', ')}`);
      if (seen.has(name)) throw new UrlProblem(name, 'given twice');
      seen.add(name);
    }
  }

  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.#query.get(name);
    if (value === null) return fallback;
    const found = choices.find((choice) => choice === value);
    if (found === undefined) throw new UrlProblem(name, choices.join(' or '));
    return found;
  }

  integer(name: string, least: number, most: number, fallback: number): number {
    const value = this.#query.get(name);
    if (value === null) return fallback;
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < least || number > most) {
      throw new UrlProblem(name, `a whole number of milliseconds from ${least} to ${most}`);
    }
    return number;
  }

  text(name: string, least: number, most: number): string | undefined {
    const value = this.#query.get(name);
    if (value === null) return undefined;
    if (value.length < least || value.length > most)
      throw new UrlProblem(name, `${least} to ${most} characters`);
    return value;
  }
}
