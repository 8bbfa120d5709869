/** How a setting is called and explained in a form, where nobody has worded it by hand. */
import type { SettingField } from '../../protocol/settings-fields.ts'

/** `lifetimes.access_token` is `Access token`. */
export function labelOf(path: string): string {
  const words = (path.split('.').at(-1) ?? path).replaceAll('_', ' ')
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`
    .replace(/\b(id|dn|url|uri|jwks|tls|ldap)\b/gi, (word) => word.toUpperCase())
    .replace(/\bapi\b/gi, 'API')
}

/** What it means, its bounds, its default. */
export function hintOf(field: SettingField): string {
  const { description, minimum, maximum, default: usual, kind } = field
  const bounds = minimum !== undefined && maximum !== undefined ? ` From ${minimum} to ${maximum}.` : ''
  const length =
    unitOf(field) === 'seconds' && typeof usual === 'number' ? `, which is ${inWords(usual)}` : ''
  const plain = ['string', 'number'].includes(typeof usual) && usual !== ''
  const standard = plain && kind !== 'choice' ? ` Empty: ${String(usual)}${length}.` : ''
  const lines =
    kind === 'list' ? ' One a line.' : kind === 'pairs' ? ' One a line, such as: this => that' : ''
  const what = description.replaceAll('`', '').replace(/, in seconds$/, '')
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}.${bounds}${standard}${lines}`
}

/** What a whole number counts. */
export function unitOf({ path, description, kind }: SettingField): string {
  if (kind !== 'integer') return ''
  if (/\bdays\b/.test(path)) return 'days'
  return path.startsWith('lifetimes.') || /\bseconds\b/.test(description) ? 'seconds' : ''
}

function inWords(seconds: number): string {
  const found = units.find(([length]) => seconds >= length && seconds % length === 0)
  const [length, word] = found ?? [1, 'second']
  const count = seconds / length
  return `${count} ${word}${count === 1 ? '' : 's'}`
}
const units = [
  [86_400, 'day'],
  [3_600, 'hour'],
  [60, 'minute'],
] as const
