/** What a client authentication method is: it finds its credentials in a request, and checks them. */
import type { Client } from '../protocol/client-metadata.ts'
import type { Parameters } from '../protocol/parameters.ts'

export interface ClientRequest {
  readonly authorization: string | undefined
  readonly parameters: Parameters
}

/** Credentials as sent, not yet checked. */
export interface Credentials {
  readonly clientId: string
  readonly secret?: string
}

/** What proved right. */
export interface Proof {
  /** Of the secret that was used, where one was. */
  readonly secretHash?: string
}

export interface ClientAuthMethod {
  /** The registered value of `token_endpoint_auth_method`. */
  readonly value: Client['token_endpoint_auth_method']
  /** The credentials, or undefined where the request does not use this method. */
  find(request: ClientRequest): Credentials | undefined
  /** Whether a client registered for `registered` may authenticate this way. */
  accepts(registered: Client['token_endpoint_auth_method']): boolean
  /** Undefined where they are wrong. */
  verify(client: Client, credentials: Credentials): Promise<Proof | undefined>
}
