/** A day with passport-oauth2 in an Express application: a web server with a sign-in, PKCE and state in its session. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import session from 'express-session'
import passport from 'passport'
import OAuth2Strategy from 'passport-oauth2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { FormBrowser } from '../support/form-browser.ts'
import { type Credentials, type RunningServer, runServer, visit } from '../support/running-server.ts'

type Done = (error: unknown, user?: unknown) => void

/** The application, as its README would have it. */
function application({ issuer }: RunningServer, { id, secret, callback }: Credentials) {
  const strategy = new OAuth2Strategy(
    {
      authorizationURL: `${issuer}/oauth2/authorize`,
      tokenURL: `${issuer}/oauth2/token`,
      clientID: id,
      clientSecret: secret,
      callbackURL: callback,
      scope: ['openid', 'profile', 'offline_access', 'read'],
      pkce: true,
      state: true,
    },
    (accessToken: string, refreshToken: string, profile: object, done: Done) =>
      done(null, { accessToken, refreshToken, ...profile }),
  )
  strategy._oauth2.useAuthorizationHeaderforGET(true)
  strategy.userProfile = (accessToken: string, done: Done) =>
    strategy._oauth2.get(`${issuer}/oauth2/userinfo`, accessToken, (error: unknown, body: string) =>
      error ? done(error) : done(null, JSON.parse(body)),
    )
  const passports = new passport.Passport()
  passports.use(strategy)
  passports.serializeUser((user: unknown, done: Done) => done(null, user))
  passports.deserializeUser((user: unknown, done: Done) => done(null, user))

  const app = express()
  app.use(session({ secret: 'of the application', resave: false, saveUninitialized: false }))
  app.use(passports.session())
  app.get('/sign-in', passports.authenticate('oauth2'))
  app.get(
    '/callback',
    passports.authenticate('oauth2', { successRedirect: '/me', failureRedirect: '/refused' }),
  )
  app.get('/me', (request: { user: { name: string } }, response: Reply) => response.send(request.user.name))
  app.get('/refused', (_: unknown, response: Reply) => response.send('You did not sign in'))
  app.get('/refresh', (request: { user: { refreshToken: string } }, response: Reply) =>
    strategy._oauth2.getOAuthAccessToken(
      request.user.refreshToken,
      { grant_type: 'refresh_token' },
      (error: unknown, accessToken: string) => response.send(error ?? { accessToken }),
    ),
  )
  // Express knows an error handler by its four parameters.
  app.use((error: Failure, _request: unknown, response: Reply, _next: unknown) =>
    response.status(500).send({ message: error.message, code: error.code }),
  )
  return app
}
interface Reply {
  status(code: number): Reply
  send(body: unknown): void
}
interface Failure {
  message: string
  code?: string
}

describe('passport-oauth2', () => {
  let server: RunningServer
  const running: { close(): void }[] = []

  beforeAll(async () => {
    server = await runServer()
  })
  afterAll(async () => {
    for (const each of running) each.close()
    await server.stop()
  })

  /** Starts the application on a port of its own, and opens it in a person's browser. */
  async function open({ wrongSecret = false } = {}) {
    const listener = createServer().listen(0, '127.0.0.1')
    running.push(listener)
    await new Promise((resolve) => listener.once('listening', resolve))
    const origin = `http://localhost:${(listener.address() as AddressInfo).port}`
    const registered = await server.register({ redirect_uris: [`${origin}/callback`] })
    const credentials = wrongSecret ? { ...registered, secret: 'not-the-secret' } : registered
    listener.on('request', application(server, credentials))
    const atApp = new FormBrowser(origin, fetch)
    const away = (await atApp.open('/sign-in')) ?? ''
    return { atApp, away }
  }

  it('signs in, knows the name, refreshes', async () => {
    const { atApp, away } = await open()
    await atApp.open((await visit(server.browser(), away)).href)
    expect(atApp.html).toBe('Grace Hopper')
    await atApp.open('/refresh')
    expect(JSON.parse(atApp.html)).toMatchObject({ accessToken: expect.any(String) })
  })

  it('hears that the person said no', async () => {
    const { atApp, away } = await open()
    await atApp.open((await visit(server.browser(), `${away}&prompt=consent`, { answer: 'deny' })).href)
    expect(atApp.html).toBe('You did not sign in')
  })

  it('hears of a wrong secret', async () => {
    const { atApp, away } = await open({ wrongSecret: true })
    await atApp.open((await visit(server.browser(), away)).href)
    expect(JSON.parse(atApp.html)).toEqual({
      code: 'invalid_client',
      message: 'Unknown client, or wrong secret',
    })
  })
})
