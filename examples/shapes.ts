import { type Context, Hono } from 'hono'
import type { JWK } from 'jose'
import * as oidc from 'openid-client'
import type { Call } from './calls.ts'
import { demoApis, demoShapes, demoUser, partnerIssuer } from './demo-data.ts'
import type { Html } from './parts.ts'
import * as pages from './shape-pages.ts'
import {
  accessTokenType,
  type Credentials,
  callApi,
  grants,
  post,
  signAssertion,
  type TokenAnswer,
} from './token-calls.ts'

/** Applications of every other shape, played by this one program: what each sends, and what it gets. */
export type ShapesOptions = {
  issuer: string
  /** Where the demo is: `http://localhost:8080`. */
  origin: string
  /** The key with which the partner service signs. */
  partnerKey: JWK
}

export function shapes({ issuer, origin, partnerKey }: ShapesOptions) {
  const token = `${issuer}/oauth2/token`
  const { customers, vault } = demoApis(origin)
  const app = new Hono()
  const begun = new Map<string, string>() // the desktop program's verifiers, by `state`

  /** Each button of the start page: the calls in their order, and what the page says of them. */
  const tries: Record<string, { title: string; work: (calls: Call[]) => Promise<unknown> }> = {
    machine: {
      title: 'A machine asks for itself',
      async work(calls) {
        const { access_token } = await ask(calls, demoShapes.machine, { grant_type: 'client_credentials' })
        await callApi(calls, `${customers}/customer/111`, access_token)
      },
    },
    script: {
      title: 'A script sends a password',
      async work(calls) {
        await callApi(calls, `${customers}/customer/111`, await byPassword(calls))
      },
    },
    exchange: {
      title: 'A service exchanges the token it was called with',
      async work(calls) {
        const { access_token } = await ask(calls, demoShapes.exchange, {
          grant_type: grants.tokenExchange,
          subject_token: (await byPassword(calls)) ?? '',
          subject_token_type: accessTokenType,
          scope: 'account.r',
        })
        await callApi(calls, `${customers}/customer/111`, access_token)
      },
    },
    partner: {
      title: 'A service signs for whom it asks',
      async work(calls) {
        const { access_token } = await ask(calls, demoShapes.partner, {
          grant_type: grants.jwtBearer,
          assertion: await assertion(),
        })
        await callApi(calls, `${customers}/customer/111`, access_token)
      },
    },
    api: {
      title: 'An API looks a token up; its owner takes it back',
      async work(calls) {
        const form = { grant_type: 'client_credentials', scope: 'vault.r' }
        const { access_token = '' } = await ask(calls, demoShapes.machine, form)
        await callApi(calls, vault, access_token)
        await post(calls, `${issuer}/oauth2/introspect`, demoShapes.api, { token: access_token })
        await post(calls, `${issuer}/oauth2/revoke`, demoShapes.machine, { token: access_token })
        await callApi(calls, vault, access_token)
        await post(calls, `${issuer}/oauth2/introspect`, demoShapes.api, { token: access_token })
      },
    },
    ledger: {
      title: 'A token for an API built for light-oauth2',
      async work(calls) {
        const form = { grant_type: 'client_credentials', scope: 'ledger.r' }
        const { access_token } = await ask(calls, demoShapes.machine, form)
        await callApi(calls, `${origin}/ledger`, access_token)
      },
    },
  }

  app.post('/try/:name', async (c) => {
    const name = c.req.param('name')
    const found = Object.hasOwn(tries, name) ? tries[name] : undefined
    if (!found) return c.redirect('/')
    const calls: Call[] = []
    await found.work(calls)
    return c.html(pages.tried({ title: found.title, calls }))
  })

  // A desktop program: opens the system's browser, and listens on a port of its own for what comes back (RFC 8252).
  app.get('/native', async (c) => {
    const verifier = oidc.randomPKCECodeVerifier()
    const state = oidc.randomState()
    begun.set(state, verifier)
    const query = {
      response_type: 'code',
      client_id: demoShapes.native.client_id,
      redirect_uri: loopback,
      scope: 'openid profile account.r',
      state,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }
    return c.redirect(`${issuer}/oauth2/authorize?${new URLSearchParams(query)}`)
  })
  app.get('/callback', async (c) => {
    const { code, state = '', error } = c.req.query()
    const code_verifier = begun.get(state)
    begun.delete(state)
    if (code === undefined || code_verifier === undefined) return c.html(pages.notAnswered({ error }), 400)
    const calls: Call[] = []
    const form = { grant_type: 'authorization_code', code, redirect_uri: loopback, code_verifier }
    const { access_token } = await post<TokenAnswer>(calls, token, demoShapes.native, form)
    await callApi(calls, `${customers}/customer/111`, access_token)
    return c.html(pages.tried({ title: 'A desktop program signed you in', calls }))
  })
  const loopback = `http://127.0.0.1:${new URL(origin).port}/callback`

  // What runs in the browser is in their script; this program only serves the page.
  app.get('/spa', (c: Context) => c.html(pages.browserApp({ issuer, origin, client: demoShapes.browser })))
  app.get('/fragment', (c: Context) =>
    c.html(pages.fragment({ token_endpoint: token, client: demoShapes.hybrid })),
  )

  return { app, list }

  async function list(): Promise<Html> {
    return pages.shapeList({ issuer, origin, assertion: await assertion() })
  }

  function ask(calls: Call[], client: Credentials, form: Record<string, string>): Promise<TokenAnswer> {
    return post<TokenAnswer>(calls, token, client, form)
  }

  async function byPassword(calls: Call[]): Promise<string | undefined> {
    const { login: username, password } = demoUser
    const form = { grant_type: 'password', username, password }
    return (await ask(calls, demoShapes.script, form)).access_token
  }

  function assertion(): Promise<string> {
    return signAssertion({
      privateKey: partnerKey,
      issuer: partnerIssuer,
      subject: demoUser.login,
      audience: issuer,
    })
  }
}
