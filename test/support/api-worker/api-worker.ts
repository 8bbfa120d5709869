/** An API in a Worker of its own, as its developer would write it. */
import { Hono } from 'hono'
import { type AccessTokenClaims, protectResource } from '../../../src/resource-server/protect-resource.ts'

type Env = {
  Bindings: { ISSUER: string }
  Variables: { claims: AccessTokenClaims }
}

const audience = 'https://api.example.com'
let protect: ReturnType<typeof protectResource> | undefined
const guard = ({ ISSUER }: Env['Bindings']) => {
  protect ??= protectResource({ issuer: ISSUER, audience })
  return protect
}

const app = new Hono<Env>()
app.get('/.well-known/oauth-protected-resource', (c) => guard(c.env).metadata())
app.get('/things', (c, next) => guard(c.env).middleware('read')(c, next))
app.get('/things', (c) => c.json({ sub: c.get('claims').sub }))
app.get('/everything', async (c) => c.json(await guard(c.env)(c.req.raw, { scopes: ['read', 'admin'] })))

export default app
