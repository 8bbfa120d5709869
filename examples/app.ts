import { type Context, Hono } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import { csrf } from 'hono/csrf'
import { HTTPException } from 'hono/http-exception'
import { secureHeaders } from 'hono/secure-headers'
import * as oidc from 'openid-client'
import { type Call, recordingFetch } from './calls.ts'
import * as pages from './pages.ts'
import type { Html } from './parts.ts'

/**
 * A web application with a sign-in: OpenID Connect's code flow, with PKCE, state and nonce, by openid-client. The tokens
 * stay on the server; the browser gets a random session id in a cookie and nothing else.
 */
export type AppOptions = {
  issuer: string
  client_id: string
  client_secret: string
  /** Where this application is: `http://localhost:8080`. */
  origin: string
  /** The API that it calls with its tokens. */
  api: string
  /** For a demo with public credentials only: whom to sign in as, and the secret in a command to copy. */
  demo?: { signInAs: string; showSecret: boolean; shapes?: () => Promise<Html> }
}

type Session = {
  /** Sign-ins that were begun and not answered yet, by `state`: two tabs do not get in each other's way. */
  begun: Map<string, { pkceCodeVerifier: string; expectedNonce: string; expectedState: string }>
  signedIn?: pages.SignedIn
  /** How the tokens of the sign-in before were taken back. */
  revocation?: Call[]
}

const cookie = 'demo_session'
const scope = 'openid profile email offline_access account.r account.w'

export function demoApp({ issuer, client_id, client_secret, origin, api, demo }: AppOptions): Hono {
  const redirect_uri = `${origin}/authorization`
  const sessions = new Map<string, Session>() // a real application keeps them in its database, and lets them end
  let metadata: Promise<oidc.ServerMetadata> | undefined

  const app = new Hono()
  app.use(secureHeaders(), csrf())

  app.get('/', async (c) => {
    const shown = demo && { ...demo, shapes: await demo.shapes?.() }
    return c.html(pages.home({ issuer, api, demo: shown, signedIn: sessionOf(c)?.signedIn }))
  })

  // Also where the authorization server may send people who want to begin here: OpenID Connect Core §4.
  app.get('/sign-in', async (c) => {
    const { iss, login_hint } = c.req.query()
    if (iss && iss !== issuer) return c.html(pages.nothingHere(), 400)
    const { config } = await connect()
    const expectedState = oidc.randomState()
    const expectedNonce = oidc.randomNonce()
    const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
    const session = sessionOf(c) ?? newSession(c)
    session.begun.set(expectedState, { pkceCodeVerifier, expectedNonce, expectedState })
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri,
      scope,
      state: expectedState,
      nonce: expectedNonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
      ...(login_hint && { login_hint }),
    })
    return c.redirect(url.href)
  })

  // The redirect URI: the authorization server sends the browser back to here, with a code or with an error.
  app.get('/authorization', async (c) => {
    const { code, state, error, error_description } = c.req.query()
    const session = sessionOf(c)
    if (error) return c.html(pages.refused({ error, description: error_description }), 400)
    if (!code) return c.html(pages.nothingHere(), 400)
    if (session?.signedIn?.code === code) return c.html(pages.session(session.signedIn, api)) // the page was reloaded
    if (!state) return c.html(await codeWithoutState(code, queryOf(c)))

    // A state that this browser did not get from us: an old page, or somebody else's code pushed on it. Never redeem it.
    const begun = session?.begun.get(state)
    if (!begun) return c.html(pages.unknownState(), 400)
    session?.begun.delete(state)
    const { signedIn, calls } = await redeem(c, code, queryOf(c), begun)
    return signedIn ? c.html(pages.session(signedIn, api)) : c.html(pages.codeRefused({ code, calls }), 400)
  })

  // Only for a code that came without a state, when a person asks for it. A real application has no such route.
  app.post('/redeem', async (c) => {
    const { query } = await c.req.parseBody()
    const answer = String(query)
    const code = new URLSearchParams(answer).get('code') ?? ''
    const { signedIn, calls } = await redeem(c, code, answer, {})
    return signedIn ? c.redirect('/session', 303) : c.html(pages.codeRefused({ code, calls }), 400)
  })

  app.get('/session', (c) => {
    const signedIn = sessionOf(c)?.signedIn
    return signedIn ? c.html(pages.session(signedIn, api)) : c.redirect('/')
  })

  app.post('/refresh', (c) =>
    act(c, 'Refresh', async (signedIn, calls) => {
      const { config } = await connect(calls)
      if (!signedIn.tokens.refresh_token) return
      const tokens = await oidc.refreshTokenGrant(config, signedIn.tokens.refresh_token)
      // A server that rotates sends a new refresh token. One that does not sends none, and the old one stays good.
      signedIn.tokens = { ...signedIn.tokens, ...tokens }
    }),
  )

  app.post('/call-api', (c) =>
    act(c, 'Call the API', async ({ tokens }, calls) => {
      const headers = { authorization: `Bearer ${tokens.access_token}` }
      await recordingFetch(calls)(`${api}/customer/111`, { method: 'GET', headers })
    }),
  )

  app.post('/call-api-without-token', (c) =>
    act(c, 'Call the API without a token', async (_signedIn, calls) => {
      await recordingFetch(calls)(`${api}/customer/111`, { method: 'GET', headers: {} })
    }),
  )

  // Ends the session of this application and its grant (RFC 7009), then sends the browser to the authorization server, which
  // ends its own session and sends the browser back: OpenID Connect RP-Initiated Logout.
  app.post('/sign-out', async (c) => {
    const { id_token, refresh_token } = sessionOf(c)?.signedIn?.tokens ?? {}
    sessions.delete(getCookie(c, cookie) ?? '')
    deleteCookie(c, cookie)
    if (!id_token) return c.redirect('/signed-out', 303)
    const calls: Call[] = []
    const { config } = await connect(calls)
    if (refresh_token) {
      await oidc.tokenRevocation(config, refresh_token, { token_type_hint: 'refresh_token' })
      newSession(c).revocation = calls // for the page that comes last
    }
    const url = oidc.buildEndSessionUrl(config, {
      id_token_hint: id_token,
      post_logout_redirect_uri: `${origin}/signed-out`,
    })
    return c.redirect(url.href, 303)
  })

  app.get('/signed-out', (c) => c.html(pages.signedOut({ issuer, calls: sessionOf(c)?.revocation ?? [] })))

  app.onError((error, c) => {
    if (error instanceof HTTPException) return error.getResponse() // a post from another site
    console.error(`Demo app: ${error.message}`)
    const unreachable = error instanceof TypeError // what fetch throws
    return c.html(pages.problem({ issuer, error, unreachable }), unreachable ? 502 : 400)
  })

  return app

  /** Trades the code for tokens. openid-client checks `state`, `iss`, the ID token and its nonce on the way. */
  async function redeem(c: Context, code: string, query: string, checks: oidc.AuthorizationCodeGrantChecks) {
    const calls: Call[] = []
    const { config } = await connect(calls)
    try {
      const tokens = await oidc.authorizationCodeGrant(config, new URL(`${redirect_uri}?${query}`), checks)
      const claims = tokens.claims() // of the ID token; there is none without the scope openid
      const profile = claims && (await oidc.fetchUserInfo(config, tokens.access_token, claims.sub))
      const signedIn: pages.SignedIn = { code, calls, tokens, profile }
      newSession(c).signedIn = signedIn // a new id: whoever knew the old one is not signed in with it
      return { signedIn, calls }
    } catch (error) {
      if (!(error instanceof oidc.ResponseBodyError)) throw error
      return { calls }
    }
  }

  async function codeWithoutState(code: string, query: string) {
    const { config } = await connect()
    const secret = demo?.showSecret ? client_secret : '$CLIENT_SECRET'
    const token_endpoint = config.serverMetadata().token_endpoint ?? ''
    return pages.codeWithoutState({ code, query, token_endpoint, credentials: `${client_id}:${secret}` })
  }

  /** Does something with the tokens of this session, and shows what went over the wire, good or bad. */
  async function act(
    c: Context,
    title: string,
    work: (signedIn: pages.SignedIn, calls: Call[]) => Promise<void>,
  ) {
    const signedIn = sessionOf(c)?.signedIn
    if (!signedIn) return c.redirect('/')
    const calls: Call[] = []
    try {
      await work(signedIn, calls)
    } catch (error) {
      if (!(error instanceof oidc.ResponseBodyError)) throw error
    }
    signedIn.latest = { title, calls }
    return c.redirect('/session', 303)
  }

  /** Finds out from the server's metadata where its endpoints are, once. */
  async function connect(calls: Call[] = []) {
    // Plain http is for this machine alone: with an https issuer these two go.
    const execute = issuer.startsWith('http://localhost:') ? [oidc.allowInsecureRequests] : []
    const authentication = oidc.ClientSecretBasic(client_secret)
    metadata ??= oidc
      .discovery(new URL(issuer), client_id, undefined, authentication, { execute })
      .then((found) => found.serverMetadata())
    const server = await metadata.catch((error: unknown) => {
      metadata = undefined // ask again next time
      throw error
    })
    const config = new oidc.Configuration(server, client_id, undefined, authentication)
    for (const allow of execute) allow(config)
    config[oidc.customFetch] = recordingFetch(calls)
    return { config }
  }

  function sessionOf(c: Context): Session | undefined {
    return sessions.get(getCookie(c, cookie) ?? '')
  }

  function newSession(c: Context): Session {
    const session: Session = { begun: sessionOf(c)?.begun ?? new Map() } // other tabs go on
    sessions.delete(getCookie(c, cookie) ?? '')
    const id = oidc.randomState()
    sessions.set(id, session)
    // Lax: the browser sends it along when the authorization server sends the person back here.
    setCookie(c, cookie, id, {
      httpOnly: true,
      sameSite: 'Lax',
      path: '/',
      secure: origin.startsWith('https:'),
    })
    return session
  }
}

function queryOf(c: Context): string {
  return new URL(c.req.url).searchParams.toString()
}
