/** OpenID Connect Core §8.1: among which clients a person is the same. */

interface InSector {
  readonly client_id: string
  readonly redirect_uris: readonly string[]
  readonly sector_identifier_uri?: string | undefined
}

/** The hosts that the redirect URIs name; loopback and private-use schemes name none. */
export const redirectHosts = (redirectUris: readonly string[]): string[] => [
  ...new Set(
    redirectUris.flatMap((uri) => (/^https:/i.test(uri) && URL.canParse(uri) ? [new URL(uri).hostname] : [])),
  ),
]

/**
 * The sector of a client: the host of its `sector_identifier_uri`, else the one host of its redirect URIs. One without
 * any has a sector of its own.
 */
export function sectorOf({ client_id, redirect_uris, sector_identifier_uri }: InSector): string {
  if (sector_identifier_uri !== undefined) return new URL(sector_identifier_uri).hostname
  return redirectHosts(redirect_uris)[0] ?? `client ${client_id}` // no host has a space
}
