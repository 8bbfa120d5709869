/** How people's pages look, and which languages they speak. */
import * as z from 'zod'

export const languageTags = ['en', 'zh', 'es', 'fr', 'de', 'ja'] as const
export type Language = (typeof languageTags)[number]

export const languagesSetting = z
  .array(z.enum(languageTags))
  .min(1)
  .max(languageTags.length)
  .refine((tags) => new Set(tags).size === tags.length, { error: 'names a language twice' })
  .default([...languageTags])
  .describe("languages of people's pages and mail; the first where a person reads none of them")
