const maxLines = 40;
const maxLineLength = 500;

/** Cuts a text stream into lines and keeps the last ones, each bounded. */
export class LineTail {
  readonly #onLine: ((line: string) => void) | undefined;
  #lines: string[] = [];
  #open = '';

  constructor(onLine?: (line: string) => void) {
    this.#onLine = onLine;
  }

  push(text: string): void {
    const pieces = (this.#open + text).split(/[\r\n]+/);
    this.#open = (pieces.pop() ?? '').slice(-maxLineLength);
    for (const piece of pieces) this.#add(piece);
  }

  /** The stream is over: what stands without a line break is a line too. */
  end(): void {
    this.#add(this.#open);
    this.#open = '';
  }

  lines(): readonly string[] {
    return [...this.#lines];
  }

  #add(line: string): void {
    if (line.trim() === '') return;
    const bounded = line.slice(0, maxLineLength);
    this.#lines.push(bounded);
    if (this.#lines.length > maxLines) this.#lines = this.#lines.slice(-maxLines);
    this.#onLine?.(bounded);
  }
}
