import { createWriteStream, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import PDFDocument from 'pdfkit';

export type Column = {
  readonly title: string;
  readonly width: number;
  readonly align?: 'left' | 'center' | 'right';
};

const margin = 56;
const page = { width: 595.28, height: 841.89 };
const bottom = page.height - margin - 18;
export const text_width = page.width - 2 * margin;
const padding = 4;

/** Noto Sans (Chinese), SIL Open Font License 1.1; only the signs that are used go into a document. */
const fontOf = (weight: 'Regular' | 'Bold'): Buffer => {
  const entry = createRequire(import.meta.url).resolve('@embedpdf/fonts-sc');
  return readFileSync(join(dirname(entry), '..', 'fonts', `NotoSansHans-${weight}.otf`));
};
// Read once: else each document held 17 MB of its own until somebody collected it.
const [regular, bold] = [fontOf('Regular'), fontOf('Bold')];

/** An A4 document in the manner of Chinese administrative documents, filled from top to bottom. */
export class Paper {
  readonly #pdf: PDFKit.PDFDocument;
  readonly #foot: string;

  constructor(title: string, foot: string, created_utc_us: number) {
    const at = new Date(created_utc_us / 1000);
    this.#foot = foot;
    this.#pdf = new PDFDocument({
      size: 'A4',
      margin,
      bufferPages: true,
      lang: 'zh-CN',
      info: { Title: title, Producer: 'Landun', Creator: 'Landun', CreationDate: at, ModDate: at },
    });
    this.#pdf.registerFont('regular', regular);
    this.#pdf.registerFont('bold', bold);
    this.#body();
  }

  title(text: string, number?: string | null): void {
    this.#pdf.font('bold').fontSize(20).text(text, { align: 'center' });
    if (number) this.#pdf.font('regular').fontSize(10.5).moveDown(0.3).text(number, { align: 'right' });
    this.#pdf.moveDown(0.8);
    this.#body();
  }

  heading(text: string): void {
    this.#room(70);
    this.#pdf.moveDown(0.6).font('bold').fontSize(13).text(text, margin).moveDown(0.3);
    this.#body();
  }

  /** Indented by two signs, as Chinese paragraphs are. */
  paragraph(text: string): void {
    this.#room(30);
    this.#pdf.text(text, margin, undefined, { indent: 22, lineGap: 4, width: text_width });
    this.#pdf.moveDown(0.4);
  }

  note(text: string): void {
    this.#room(24);
    this.#pdf
      .fontSize(9)
      .fillColor('#444444')
      .text(text, margin, undefined, { lineGap: 2, width: text_width });
    this.#pdf.fillColor('black').moveDown(0.4);
    this.#body();
  }

  /** Labels and values, one pair a row. */
  fields(rows: readonly (readonly [string, string])[]): void {
    this.#rows(
      [
        { title: '', width: 110 },
        { title: '', width: text_width - 110 },
      ],
      rows,
      undefined,
    );
  }

  table(columns: readonly Column[], rows: readonly (readonly string[])[]): void {
    const head = columns.map(({ title }) => title);
    this.#row(columns, head, true);
    this.#rows(columns, rows, head);
  }

  /** As wide as the page allows, never cropped, with its caption below. */
  picture(path: string, caption: string): void {
    const height = 300;
    this.#room(height + 40);
    const y = this.#pdf.y;
    try {
      this.#pdf.image(path, margin, y, { fit: [text_width, height], align: 'center', valign: 'center' });
    } catch (cause) {
      this.#pdf.text(`图片无法读取（${String(cause)}）`, margin, y, { width: text_width });
    }
    this.#pdf.y = y + height + 6;
    this.#pdf
      .fontSize(9.5)
      .text(caption, margin, undefined, { align: 'center', width: text_width })
      .moveDown(1);
    this.#body();
  }

  /** A line for each who signs, and the date below. */
  signatures(names: readonly string[], date: string | null): void {
    this.#room(40 + names.length * 34);
    this.#pdf.moveDown(1.5);
    for (const name of names) {
      const y = this.#pdf.y;
      this.#pdf.text(`${name}：`, margin, y, { width: 200 });
      this.#pdf
        .moveTo(margin + 130, y + 15)
        .lineTo(margin + 300, y + 15)
        .lineWidth(0.6)
        .stroke();
      this.#pdf.text('年　　月　　日', margin + 330, y, { width: 140, align: 'right' });
      this.#pdf.y = y + 34;
    }
    if (date !== null) this.#pdf.text(date, margin, undefined, { align: 'right', width: text_width });
  }

  newPage(): void {
    this.#pdf.addPage();
  }

  /** Numbers the pages and writes the file. */
  async save(path: string): Promise<void> {
    const { count } = this.#pdf.bufferedPageRange();
    for (let index = 0; index < count; index += 1) {
      this.#pdf.switchToPage(index);
      // The foot stands below the margin, where text would otherwise begin a new page.
      this.#pdf.page.margins.bottom = 0;
      const y = page.height - margin + 8;
      this.#pdf.font('regular').fontSize(8.5).fillColor('#444444');
      this.#pdf.text(this.#foot, margin, y, { width: text_width - 90, lineBreak: false, ellipsis: true });
      this.#pdf.text(`第 ${index + 1} 页 共 ${count} 页`, margin + text_width - 90, y, {
        width: 90,
        align: 'right',
      });
    }
    const written = pipeline(this.#pdf, createWriteStream(path));
    this.#pdf.end();
    await written;
  }

  #body(): void {
    this.#pdf.font('regular').fontSize(10.5).fillColor('black');
  }

  #room(height: number): void {
    if (this.#pdf.y + height > bottom) this.#pdf.addPage();
  }

  #rows(
    columns: readonly Column[],
    rows: readonly (readonly string[])[],
    head: readonly string[] | undefined,
  ): void {
    for (const row of rows) {
      for (const piece of this.#fitting(columns, row)) {
        if (this.#pdf.y + this.#height(columns, piece) > bottom) {
          this.#pdf.addPage();
          if (head !== undefined) this.#row(columns, head, true);
        }
        this.#row(columns, piece, false);
      }
    }
    this.#pdf.x = margin;
    this.#pdf.moveDown(0.6);
  }

  /** A row higher than a page goes on in further rows; nothing is cut off. */
  #fitting(columns: readonly Column[], row: readonly string[]): (readonly string[])[] {
    if (this.#height(columns, row) <= bottom - margin - 40) return [row];
    const longest = row.reduce(
      (best, cell, index) => (cell.length > (row[best]?.length ?? 0) ? index : best),
      0,
    );
    const cell = row[longest] ?? '';
    const half = Math.ceil(cell.length / 2);
    const first = row.map((text, index) => (index === longest ? cell.slice(0, half) : text));
    const rest = row.map((_, index) => (index === longest ? cell.slice(half) : ''));
    return [...this.#fitting(columns, first), ...this.#fitting(columns, rest)];
  }

  #height(columns: readonly Column[], row: readonly string[]): number {
    const heights = columns.map(({ width }, index) =>
      this.#pdf.fontSize(9.5).heightOfString(row[index] ?? '', { width: width - 2 * padding, lineGap: 2 }),
    );
    return Math.max(14, ...heights) + 2 * padding;
  }

  #row(columns: readonly Column[], row: readonly string[], head: boolean): void {
    const height = this.#height(columns, row);
    const y = this.#pdf.y;
    let x = margin;
    columns.forEach(({ width, align = 'left' }, index) => {
      const label = head || (columns[0]?.title === '' && index === 0);
      if (label) this.#pdf.rect(x, y, width, height).fill('#eef1f5');
      this.#pdf.rect(x, y, width, height).lineWidth(0.6).strokeColor('#333333').stroke();
      this.#pdf
        .font(label ? 'bold' : 'regular')
        .fontSize(9.5)
        .fillColor('black')
        .text(row[index] ?? '', x + padding, y + padding, {
          width: width - 2 * padding,
          lineGap: 2,
          align: head ? 'center' : align,
        });
      x += width;
    });
    this.#pdf.x = margin;
    this.#pdf.y = y + height;
    this.#body();
  }
}
