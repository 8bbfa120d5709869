/** Another provider on the web that the Worker under test sees: it says of somebody whatever a test lets it say. */
import type { JWK } from 'jose'
import { encoded, type Signer, signed, signer } from './fake-issuer.ts'
import { publish } from './web.ts'
import type { Page } from './web-service.ts'

type Fields = Readonly<Record<string, unknown>>

export interface Sent {
  readonly state: string
  readonly nonce: string
}

export const clientId = 'edgegrant-there'

export class FakeProvider {
  readonly issuer: string
  readonly signer: Signer

  constructor(issuer: string, signer: Signer) {
    this.issuer = issuer
    this.signer = signer
  }

  static async start(issuer: string, metadata: Fields = {}): Promise<FakeProvider> {
    const provider = new FakeProvider(issuer, await signer('key-1', 'RS256'))
    await provider.says(metadata)
    await provider.publishes(provider.signer.jwk)
    return provider
  }

  /** Its metadata; what is not given is as usual. */
  says(metadata: Fields): Promise<void> {
    const { issuer } = this
    return publish(`${issuer}/.well-known/openid-configuration`, {
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/jwks`,
      ...metadata,
    })
  }

  publishes(...keys: JWK[]): Promise<void> {
    return publish(`${this.issuer}/jwks`, { keys })
  }

  /** What its token endpoint answers from now on. */
  answers(page: Page | Fields): Promise<void> {
    return publish(`${this.issuer}/token`, page)
  }

  /** It vouches for somebody, at the end of the request that `to` is the address of. */
  async vouches(to: URL, claims: Fields, header: Fields = {}, by: Signer = this.signer): Promise<void> {
    const id_token = await this.idToken(to, claims, header, by)
    await this.answers({ access_token: 'an-access-token', token_type: 'Bearer', expires_in: 300, id_token })
  }

  idToken(to: URL, claims: Fields, header: Fields = {}, by: Signer = this.signer): Promise<string> {
    const now = Math.floor(Date.now() / 1000)
    const usual = {
      iss: this.issuer,
      aud: clientId,
      sub: 'sub-there',
      nonce: to.searchParams.get('nonce'),
      iat: now,
      exp: now + 300,
    }
    return signed(by, encoded({ alg: 'RS256', kid: 'key-1', ...header }), encoded({ ...usual, ...claims }))
  }
}
