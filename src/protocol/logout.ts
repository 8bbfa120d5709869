/** The vocabulary of signing out: OpenID Connect Back-Channel Logout 1.0, Front-Channel Logout 1.0. */

/** Back-Channel Logout §2.4 */
export const logoutEvent = 'http://schemas.openid.net/event/backchannel-logout'

/** A client that is to hear that a session has ended. `sub` and `sid` are this server's own, whatever the client calls them. */
export interface Logout {
  readonly clientId: string
  readonly sub: string
  readonly sid: string
}

/** How it went. `none`: there is nobody to tell. `passing`: another try may do better. */
export type Told =
  | { readonly kind: 'told' | 'none' }
  | { readonly kind: 'failed'; readonly why: string; readonly passing: boolean }

interface Framed {
  readonly frontchannel_logout_uri?: string | undefined
  readonly redirect_uris: readonly string[]
}

/** Front-Channel Logout §2: scheme, host and port are those of a redirect URI, so that the frame is the client's own. */
export function frontChannelLogoutFault({
  frontchannel_logout_uri: uri,
  redirect_uris,
}: Framed): string | undefined {
  if (uri === undefined || !URL.canParse(uri)) return undefined // the field by itself says what is wrong with it
  const { origin, hash, username, password } = new URL(uri)
  if (hash !== '' || uri.includes('#')) return 'has a fragment'
  if (username !== '' || password !== '') return 'holds a user name'
  const own = redirect_uris.some((each) => URL.canParse(each) && new URL(each).origin === origin)
  return own ? undefined : 'must have the scheme, host and port of one of redirect_uris'
}

const urisOfLogout = ['backchannel_logout_uri', 'frontchannel_logout_uri'] as const

interface Heard extends Framed {
  readonly self_registered: boolean
  readonly backchannel_logout_uri?: string | undefined
}

/** Who registered itself could have this server call whom it likes: only where it has people sent to. */
export function foreignLogoutUris(client: Heard): (typeof urisOfLogout)[number][] {
  if (!client.self_registered) return []
  const hostOf = (uri: string) => (URL.canParse(uri) ? new URL(uri).hostname : undefined)
  const own = client.redirect_uris.map(hostOf)
  return urisOfLogout.filter((field) => client[field] !== undefined && !own.includes(hostOf(client[field])))
}
