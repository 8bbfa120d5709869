/** OpenID Connect Registration §5: the file of a sector must list every redirect URI of a client that claims it. */
import { FetchRefused, fetchForStranger } from './fetch.ts'

const maxBytes = 64 * 1024
const timeoutMs = 3_000

/** Why the file does not speak for these redirect URIs, or undefined where it does. */
export async function sectorFault(
  sectorIdentifierUri: string,
  redirectUris: readonly string[],
  ownHost: string,
): Promise<string | undefined> {
  let listed: unknown
  try {
    const accept = ['application/json']
    listed = JSON.parse(
      (await fetchForStranger(sectorIdentifierUri, { accept, maxBytes, timeoutMs, ownHost })).text,
    )
  } catch (error) {
    if (error instanceof FetchRefused) return error.message
    if (error instanceof SyntaxError) return 'did not answer with JSON'
    throw error
  }
  if (!Array.isArray(listed)) return 'did not answer with a JSON array of redirect URIs'
  const absent = redirectUris.filter((uri) => !listed.includes(uri))
  return absent.length > 0 ? `does not list ${absent.join(', ')}` : undefined
}
