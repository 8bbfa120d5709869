/**
 * A refused request, for the owners of the client: what was sent beside what is registered. Only what may be read by
 * everybody who owns the client goes in; of everything else the name.
 */
import type { Origin } from './audit.ts'
import type { Client } from './client-metadata.ts'
import type { Parameters } from './parameters.ts'

export interface Refusal {
  /** Sorts by time. */
  readonly id: string
  /** Milliseconds. */
  readonly at: number
  readonly origin: Origin
  /** Method, and the pattern of the path. */
  readonly endpoint: string
  /** The error code. */
  readonly error: string
  readonly description: string
  readonly sent: readonly Sent[]
}

export interface Sent {
  readonly name: string
  /** Absent where it is not for reading: a secret, a token, a code, or what this server does not know. */
  readonly value?: string
  /** What the client's registration has in its place; of much, the beginning. */
  readonly registered?: readonly string[]
}

const longestValue = 300
const mostSent = 30
const longestName = 60
/** Characters. */
const mostRegistered = 2_000

type Registered = (client: Client) => readonly string[]

/** What may be read, and what it is held against. */
const readable: Readonly<Record<string, Registered | undefined>> = {
  client_id: undefined,
  response_type: (client) => client.response_types,
  response_mode: undefined,
  redirect_uri: (client) => client.redirect_uris,
  scope: (client) => client.scope,
  resource: (client) => client.resources,
  audience: (client) => client.resources,
  grant_type: (client) => client.grant_types,
  code_challenge_method: undefined,
  prompt: undefined,
  max_age: undefined,
  display: undefined,
  requested_token_type: undefined,
  subject_token_type: undefined,
  actor_token_type: undefined,
  token_type_hint: undefined,
}

/** How the client says who it is, of which the secret itself is never kept. */
const authentication: Registered = (client) => [client.token_endpoint_auth_method]

export function sentOf(client: Client, parameters: Parameters | undefined, authorization: boolean): Sent[] {
  const sent = (parameters?.names ?? []).slice(0, mostSent).map((name): Sent => {
    if (name === 'client_secret' || name === 'client_assertion')
      return { name, registered: authentication(client) }
    if (!Object.hasOwn(readable, name)) return { name: name.slice(0, longestName) }
    const registered = readable[name]?.(client)
    const whole = parameters?.all(name).join(' ') ?? ''
    const value = (name === 'redirect_uri' ? masked(whole, registered ?? []) : whole).slice(0, longestValue)
    return {
      name,
      value,
      ...(registered && {
        registered: beginning(registered, parameters?.all(name).flatMap((each) => each.split(' ')) ?? []),
      }),
    }
  })
  return authorization ? [{ name: 'Authorization', registered: authentication(client) }, ...sent] : sent
}

/** The owners of the client decide how much it has, and nobody how much is kept of a refusal. */
function beginning(registered: readonly string[], sent: readonly string[]): string[] {
  const those = new Set(sent)
  const first = [...registered].sort((one, other) => Number(those.has(other)) - Number(those.has(one)))
  let left = mostRegistered
  return first
    .map((each) => each.slice(0, longestValue))
    .filter((each) => {
      left -= each.length + 1
      return left >= 0
    })
}

/** A URI without what may be a secret in it: who it is for can still tell which one it is. */
function masked(uri: string, registered: readonly string[]): string {
  if (registered.includes(uri)) return uri
  return uri
    .replace(/\/\/[^/?#@]*@/, '//…@')
    .replace(/#.*$/s, '#…')
    .replace(/([?&][^=&#]*=)[^&#]*/g, '$1…')
}
