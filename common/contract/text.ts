import { z } from 'zod';

/** A text for people: Chinese first, English second. Never shown half-translated. */
export const textSchema = z.object({ zh: z.string().min(1), en: z.string().min(1) });
export type Text = z.infer<typeof textSchema>;

export const languages = ['zh', 'en'] as const;
export type Language = (typeof languages)[number];
