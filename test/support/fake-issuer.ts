/** An authorization server as an API sees it: metadata, keys, introspection. It counts its requests and can be down. */
import { base64url, exportJWK, generateKeyPair, type JWK } from 'jose'
import { type ProtectResourceOptions, protectResource } from '../../src/resource-server/protect-resource.ts'

export const issuer = 'https://id.example.com'
export const audience = 'https://api.example.com'
/** 2026-11-23T12:00:00Z in seconds. */
export const noon = 1_795_435_200

export interface Signer {
  readonly jwk: JWK
  sign(input: Uint8Array<ArrayBuffer>): Promise<Uint8Array>
}

const parameters = {
  ES256: { name: 'ECDSA', hash: 'SHA-256' },
  RS256: { name: 'RSASSA-PKCS1-v1_5' },
  PS256: { name: 'RSA-PSS', saltLength: 32 },
  EdDSA: { name: 'Ed25519' },
} as const

export async function signer(kid: string, alg: keyof typeof parameters = 'ES256'): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true })
  return {
    jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' },
    sign: async (input) =>
      new Uint8Array(await crypto.subtle.sign(parameters[alg], privateKey as CryptoKey, input)),
  }
}

type Fields = Readonly<Record<string, unknown>>

export const goodHeader: Fields = { alg: 'ES256', typ: 'at+jwt', kid: 'key-1' }
export const goodClaims: Fields = {
  iss: issuer,
  sub: 'sub-of-grace',
  aud: audience,
  exp: noon + 300,
  nbf: noon - 300,
  iat: noon - 300,
  jti: 'one-token',
  client_id: 'web',
  scope: 'customer.r account.r',
}

const utf8 = (text: string) => new Uint8Array(new TextEncoder().encode(text))
export const encoded = (value: unknown): string => base64url.encode(JSON.stringify(value))

/** Signs whatever it is given, however wrong its header. */
export async function signed({ sign }: Signer, header: string, payload: string): Promise<string> {
  return `${header}.${payload}.${base64url.encode(await sign(utf8(`${header}.${payload}`)))}`
}

type Answer = (request: Request) => Response | Promise<Response>

export class FakeIssuer {
  /** Milliseconds; tests move it. */
  now = noon * 1000
  down = false
  readonly requests: string[] = []
  /** Every kind of failure, as the API hears of it. */
  readonly failures: unknown[] = []
  readonly routes: Record<string, Answer>
  keys: JWK[]
  readonly signer: Signer

  constructor(signer: Signer) {
    this.signer = signer
    this.keys = [signer.jwk]
    this.routes = {
      '/.well-known/oauth-authorization-server': () =>
        Response.json({
          issuer,
          jwks_uri: `${issuer}/jwks`,
          introspection_endpoint: `${issuer}/introspect`,
        }),
      '/jwks': () => Response.json({ keys: this.keys }),
    }
  }

  static async start(): Promise<FakeIssuer> {
    return new FakeIssuer(await signer('key-1'))
  }

  readonly fetch = async (url: string, init: RequestInit): Promise<Response> => {
    const { pathname } = new URL(url)
    this.requests.push(pathname)
    if (this.down) throw new TypeError('Network connection lost')
    return (
      (await this.routes[pathname]?.(new Request(url, init))) ?? new Response('Not found', { status: 404 })
    )
  }

  /** How often a path was asked for. */
  count(path: string): number {
    return this.requests.filter((each) => each === path).length
  }

  token(claims: Fields = {}, header: Fields = {}, by: Signer = this.signer): Promise<string> {
    return signed(by, encoded({ ...goodHeader, ...header }), encoded({ ...goodClaims, ...claims }))
  }

  protect(options: Partial<ProtectResourceOptions> = {}) {
    return protectResource({
      issuer,
      audience,
      fetch: this.fetch,
      now: () => this.now,
      onUnavailable: (cause) => this.failures.push(cause),
      ...options,
    })
  }
}

export const withToken = (token: string, headers: Record<string, string> = {}): Request =>
  new Request(`${audience}/customer/1`, { headers: { authorization: `Bearer ${token}`, ...headers } })
