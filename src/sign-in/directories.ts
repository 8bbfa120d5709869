/** What the company's directories say of a name and a password. Who they are here is decided elsewhere. */
import type { OpenDirectory } from '../outbound/directories.ts'
import type { Client } from '../protocol/client-metadata.ts'
import { attributesOf, type DirectoryAnswer, type DirectoryEntry } from '../protocol/directory.ts'
import { canonicalDn, firstValue, nameOf } from '../protocol/ldap-text.ts'
import { standardClaims } from '../protocol/person.ts'
import type { DirectorySettings } from '../protocol/settings-directory.ts'
import type { StandardClaims } from '../protocol/subject.ts'
import { randomToken } from '../runtime.ts'
import { normalizeLogin, type User } from '../stores/users.ts'
import type { Server } from '../tokens/server.ts'
import { settingSecret } from '../tokens/setting-secret.ts'
import type { Identity, Refusal } from './sign-in-method.ts'

export type FromDirectory =
  | { kind: 'identified'; identity: Identity }
  | {
      kind: 'refused'
      why: Extract<Refusal, 'wrong_credentials' | 'disabled' | 'unreachable'>
    }

/** A no takes as long as this at least: a directory hashes nothing for a name that nobody has. Milliseconds. */
const leastTime = 400

export interface ToProve {
  readonly login: string
  readonly password: string
  /** Milliseconds. */
  readonly now: number
  /**
   * Which of them hears name and password, or all do. The others are asked about nobody: for the same work, as where they
   * are asked about somebody.
   */
  readonly meant?: readonly string[]
}

/** What somebody is in one of the directories that are in the settings: there they have their password. */
export interface InDirectory {
  readonly id: string
  readonly directory: string
}

/** Costs nothing where there are no directories. */
export async function inDirectory(
  server: Server,
  user: Pick<User, 'sub'> | undefined,
): Promise<InDirectory | undefined> {
  if (Object.keys(server.settings.directories).length === 0) return undefined
  // Asked of nobody as well, for the same time.
  const all = await server.stores.credentials.of(user?.sub ?? '', 'directory')
  return all
    .map(({ id }) => ({ id, directory: id.slice(0, id.indexOf(' ')) }))
    .find(({ directory }) => directoryOf(server, directory))
}

/** Names under which a guess at somebody there is counted, however their login is written. */
export const namesInDirectories = (ids: readonly string[], login: string): Map<string, string> =>
  new Map(ids.map((id) => [id, `directory|${id}|${nameOf(normalizeLogin(login))}`]))

/** Asks one after the other, until one knows them. */
export async function proveInDirectories(
  server: Server,
  ids: readonly string[],
  { login, password, now, meant = ids }: ToProve,
): Promise<FromDirectory> {
  const pause = new Promise<void>((resolve) => setTimeout(resolve, leastTime))
  let why: Extract<FromDirectory, { kind: 'refused' }>['why'] = 'wrong_credentials'
  for (const id of ids) {
    const directory = await openDirectory(server, id, now)
    if (!directory) continue
    const typed = meant.includes(id)
      ? { login, password }
      : { login: `nobody-${randomToken(6)}`, password: randomToken(9) }
    const answer = await server.directories.authenticate(id, directory, typed, now)
    if (answer.kind === 'found')
      return { kind: 'identified', identity: identityOf(id, directory.settings, answer.entry) }
    if (answer.kind === 'disabled') why = 'disabled'
    else if (answer.kind !== 'wrong') why = 'unreachable'
    noteTrouble(id, answer)
    if (why === 'disabled') break
  }
  await pause
  return { kind: 'refused', why }
}

/** With its secrets in the clear, where it is there and on. */
export async function openDirectory(
  server: Pick<Server, 'sealer' | 'settings'>,
  id: string,
  now: number,
): Promise<OpenDirectory | undefined> {
  const settings = directoryOf(server, id)
  if (!settings?.enabled) return undefined
  const secret = (name: string) => settingSecret(server, `directories.${id}.${name}`, now)
  return {
    settings,
    bindPassword: await secret('bind_password'),
    bridgeSecret: await secret('bridge_secret'),
  }
}

export const directoryOf = (
  { settings }: Pick<Server, 'settings'>,
  id: string,
): DirectorySettings | undefined =>
  Object.hasOwn(settings.directories, id) ? (settings.directories[id] as DirectorySettings) : undefined

/** Whose proof an answer of theirs is, among the names that a guess was counted under. */
export const provenNames = (
  { source, id }: Identity,
  { user, own }: { user: User | undefined; own: InDirectory | undefined },
  name: string,
  others: ReadonlyMap<string, string>,
): string[] => [
  // A login of the same name there may be somebody else's here: theirs is not forgotten.
  ...(!user || own?.id === `${source.id} ${id}` ? [name] : []),
  ...[others.get(source.id)].filter((each) => each !== undefined),
]

/** Those that are asked about whoever signs in to this application with a name that leads nowhere in particular. */
export const directoriesOfAnybody = (server: Server, client: Client | undefined): string[] =>
  Object.entries(server.settings.directories).flatMap(([id, { enabled, any_login, user_type }]) => {
    const registered = client?.sign_in_methods
    const byClient = registered?.some((each) => each === 'directory' || each === `directory:${id}`) ?? true
    const byType = server.settings.sign_in.methods[user_type].includes('directory')
    return enabled && any_login && byClient && byType ? [id] : []
  })

/** Who that is, in our words. What a directory says that is no claim of ours is left out. */
export function identityOf(id: string, settings: DirectorySettings, entry: DirectoryEntry): Identity {
  const { user_type, create } = settings
  return {
    source: { kind: 'directory', id },
    id: entry.id,
    login: entry.login,
    claims: claimsOf(settings, entry),
    ...{ user_type, create },
    ...(Object.keys(settings.roles).length > 0 && { roles: rolesOf(settings, entry.groups) }),
    record: { dn: entry.dn },
  }
}

function claimsOf(settings: DirectorySettings, { attributes }: DirectoryEntry): StandardClaims {
  const claims = Object.entries(attributesOf(settings)).flatMap(([claim, attribute]) => {
    const [value] = attributes[attribute.toLowerCase()] ?? []
    const parsed = standardClaims.safeParse({ [claim]: value?.trim() })
    return value !== undefined && parsed.success ? [[claim, value.trim()] as const] : []
  })
  const known: StandardClaims = Object.fromEntries(claims)
  return known.email === undefined ? known : { ...known, email_verified: settings.trust_email }
}

/** A group by its whole name, or by the first part of it alone. */
function rolesOf({ roles }: DirectorySettings, groups: readonly string[]): string[] {
  const whole = new Set(groups.map(canonicalDn))
  const first = new Set(groups.map((group) => firstValue(group).toLowerCase()))
  const isIn = (group: string) =>
    group.includes('=') ? whole.has(canonicalDn(group)) : first.has(group.toLowerCase())
  return Object.entries(roles).flatMap(([role, giving]) => (giving.some(isIn) ? [role] : []))
}

/** For whoever runs the server; it names nobody. */
function noteTrouble(directory: string, answer: DirectoryAnswer): void {
  if (answer.kind === 'unreachable')
    console.error(
      JSON.stringify({ event: 'directory_unreachable', directory, at: answer.at, why: answer.why }),
    )
  if (answer.kind === 'wrong' && answer.several)
    console.error(JSON.stringify({ event: 'directory_ambiguous', directory }))
}
