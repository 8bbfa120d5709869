import { parseArgs } from 'node:util'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { csrf } from 'hono/csrf'
import type { JWK } from 'jose'
import { customerApi, ledgerApi, vaultApi } from './api.ts'
import { type AppOptions, demoApp } from './app.ts'
import { demoApis, demoShapes, ledger } from './demo-data.ts'
import { outboxPages, type ShownMail } from './outbox.ts'
import { shapes } from './shapes.ts'
import { television } from './television.ts'

/**
 * Runs the demo: the client application and the API, on one port of this machine. By itself:
 *   CLIENT_SECRET=... node --conditions=edgegrant-source examples/server.ts --issuer https://login.example.com \
 *     --client-id ... --port 8080
 * The condition finds `edgegrant/resource-server` in this repository's sources; where it is installed, nothing is needed.
 */
export type DemoOptions = Omit<AppOptions, 'origin' | 'api' | 'demo'> & {
  port: number
  /** With the demo data: whom to sign in as, and the key for `demo-partner`. */
  demo?: { signInAs: string; showSecret: boolean; partnerKey: JWK }
  /** What a local server has sent. */
  outbox?: () => Promise<ShownMail[]>
}

export async function serveDemo({ port, demo: data, outbox, ...options }: DemoOptions) {
  const { issuer } = options
  const origin = `http://localhost:${port}`
  // The API first: the application's protection against cross-site posts is for browsers with cookies, not for tokens.
  const demo = new Hono().route('/', customerApi({ issuer, audience: origin }))
  const others = data && shapes({ issuer, origin, partnerKey: data.partnerKey })
  if (others) {
    const { client_id: clientId, client_secret: clientSecret } = demoShapes.api
    const introspection = { clientId, clientSecret }
    demo.route('/', vaultApi({ issuer, audience: demoApis(origin).vault, introspection }))
    demo.route('/', ledgerApi({ issuer, ...ledger }))
    demo.use(csrf())
    demo.route('/', others.app)
    demo.route('/', television({ issuer, client_id: demoShapes.television.client_id, api: origin }))
  }
  const shown = data && others && { ...data, shapes: others.list }
  if (outbox) demo.route('/', outboxPages(outbox))
  demo.route('/', demoApp({ ...options, origin, api: origin, ...(shown && { demo: shown }) }))

  // `localhost` is either of these, and clients differ in which one they try.
  const servers = [await listen('127.0.0.1', true), await listen('::1', false)].flatMap(
    (server) => server ?? [],
  )
  return {
    async stop() {
      for (const server of servers) server.close()
      for (const server of servers) if ('closeAllConnections' in server) server.closeAllConnections()
    },
  }

  function listen(hostname: string, required: boolean) {
    return new Promise<ReturnType<typeof serve> | undefined>((resolve, reject) => {
      const server = serve({ fetch: demo.fetch, port, hostname }, () => resolve(server))
      server.once('error', (error) => (required ? reject(error) : resolve(undefined)))
    })
  }
}

if (import.meta.main) {
  const options = {
    issuer: { type: 'string' },
    'client-id': { type: 'string' },
    port: { type: 'string' },
  } as const
  const { values } = parseArgs({ options })
  const issuer = values.issuer ?? process.env.ISSUER ?? 'http://localhost:8888'
  const client_id = values['client-id'] ?? process.env.CLIENT_ID
  const client_secret = process.env.CLIENT_SECRET
  const port = Number(values.port ?? process.env.PORT ?? 8080)
  if (!client_id || !client_secret)
    throw new Error('Say who this application is: --client-id and CLIENT_SECRET')
  await serveDemo({ issuer, client_id, client_secret, port })
  console.log(`http://localhost:${port}`)
}
