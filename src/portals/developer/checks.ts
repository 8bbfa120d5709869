/** The ways to check the tokens of an API, each as code to copy. */
import type { ProtectedResource } from '../../protocol/protected-resource.ts'
import type { CheckFor } from './check.ts'
import { checkInGo } from './check-go.ts'
import { checkInExpress, checkInHono } from './check-javascript.ts'
import { checkInNginx } from './check-nginx.ts'
import { checkInPython } from './check-python.ts'
import { checkInSpring } from './check-spring.ts'
import type { Snippet } from './snippet.ts'

export function checksFor(issuer: string, resource: ProtectedResource): Snippet[] {
  const api: CheckFor = {
    issuer,
    tokenIssuer: resource.token_issuer ?? issuer,
    audience: resource.identifier,
    format: resource.token_format,
    profile: resource.token_profile,
    alg: resource.access_token_signing_alg,
    typ: resource.token_profile === 'light-oauth2' ? 'JWT' : 'at+jwt',
    scopes: Object.keys(resource.scopes),
  }
  // Spring knows no Ed25519.
  const java = api.format === 'jwt' && api.alg === 'EdDSA' ? [] : [checkInSpring]
  return [checkInHono, checkInExpress, ...java, checkInGo, checkInPython, checkInNginx].map((make) =>
    make(api),
  )
}
