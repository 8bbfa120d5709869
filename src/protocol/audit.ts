/** What the audit trail holds: who did what to whom, when, from where, and how it ended. Never a secret or a token. */

/** Every type of event, with what it means in plain words. */
export const auditTypes = {
  sign_in: 'Somebody signed in',
  sign_in_refused: 'A sign-in was refused',
  sign_out: 'Somebody signed out',
  logout_told: 'An application was told that a session had ended, or could not be told',
  consent: 'Somebody allowed an application something',
  grant: 'An application was given tokens for somebody',
  grant_revoked: 'Tokens for somebody were taken back',
  token_revoked: 'One token was taken back',
  token: 'Tokens were issued without a new grant: to a client for itself, by refresh, by exchange',
  refusal: 'Requests were refused',
  'client.created': 'A client was registered',
  'client.updated': "A client's registration was changed",
  'client.deleted': 'A client was deleted',
  'client.secret_added': 'A client got a secret',
  'client.secret_removed': 'A secret of a client was removed',
  'client.owners_changed': 'A client got other owners',
  'client.owner_invited': 'Somebody was asked to become an owner of a client',
  'client.grants_ended': 'All sessions and grants with a client were ended',
  'client.resource_linked': 'A client may ask for an API',
  'client.resource_unlinked': 'A client may no longer ask for an API',
  'resource.created': 'An API was registered',
  'resource.updated': "An API's registration was changed",
  'resource.deleted': 'An API was deleted',
  'resource.owners_changed': 'An API got other owners',
  'resource.owner_invited': 'Somebody was asked to become an owner of an API',
  'user.created': 'A person was added',
  'user.updated': "A person's record was changed",
  'user.deleted': 'A person was deleted',
  'user.password_set': "A person's password was set",
  'user.credential_added': 'Somebody got a passkey, or switched one-time codes on',
  'user.credential_changed': 'A passkey got another name',
  'user.credential_removed': 'A passkey was removed, or one-time codes were switched off',
  'user.recovery_codes_made': 'Somebody got new recovery codes; those of before work no longer',
  'user.second_factors_reset':
    'All second factors of a person were taken away: passkeys, one-time codes, recovery codes',
  'user.provider_linked': 'An account at another provider was linked with a person',
  'user.provider_unlinked': 'An account at another provider is linked no longer',
  'user.password_link': 'Somebody was sent a link to make their password',
  'user.email_verified': 'Somebody showed that an email address is theirs',
  'user.sessions_ended': 'All sessions of a person were ended',
  'user.grants_ended': 'All grants of a person were ended',
  'session.ended': 'A session of a person was ended',
  'grant.ended': 'A grant of a person was ended',
  'user.directory_disabled': 'A person was disabled because their directory no longer lets them in',
  'user.directory_enabled': 'A person whom their directory lets in again was enabled',
  directory_unreachable: 'A directory could not be asked',
  'initial_access_token.created': 'An initial access token was made',
  'initial_access_token.deleted': 'An initial access token was deleted',
  'invitation.created': 'Somebody was invited to make an account',
  'invitation.deleted': 'An invitation to make an account was taken back',
  'settings.updated': 'The settings were changed',
  'key.added': 'A signing key was made',
  'key.rotated': 'The next signing key became the current one',
  'key.retired': 'A signing key was retired',
  'key.removed': 'A retired signing key was removed',
  setup: 'The server was set up: the first operator was made',
  'setup.refused': 'Somebody came to set-up with a wrong token',
  'setup.reopened': 'Set-up was opened again with a new token',
  import: 'Records were imported',
  export: 'Records were exported',
} as const

export type AuditType = keyof typeof auditTypes

export interface Actor {
  /** A person by `sub`, a client by `client_id`, this server itself (its cron), or nobody we know. */
  readonly kind: 'person' | 'client' | 'server' | 'stranger'
  readonly id: string
  readonly name?: string
}

/** The server itself, such as its cron. */
export const theServer: Actor = { kind: 'server', id: 'edgegrant' }

/** Where a request came from. */
export interface Origin {
  readonly requestId: string
  readonly address?: string
  /** Cut to 200 characters; written by a stranger. */
  readonly userAgent?: string
}

export type AuditTargetKind =
  | 'client'
  | 'resource'
  | 'user'
  | 'settings'
  | 'key'
  | 'session'
  | 'grant'
  | 'initial_access_token'
  | 'invitation'

export interface AuditEvent {
  /** Unique, and sorts by time. */
  readonly id: string
  /** Milliseconds. */
  readonly at: number
  readonly type: AuditType
  readonly actor: Actor
  /** The `sub` of the person it is about. */
  readonly subject?: string
  readonly clientId?: string
  readonly target?: { readonly kind: AuditTargetKind; readonly id: string; readonly name?: string }
  /** `ok`, or the error code. */
  readonly outcome: string
  readonly origin: Origin
  /** What it was in detail; for a change `before` and `after`. `count` where it stands for several alike. */
  readonly detail?: Readonly<Record<string, unknown>>
}

/** Why a subject's shard is called, for the event that it writes: what it cannot know by itself. */
export interface Cause {
  /** Of the event: a call that is tried again tells of the same one. */
  readonly id: string
  /** Milliseconds. */
  readonly at: number
  readonly origin: Origin
  /** Where it is neither the person themself nor the client. */
  readonly actor?: Actor
  readonly clientName?: string
  readonly grantType?: string
  /** Of a sign-in: by which methods, in their order. `amr` has the same value for several. */
  readonly methods?: readonly string[]
}

const longestUserAgent = 200
const timeDigits = 9

/** The first digits of every event's id at or after that time: ids compare like times. */
export const auditIdAt = (at: number): string => Math.max(at, 0).toString(36).padStart(timeDigits, '0')

/** @param random at least 64 random bits, in letters that sort above nothing: base64url */
export const auditId = (at: number, random: string): string => `${auditIdAt(at)}-${random}`

export const shortUserAgent = (userAgent: string): string => userAgent.slice(0, longestUserAgent)

/** How many alike an event stands for: what happens too often to be a row each is counted. */
export function countOf({ detail }: Pick<AuditEvent, 'detail'>): number {
  const count = detail?.count
  return typeof count === 'number' ? count : 1
}

/** What differs between two records, as `before` and `after` for the trail; `secret` fields only say that they changed. */
export function differences(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  secret: readonly string[] = [],
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const changed = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  )
  const pick = (record: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(
      changed.flatMap((name) =>
        record[name] === undefined ? [] : [[name, secret.includes(name) ? '(secret)' : record[name]]],
      ),
    )
  return { before: pick(before), after: pick(after) }
}
