/** Checking tokens in JavaScript: Hono and Express, with jose or by introspection. */
import { type CheckFor, exampleScope, scopesIn } from './check.ts'
import { js, type Snippet } from './snippet.ts'

/** What both frameworks share: a function from a request's header and a scope to claims, or to a refusal. */
const byKeys = (api: CheckFor) => `import { createRemoteJWKSet, errors, jwtVerify } from 'jose'

const keys = createRemoteJWKSet(new URL(${js(`${api.issuer}/oauth2/jwks`)}))
const rules = {
  issuer: ${js(api.tokenIssuer)},
  audience: ${js(api.audience)},
  algorithms: [${js(api.alg)}],
  typ: ${js(api.typ)},
}

async function claimsOf(token) {
  try {
    return (await jwtVerify(token, keys, rules)).payload
  } catch (error) {
    if (error instanceof errors.JOSEError && !withoutKeys.includes(error.code)) return undefined
    throw error // the keys could not be had: that says nothing about the token
  }
}

const withoutKeys = ['ERR_JOSE_GENERIC', 'ERR_JWKS_INVALID', 'ERR_JWKS_TIMEOUT']`

const byAnswer = (api: CheckFor) => `// An application that this API asks as.
const { CLIENT_ID, CLIENT_SECRET } = process.env

async function claimsOf(token) {
  const answer = await fetch(${js(`${api.issuer}/oauth2/introspect`)}, {
    method: 'POST',
    headers: { authorization: 'Basic ' + btoa(CLIENT_ID + ':' + CLIENT_SECRET) },
    body: new URLSearchParams({ token }),
    signal: AbortSignal.timeout(5000),
  })
  if (!answer.ok) throw new Error('introspection answered ' + answer.status)
  const claims = await answer.json()
  return claims.active && [claims.aud].flat().includes(${js(api.audience)}) ? claims : undefined
}`

const check = (api: CheckFor) => `${api.format === 'jwt' ? byKeys(api) : byAnswer(api)}

/** The claims of a good token with that scope, or why not. */
async function admit(authorization, scope) {
  const [, token] = /^Bearer ([\\w.~+/-]+=*)$/i.exec(authorization ?? '') ?? []
  if (!token) return refusal(401, undefined, { 'WWW-Authenticate': 'Bearer' })
  let claims
  try {
    claims = await claimsOf(token)
  } catch {
    return refusal(503, 'temporarily_unavailable', { 'Retry-After': '5' })
  }
  if (!claims) return challenge(401, 'invalid_token', '')
  if (${scopesIn(api, 'claims')}.includes(scope)) return { claims }
  return challenge(403, 'insufficient_scope', \`, scope="\${scope}"\`)
}

const challenge = (status, error, more) =>
  refusal(status, error, { 'WWW-Authenticate': \`Bearer error="\${error}"\${more}\` })

const refusal = (status, error, headers) => ({ status, error, headers })`

const run = (api: CheckFor, packages: string) =>
  `npm install ${packages}${api.format === 'jwt' ? ' jose' : ''}\n${
    api.format === 'jwt' ? '' : "CLIENT_ID='its id' CLIENT_SECRET='its secret' "
  }node api.mjs`

export const checkInHono = (api: CheckFor): Snippet => ({
  id: 'hono',
  title: 'Hono',
  about: 'In Node.js 20 or newer; the middleware is the same in a Worker.',
  parts: [
    {
      file: 'api.mjs',
      code: `import { serve } from '@hono/node-server'
import { Hono } from 'hono'
${check(api)}

const needs = (scope) => async (c, next) => {
  const { claims, status, error, headers } = await admit(c.req.header('authorization'), scope)
  if (!claims) return c.json({ error }, status, headers)
  c.set('claims', claims)
  await next()
}

const api = new Hono()
api.get('/', needs(${js(exampleScope(api))}), (c) => c.json({ claims: c.get('claims') }))
serve({ fetch: api.fetch, port: Number(process.env.PORT ?? 4000) })
`,
    },
    { code: run(api, 'hono @hono/node-server') },
  ],
})

export const checkInExpress = (api: CheckFor): Snippet => ({
  id: 'express',
  title: 'Express',
  about: 'Express 5, in Node.js 20 or newer.',
  parts: [
    {
      file: 'api.mjs',
      code: `import express from 'express'
${check(api)}

const needs = (scope) => async (request, response, next) => {
  const { claims, status, error, headers } = await admit(request.headers.authorization, scope)
  if (!claims) return response.status(status).set(headers).json({ error })
  request.claims = claims
  next()
}

const api = express()
api.get('/', needs(${js(exampleScope(api))}), (request, response) => response.json({ claims: request.claims }))
api.listen(Number(process.env.PORT ?? 4000))
`,
    },
    { code: run(api, 'express') },
  ],
})
