/** RFC 7518 §3.1, RFC 8037, RFC 9864: signatures that an access token may have, and the keys that fit them. */

const keyOf = {
  ES256: { kty: 'EC', crv: 'P-256' },
  ES384: { kty: 'EC', crv: 'P-384' },
  ES512: { kty: 'EC', crv: 'P-521' },
  RS256: { kty: 'RSA' },
  RS384: { kty: 'RSA' },
  RS512: { kty: 'RSA' },
  PS256: { kty: 'RSA' },
  PS384: { kty: 'RSA' },
  PS512: { kty: 'RSA' },
  EdDSA: { kty: 'OKP', crv: 'Ed25519' },
  Ed25519: { kty: 'OKP', crv: 'Ed25519' },
} as const satisfies Record<string, { kty: string; crv?: string }>

/** Never `none`, and never an HMAC: an API holds no secret that could sign. */
export type Algorithm = keyof typeof keyOf

export const isAlgorithm = (value: unknown): value is Algorithm =>
  typeof value === 'string' && Object.hasOwn(keyOf, value)

/** What a JWKS says about a key that matters here (RFC 7517 §4). */
export interface KeyDescription {
  readonly kty?: unknown
  readonly crv?: unknown
  readonly use?: unknown
  readonly key_ops?: unknown
  readonly alg?: unknown
}

export function fits(key: KeyDescription, alg: Algorithm): boolean {
  const wanted: { kty: string; crv?: string } = keyOf[alg]
  return (
    key.kty === wanted.kty &&
    (wanted.crv === undefined || key.crv === wanted.crv) &&
    (key.use === undefined || key.use === 'sig') &&
    (key.key_ops === undefined || (Array.isArray(key.key_ops) && key.key_ops.includes('verify'))) &&
    (key.alg === undefined || key.alg === alg)
  )
}
