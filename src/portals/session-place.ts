/** `Oslo, Norway`: where a browser was when it signed in, as Cloudflare saw it. */
import type { SessionView } from '../registry/sessions-grants.ts'

export function placeOf({ place }: Pick<SessionView, 'place'>): string {
  const { city, country } = place ?? {}
  return [city, country && countryOf(country)].filter(Boolean).join(', ')
}

function countryOf(code: string): string {
  if (code === 'T1') return 'the Tor network'
  if (code === 'XX') return ''
  try {
    return new Intl.DisplayNames(['en'], { type: 'region' }).of(code) ?? code
  } catch {
    return code
  }
}
