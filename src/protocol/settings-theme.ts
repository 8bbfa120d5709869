/** How people's pages look, and which languages they speak. */
import * as z from 'zod'
import { contrast, readable } from './contrast.ts'
import { group } from './setting-schemas.ts'

export const languageTags = ['en', 'zh', 'es', 'fr', 'de', 'ja'] as const
export type Language = (typeof languageTags)[number]

export const languagesSetting = z
  .array(z.enum(languageTags))
  .min(1)
  .max(languageTags.length)
  .refine((tags) => new Set(tags).size === tags.length, { error: 'names a language twice' })
  .default([...languageTags])
  .describe("languages of people's pages and mail; the first where a person reads none of them")

/** Of the pages as they are, without a theme: what a theme's colours must be readable on or beneath. */
const paper = { light: '#fcfdfb', dark: '#151d1a' } as const
const quiet = { light: '#4b5a54', dark: '#a9b8b1' } as const

const colour = (description: string) =>
  z
    .string()
    .regex(/^#[0-9a-f]{6}$/i, { error: 'is not a colour such as #0e5c49' })
    .transform((written) => written.toLowerCase())
    .optional()
    .describe(description)

/** A colour that is seen with another one, of which one is text. */
const beside = (other: string, what: string, description: string) =>
  colour(description).superRefine((own, check) => {
    if (own === undefined || !/^#[0-9a-f]{6}$/.test(own)) return
    const ratio = contrast(own, other)
    if (ratio >= readable) return
    const message = `has a contrast of ${(Math.floor(ratio * 10) / 10).toFixed(1)}:1 with ${what} (${other}); ${readable}:1 is the least that can be read (WCAG 1.4.3)`
    check.addIssue({ code: 'custom', message })
  })

const accent = (theme: 'light' | 'dark') =>
  beside(paper[theme], 'the paper that links stand on', `buttons and links, on ${theme} pages`)

const background = (theme: 'light' | 'dark') =>
  beside(quiet[theme], 'the text that stands on it', `behind everything, on ${theme} pages`)

const largestLogo = 32 * 1024

/** A picture as text: kept with the settings, and served by this server alone. */
const logo = z
  .string()
  .regex(/^data:image\/(svg\+xml|png|webp);base64,[A-Za-z0-9+/]+={0,2}$/, {
    error: 'is not an SVG, PNG or WebP image as a data: URL in base64',
  })
  .refine((url) => (url.length - url.indexOf(',') - 1) * 0.75 <= largestLogo + 2, {
    error: 'is larger than 32 KB',
  })
  .optional()
  .describe('the logo above every page: SVG, PNG or WebP of at most 32 KB, as a `data:` URL')

const link = (description: string) =>
  z
    .url({ protocol: /^https$/, error: 'is not an https URL' })
    .max(2048)
    .optional()
    .describe(description)

export const themeSettings = group(
  {
    logo,
    accent: group({ light: accent('light'), dark: accent('dark') }, 'the colour of buttons and links'),
    stub: group(
      {
        light: colour('on light pages; what is written on it becomes black or white'),
        dark: colour('on dark pages; what is written on it becomes black or white'),
      },
      'the colour of the half of the ticket that says who asks',
    ),
    background: group({ light: background('light'), dark: background('dark') }, 'the colour behind it'),
    font: z.enum(['sans', 'serif']).default('sans').describe('letters, of those that a device has itself'),
    corners: z.enum(['round', 'slight', 'square']).default('round').describe('corners of fields and tickets'),
    privacy: link('link at the foot of every page: the privacy notice'),
    terms: link('link at the foot of every page: the terms'),
    help: link('link at the foot of every page: where somebody who cannot sign in finds help'),
  },
  "how people's pages look",
)

export type Theme = z.output<typeof themeSettings>
