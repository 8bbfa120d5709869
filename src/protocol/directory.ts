/** A company directory, with all that its preset knows of it; and what it says of somebody. */
import type { DirectoryClaim, DirectorySettings, Reach } from './settings-directory.ts'

/** How it is asked. */
export type DirectoryReach = Omit<Reach, keyof Presets> & Presets

interface Presets {
  readonly url: string
  readonly base: string
  readonly filter: string
  /** Where an operator wrote one: the preset's is for a search by name. */
  readonly filterGiven: string | undefined
  readonly id_attribute: string
  readonly login_attribute: string
  readonly group_attribute: string
}

const openldap = {
  filter: '(&(objectClass=person)(|(uid={login})(mail={login})))',
  id_attribute: 'entryUUID',
  login_attribute: 'uid',
  group_attribute: 'memberOf',
} as const

const activeDirectory = {
  filter:
    '(&(objectCategory=person)(objectClass=user)(|(sAMAccountName={login})(userPrincipalName={login})(mail={login})))',
  id_attribute: 'objectGUID',
  login_attribute: 'sAMAccountName',
  group_attribute: 'memberOf',
} as const

const presets = { openldap, active_directory: activeDirectory }

/** @throws {Error} where it has no url or base: with a bridge these stand elsewhere */
export function reachOf(reach: Reach): DirectoryReach {
  const { url, base } = reach
  if (url === undefined || base === undefined) throw new Error('a directory without url or base')
  const preset = presets[reach.preset]
  return {
    ...reach,
    url,
    base,
    filter: reach.filter ?? preset.filter,
    filterGiven: reach.filter,
    id_attribute: reach.id_attribute ?? preset.id_attribute,
    login_attribute: reach.login_attribute ?? preset.login_attribute,
    group_attribute: reach.group_attribute ?? preset.group_attribute,
  }
}

const claimAttributes: Readonly<Partial<Record<DirectoryClaim, string>>> = {
  name: 'cn',
  given_name: 'givenName',
  family_name: 'sn',
  email: 'mail',
  phone_number: 'telephoneNumber',
}

/** Which attribute fills which claim. */
export const attributesOf = ({
  preset,
  claims,
}: Pick<DirectorySettings, 'preset' | 'claims'>): Readonly<Partial<Record<DirectoryClaim, string>>> => ({
  ...claimAttributes,
  ...(preset === 'active_directory' && { name: 'displayName' }),
  ...claims,
})

/** Somebody as the directory knows them. */
export interface DirectoryEntry {
  readonly dn: string
  /** By `id_attribute`; what is not text in hexadecimal. */
  readonly id: string
  readonly login: string
  /** Those that were asked for, by their names in lower case; text only. */
  readonly attributes: Readonly<Record<string, readonly string[]>>
  /** Distinguished names. */
  readonly groups: readonly string[]
}

/** Where it failed. */
export type DirectoryStep = 'bridge' | 'connect' | 'tls' | 'bind' | 'search'

export type DirectoryAnswer =
  | { kind: 'found'; entry: DirectoryEntry }
  /** The password was right, and they may not sign in there any more. */
  | { kind: 'disabled'; entry: DirectoryEntry }
  /** Nobody by that name, or another password; `several`: more than one by that name. */
  | { kind: 'wrong'; several?: true }
  /** Nobody has that id any more. */
  | { kind: 'gone' }
  /** It was asked what only an account of ours there could tell. */
  | { kind: 'untold' }
  | { kind: 'unreachable'; at: DirectoryStep; why: string }

/** What a test of the connection found, step by step. */
export interface DirectoryTest {
  readonly ok: boolean
  /** In words, without secrets. */
  readonly steps: readonly { readonly name: DirectoryStep; readonly ok: boolean; readonly text: string }[]
}
