/** `Oslo, Norway`: where a browser was when it signed in, as Cloudflare saw it. */
import { english, type Text } from '../pages/text.ts'
import type { SessionView } from '../registry/sessions-grants.ts'

export function placeOf({ place }: Pick<SessionView, 'place'>, t: Text = english): string {
  const { city, country } = place ?? {}
  return [city, country && countryOf(t, country)].filter(Boolean).join(', ')
}

function countryOf(t: Text, code: string): string {
  if (code === 'T1') return t('security.tor')
  if (code === 'XX') return ''
  try {
    return new Intl.DisplayNames([t.language], { type: 'region' }).of(code) ?? code
  } catch {
    return code
  }
}
