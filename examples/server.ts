import { parseArgs } from 'node:util'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { customerApi } from './api.ts'
import { type AppOptions, demoApp } from './app.ts'

/**
 * Runs the demo: the client application and the API, on one port of this machine. By itself:
 *   CLIENT_SECRET=... node examples/server.ts --issuer https://login.example.com --client-id ... --port 8080
 */
export type DemoOptions = Omit<AppOptions, 'origin' | 'api'> & { port: number }

export async function serveDemo({ port, ...options }: DemoOptions) {
  const origin = `http://localhost:${port}`
  const api = customerApi({ issuer: options.issuer, audience: origin })
  const app = demoApp({ ...options, origin, api: origin })
  // The API first: the application's protection against cross-site posts is for browsers with cookies, not for tokens.
  const demo = new Hono().route('/', api).route('/', app)

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
