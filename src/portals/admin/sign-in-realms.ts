/** Which domains of email addresses lead where: as rows of a form, and without what is removed. */
import type { Settings } from '../../protocol/settings.ts'
import type { Typed } from './setting-form.ts'

export type Realm = Settings['sign_in']['realms'][number]

/** What leads to it goes with it: a domain that leads nowhere lets nobody in. */
export function realmsWithout(
  to: 'directory' | 'provider',
  id: string,
  { sign_in }: Settings,
): { said: string; patch: Record<string, unknown> } {
  const gone = sign_in.realms.filter((realm) => realm[to] === id)
  if (gone.length === 0) return { said: '', patch: {} }
  const domains = gone.flatMap((realm) => realm.domains).map((domain) => `@${domain}`)
  return {
    said: ` Addresses ${domains.join(', ')} lead to it: they will lead nowhere in particular.`,
    patch: { sign_in: { realms: sign_in.realms.filter((realm) => realm[to] !== id) } },
  }
}

export const counted = (n: number, one: string, several: string) => `${n} ${n === 1 ? one : several}`

export interface RealmRow {
  /** Its place among the rows of the form, filled or not. */
  row: number
  domains: string
  /** `directory:corp` or `provider:entra`. */
  to: string
}

export const rowsOf = (realms: readonly Realm[]): RealmRow[] =>
  realms.map(({ domains, directory, provider }, row) => ({
    row,
    domains: domains.join('\n'),
    to: directory === undefined ? `provider:${provider}` : `directory:${directory}`,
  }))

/** The rows that were filled in; one without domains and without an end is none. */
export function rowsIn(typed: Typed): RealmRow[] {
  const rows = Object.keys(typed).flatMap((name) => /^realm:(\d{1,3}):(?:domains|to)$/.exec(name)?.[1] ?? [])
  return [...new Set(rows.map(Number))]
    .sort((one, other) => one - other)
    .map((row) => ({
      row,
      domains: typed[`realm:${row}:domains`]?.trim() ?? '',
      to: typed[`realm:${row}:to`] ?? '',
    }))
    .filter(({ domains, to }) => domains !== '' || to !== '')
}

export function realmOf({ domains, to }: RealmRow): Record<string, unknown> {
  const [kind, id] = to.split(':')
  const names = domains
    .toLowerCase()
    .split(/[\s,]+/)
    .map((name) => name.replace(/^@/, ''))
  return {
    domains: names.filter((name) => name !== ''),
    ...((kind === 'directory' || kind === 'provider') && { [kind]: id }),
  }
}
