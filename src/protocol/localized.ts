/** RFC 7591 §2.2: metadata in several languages, on the wire as members such as `client_name#ja`. */
import * as z from 'zod'

export const localizable = ['client_name', 'client_uri', 'logo_uri', 'policy_uri', 'tos_uri'] as const
export type Localizable = (typeof localizable)[number]

/** RFC 5646, as far as telling tags apart needs. */
const languageTag = z
  .string()
  .regex(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,7}$/, { error: 'is not a language tag (RFC 5646)' })

/** Language tag to what differs in that language. */
export const localizedMetadata = (shape: Record<Localizable, z.ZodType<string>>) =>
  z
    .record(languageTag, z.strictObject(shape).partial())
    .refine((tags) => Object.keys(tags).length <= 50, { error: '50 languages are the most' })
    .refine(
      (tags) => new Set(Object.keys(tags).map((tag) => tag.toLowerCase())).size === Object.keys(tags).length,
      {
        error: 'a language is there twice; case does not tell tags apart',
      },
    )

export type Localized = Readonly<Record<string, { readonly [name in Localizable]?: string | undefined }>>

/**
 * What somebody reads who wants these languages; where nothing fits, undefined.
 * @param wanted an Accept-Language, or ranges with the most wanted first
 */
export function localizedFor(
  localized: Localized | undefined,
  member: Localizable,
  wanted: string | readonly string[] | undefined,
): string | undefined {
  const tags = Object.entries(localized ?? {}).filter(([, texts]) => texts[member] !== undefined)
  const ranges = typeof wanted === 'string' ? languageRanges(wanted) : (wanted ?? [])
  return lookup(ranges, new Map(tags))?.[member]
}

/** RFC 4647 §3.4, lookup: the first range that fits, cut from its end until it does. */
export function lookup<T>(wanted: readonly string[], tagged: ReadonlyMap<string, T>): T | undefined {
  const tags = new Map([...tagged].map(([tag, value]) => [tag.toLowerCase(), value]))
  for (const range of wanted) {
    for (let tag = range.toLowerCase(); tag !== ''; tag = shortened(tag)) {
      const found = tags.get(tag)
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** Without its last subtag, and without a single letter that then stands last: it only begins an extension. */
const shortened = (tag: string): string =>
  tag.slice(0, Math.max(tag.lastIndexOf('-'), 0)).replace(/-[a-z0-9]$/, '')

/** RFC 9110 §12.5.4: the languages of an Accept-Language, the most wanted first. */
export function languageRanges(acceptLanguage: string): string[] {
  return acceptLanguage
    .slice(0, 1000)
    .split(',')
    .map((part) => {
      const [range = '', ...parameters] = part.trim().toLowerCase().split(';')
      const q = parameters.map((each) => /^\s*q=([\d.]+)$/.exec(each)?.[1]).find((each) => each !== undefined)
      return { range: range.trim(), weight: q === undefined ? 1 : Number(q) }
    })
    .filter(({ range, weight }) => weight > 0 && /^[a-z0-9-]+$/.test(range))
    .sort((one, other) => other.weight - one.weight)
    .map(({ range }) => range)
}
