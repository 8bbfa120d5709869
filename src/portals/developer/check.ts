/** Code to copy that checks the tokens of an API. */
import type { ProtectedResource } from '../../protocol/protected-resource.ts'

export interface CheckFor {
  readonly issuer: string
  /** The `iss` of its tokens. */
  readonly tokenIssuer: string
  readonly audience: string
  readonly format: ProtectedResource['token_format']
  readonly profile: ProtectedResource['token_profile']
  readonly alg: string
  /** The `typ` that keeps ID tokens out. */
  readonly typ: 'at+jwt' | 'JWT'
  readonly scopes: readonly string[]
}

export const exampleScope = ({ scopes }: CheckFor): string => scopes[0] ?? 'some.scope'

/** The scopes of a token as an expression of JavaScript. */
export const scopesIn = ({ profile, format }: CheckFor, claims: string): string =>
  profile === 'light-oauth2' && format === 'jwt' ? `${claims}.scope` : `(${claims}.scope ?? '').split(' ')`
