/** The requests of an application, as links and as commands. */
import { sha256 } from '../../protocol/sha256.ts'
import { randomToken } from '../../runtime.ts'
import { type Snippet, type SnippetFor, secretWord, shell } from './snippet.ts'

export function authorizeAddress(
  { issuer, clientId, scope }: Pick<SnippetFor, 'issuer' | 'clientId' | 'scope'>,
  redirectUri: string,
  more: Readonly<Record<string, string>> = {},
): string {
  const query = new URLSearchParams({
    response_type: 'code',
    client_id: clientId,
    redirect_uri: redirectUri,
    ...(scope.length > 0 && { scope: scope.join(' ') }),
    ...more,
  })
  return `${issuer}/oauth2/authorize?${query}`
}

/** PKCE and state are new on every page, as they must be in every request. */
export async function authorizeUrl(app: SnippetFor, redirectUri: string): Promise<Snippet> {
  const verifier = randomToken()
  const href = authorizeAddress(app, redirectUri, {
    state: randomToken(12),
    code_challenge: await sha256(verifier),
    code_challenge_method: 'S256',
  })
  return {
    id: 'authorize-url',
    title: 'The link to sign in',
    about: 'Open it, sign in, and take the code from the address that you arrive at. It lives a minute.',
    parts: [
      { isAddress: true, code: href },
      { code: redeemByCurl(app, redirectUri, { code: "'the code'", verifier }) },
    ],
  }
}

type Caller = Pick<SnippetFor, 'issuer' | 'clientId' | 'secret'>

/** What proves the client in a form: Basic, or its id alone. */
export const curlClient = (app: Caller): string =>
  app.secret === 'none'
    ? `--data-urlencode ${shell(`client_id=${app.clientId}`)}`
    : `-u ${shell(encodeURIComponent(app.clientId))}:${secretWord(app)}` // RFC 6749 §2.3.1

export const tokenForItselfByCurl = (app: Caller): string =>
  `curl -sS ${app.issuer}/oauth2/token ${curlClient(app)} -d grant_type=client_credentials`

export const redeemByCurl = (
  app: Caller,
  redirectUri: string,
  { code, verifier }: { code: string; verifier: string },
): string => `curl -sS ${app.issuer}/oauth2/token \\
  ${curlClient(app)} \\
  -d grant_type=authorization_code -d code=${code} \\
  -d code_verifier=${verifier} \\
  --data-urlencode ${shell(`redirect_uri=${redirectUri}`)}`
