/** OpenID Connect Core §8.1: among which clients a person is the same. */

interface InSector {
  readonly client_id: string
  readonly redirect_uris: readonly string[]
  readonly sector_identifier_uri?: string | undefined
}

interface Claiming extends InSector {
  readonly self_registered: boolean
  readonly grant_types: readonly string[]
}

const isHttps = (uri: string) => /^https:/i.test(uri)
const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code'

/** The hosts that the redirect URIs name; loopback and private-use schemes name none. */
export const redirectHosts = (redirectUris: readonly string[]): string[] => [
  ...new Set(
    redirectUris.flatMap((uri) => (isHttps(uri) && URL.canParse(uri) ? [new URL(uri).hostname] : [])),
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

/**
 * Why a client cannot be in the sector that it names (OIDC Core §8.1): it would learn by what subjects others know their
 * people. The sector's host must receive all that the client does.
 */
export function sectorFaults(
  client: Claiming,
): [field: 'sector_identifier_uri' | 'grant_types', why: string][] {
  const { redirect_uris: uris, sector_identifier_uri: file } = client
  const hosts = redirectHosts(uris)
  const ofItsOwn = file === undefined && hosts.length === 0
  if (ofItsOwn) return []
  const alone = hosts.length === 1 && uris.every(isHttps)
  return [
    ...(file === undefined && !alone
      ? [
          [
            'sector_identifier_uri',
            'is needed for pairwise unless all redirect_uris are https on one host',
          ] as const,
        ]
      : []),
    ...(client.self_registered && client.grant_types.includes(deviceCode)
      ? [['grant_types', 'a device proves no host: pairwise with device codes goes without https'] as const]
      : []),
  ].map(([field, why]) => [field, why])
}
