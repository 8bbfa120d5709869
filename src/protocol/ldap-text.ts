/** What is written into the texts of LDAP: filters, distinguished names, and templates of these with a login name. */

/** RFC 4515 §3: an assertion value, with nothing in it that a filter is made of. */
export const escapeFilterValue = (value: string): string =>
  value.replace(/[\\*()\0]/g, (each) => `\\${each.charCodeAt(0).toString(16).padStart(2, '0')}`)

/** RFC 4514 §2.4: an attribute value in a distinguished name. */
export const escapeDnValue = (value: string): string =>
  value
    .replace(/[\\"+,;<>=]/g, (each) => `\\${each}`)
    .replaceAll('\0', '\\00')
    .replace(/^[ #]/, (each) => `\\${each}`)
    .replace(/ $/, '\\ ')

/** What a template may hold in braces: what was typed, that without its `@` and the rest, and a distinguished name. */
export interface Filling {
  readonly login?: string
  readonly dn?: string
}

/** A template with each `{login}`, `{name}` and `{dn}` replaced, once, by what `escaped` makes of it. */
export function filled(template: string, { login, dn }: Filling, escaped: (value: string) => string): string {
  const values: Record<string, string | undefined> = { login, name: login && nameOf(login), dn }
  return template.replace(/\{(login|name|dn)\}/g, (whole, key: string) => {
    const value = values[key]
    return value === undefined ? whole : escaped(value)
  })
}

/** `ada` of `ada@corp.example`. */
export const nameOf = (login: string) => login.replace(/(?<=.)@[^@]*$/s, '')

/** Whether it may stand in a name that is no distinguished one, such as `ada@corp.example` or `CORP\ada`. */
export const isPlainLogin = (value: string): boolean => /^[^\s"/\\[\]:;,|=+*?<>@\p{Cc}]{1,200}$/u.test(value)

/**
 * RFC 4514: one spelling of a distinguished name, so that two can be compared: lower case, no space around separators, no
 * escape that need not be. Attribute values are compared without regard to case, as directories compare names.
 */
export function canonicalDn(dn: string): string {
  return rdnsOf(dn)
    .map((rdn) => {
      const [, type = '', value = ''] = /^\s*([^=]*?)\s*=\s*(.*)$/s.exec(rdn) ?? [undefined, '', rdn]
      return `${type.toLowerCase()}=${escapeDnValue(unescaped(trimmed(value)).toLowerCase())}`
    })
    .join(',')
}

/** The value that a distinguished name begins with: `Developers` of `cn=Developers,ou=groups,dc=example`. */
export function firstValue(dn: string): string {
  const [first = ''] = rdnsOf(dn)
  return unescaped(trimmed(first.replace(/^[^=]*=/s, '')))
}

/** Split at commas that are not escaped; RFC 4514 §3. */
const rdnsOf = (dn: string): string[] => dn.match(/(?:\\.|[^\\,])+/gs) ?? []

/** Without space around it, but for one that is escaped. */
const trimmed = (value: string) => value.replace(/^\s+/, '').replace(/(?<!\\)\s+$/, '')

/** RFC 4514 §3: `\,` is a comma; `\C3\A9` two bytes of UTF-8. */
function unescaped(value: string): string {
  return value.replace(/(?:\\[0-9a-fA-F]{2})+|\\(.)/gs, (whole, single: string | undefined) => {
    if (single !== undefined) return single
    const bytes = Uint8Array.from(whole.slice(1).split('\\'), (hex) => Number.parseInt(hex, 16))
    return new TextDecoder().decode(bytes)
  })
}
