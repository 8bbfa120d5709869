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

/** What somebody reads who accepts these languages: RFC 4647 §3.4, lookup; where nothing fits, undefined. */
export function localizedFor(
  localized: Localized | undefined,
  member: Localizable,
  acceptLanguage: string | undefined,
): string | undefined {
  const tags = Object.entries(localized ?? {}).map(
    ([tag, texts]) => [tag.toLowerCase(), texts[member]] as const,
  )
  for (const range of rangesOf(acceptLanguage ?? '')) {
    for (let wanted = range; wanted !== ''; wanted = wanted.slice(0, Math.max(wanted.lastIndexOf('-'), 0))) {
      const found = tags.find(([tag, text]) => tag === wanted && text !== undefined)
      if (found) return found[1]
    }
  }
  return undefined
}

/** RFC 9110 §12.5.4: the languages, the most wanted first. */
function rangesOf(acceptLanguage: string): string[] {
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
