import type { zh } from './zh.ts';

/** Texts of the same shape in another language. */
export type Words<T> = { readonly [K in keyof T]: T[K] extends string ? string : Words<T[K]> };

/** The shape of a dictionary: that of the Chinese one. */
export type Dictionary = Words<typeof zh>;

type Keys<T, P extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${P}${K}` : Keys<T[K], `${P}${K}.`>;
}[keyof T & string];

/** A text by its path, such as `fly.pause`. */
export type TextKey = Keys<typeof zh>;

/** Gives the text of a key in the reader's language, with `{{name}}` filled from `values`. */
export type Translate = (key: TextKey, values?: Readonly<Record<string, string | number>>) => string;
