/** The filters that a directory is asked with: who is meant by a name, and who at all. */
import { type Filter, FilterParser } from 'ldapts'
import type { DirectoryReach } from '../protocol/directory.ts'
import { escapeFilterValue, type Filling, filled } from '../protocol/ldap-text.ts'
import { Unreachable } from './ldap-wire.ts'

export const present = '(objectClass=*)'

export const personFilter = ({ filter }: DirectoryReach, login: string): Filter => filterOf(filter, { login })

/** Who may sign in: a distinguished name says by itself who is meant. */
export const meantBy = ({ dn_template, filterGiven, filter }: DirectoryReach): string =>
  filterGiven ?? (dn_template?.includes('=') ? present : filter)

/** Anything in the place of a login name. */
export const anyName = { login: '*' } as const
export const anybody = ({ filter }: DirectoryReach): Filter => filterOf(filter, anyName, String)

/** @throws {Unreachable} naming the template, and nobody who was put into it */
export function filterOf(template: string, filling: Filling, escaped = escapeFilterValue): Filter {
  try {
    return FilterParser.parseString(filled(template, filling, escaped))
  } catch {
    throw new Unreachable('search', `cannot be asked: ${template} is not a filter`)
  }
}
