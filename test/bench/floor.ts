/** The floor: a bare Hono Worker that parses the same form and makes the same ES256 signature, and nothing else. */
import { Hono } from 'hono'
import { generateKeyPair, SignJWT } from 'jose'

let key: CryptoKey | undefined
const app = new Hono()

app.post('/oauth2/token', async (c) => {
  const form = new URLSearchParams(await c.req.text())
  if (form.get('grant_type') !== 'client_credentials') return c.json({ error: 'unsupported_grant_type' }, 400)
  key ??= (await generateKeyPair('ES256')).privateKey
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    iss: 'http://localhost',
    sub: 'bench',
    aud: 'http://localhost',
    client_id: 'bench',
    scope: 'read',
  }
  const token = await new SignJWT({ ...claims, iat: now, exp: now + 600, jti: crypto.randomUUID() })
    .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: 'floor' })
    .sign(key)
  c.header('Cache-Control', 'no-store')
  return c.json({ access_token: token, token_type: 'Bearer', expires_in: 600, scope: 'read' })
})

export default app
