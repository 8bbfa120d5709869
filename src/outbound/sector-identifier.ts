/** OpenID Connect Registration §5: the file of a sector must list every redirect URI of a client that claims it. */
import { FetchRefused, fetchForStranger } from './fetch.ts'

const accept = ['application/json']
const maxBytes = 64 * 1024
const timeoutMs = 3_000

/** @throws {FetchRefused} saying why the file does not speak for these redirect URIs */
export async function fetchSector(
  sectorIdentifierUri: string,
  redirectUris: readonly string[],
  ownHost: string,
): Promise<void> {
  const { text } = await fetchForStranger(sectorIdentifierUri, { accept, maxBytes, timeoutMs, ownHost })
  const listed = parse(text)
  if (!Array.isArray(listed)) throw new FetchRefused('did not answer with a JSON array of redirect URIs')
  const absent = redirectUris.filter((uri) => !listed.includes(uri))
  if (absent.length > 0) throw new FetchRefused(`does not list ${absent.join(', ')}`)
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new FetchRefused('did not answer with JSON', { cause })
  }
}
