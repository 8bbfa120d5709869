/** Code to copy: it runs as it stands, in an empty folder, against this server and this application. */
import { isLoopback } from '../../protocol/redirect-uri.ts'
import type { KindName } from './kinds.ts'

export interface SnippetFor {
  readonly issuer: string
  readonly kind: KindName
  readonly clientId: string
  /** `none` where it has no secret; the secret itself only on the page that shows it once. */
  readonly secret: 'none' | 'unknown' | { readonly value: string }
  /** Where people come back to; none where nobody signs in by a browser. */
  readonly redirectUri: string | undefined
  /** What the code asks for. */
  readonly scope: readonly string[]
}

/** A file to save, an address to open, or else what to type in a terminal. */
export interface Part {
  readonly file?: string
  readonly isAddress?: boolean
  readonly code: string
}

export interface Snippet {
  readonly id: string
  readonly title: string
  readonly about: string
  readonly parts: readonly Part[]
}

/** A word of a shell, whatever it holds: owners share applications, and one pastes what another has typed. */
export const shell = (value: string): string =>
  /^[\w@%+=:,./-]+$/.test(value) ? value : `'${value.replaceAll("'", `'\\''`)}'`

/** A string of JavaScript; it may also stand in a script of a page. */
export const js = (value: string): string =>
  /^[^'\\<\p{Cc}\u2028\u2029]*$/u.test(value)
    ? `'${value}'`
    : JSON.stringify(value)
        .replaceAll('<', '\\u003c')
        .replaceAll('\u2028', '\\u2028')
        .replaceAll('\u2029', '\\u2029')

/** The command that runs a file, with the secret where the application has one. */
export const run = ({ secret }: SnippetFor, file: string): string =>
  secret === 'none' ? `node ${file}` : `CLIENT_SECRET=${secretWord({ secret })} node ${file}`

export const secretWord = ({ secret }: Pick<SnippetFor, 'secret'>): string =>
  typeof secret === 'object' ? shell(secret.value) : "'your secret'"

/** How openid-client finds the server and says who it is. */
export function discovery({ issuer, clientId, secret }: SnippetFor): string {
  const insecure = issuer.startsWith('http:')
  const arguments_ = [
    `new URL(${js(issuer)})`,
    js(clientId),
    ...(secret === 'none' ? ['undefined', 'oidc.None()'] : ['process.env.CLIENT_SECRET']),
    ...(insecure && secret !== 'none' ? ['undefined'] : []),
  ]
  return insecure
    ? `const config = await oidc.discovery(${arguments_.join(', ')}, {
  execute: [oidc.allowInsecureRequests], // for http://localhost
})`
    : `const config = await oidc.discovery(${arguments_.join(', ')})`
}

/** The port and path on which code on this machine can wait for the answer; undefined where it cannot. */
export function listening(redirectUri: string): { port: string; hostname: string; path: string } | undefined {
  if (!isLoopback(redirectUri)) return undefined
  const { port, hostname, pathname: path } = new URL(redirectUri)
  return { port: port || '80', hostname: hostname.replace(/^\[|\]$/g, ''), path }
}
