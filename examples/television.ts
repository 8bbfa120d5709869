import { Hono } from 'hono'
import { html, raw } from 'hono/html'
import { renderSVG } from 'uqr'
import type { Call } from './calls.ts'
import { page } from './pages.ts'
import { callView, type Html } from './parts.ts'
import { callApi, grants, post, type TokenAnswer } from './token-calls.ts'

/** A television: it has a screen and no keyboard, so its person signs in elsewhere (RFC 8628). It runs no script. */
export type TelevisionOptions = {
  issuer: string
  client_id: string
  /** The API that it calls once it may. */
  api: string
}

/** RFC 8628 §3.2 */
type DeviceAuthorization = {
  device_code: string
  user_code: string
  verification_uri: string
  verification_uri_complete: string
  interval: number
}

type Device = {
  authorization: DeviceAuthorization
  /** Seconds between two polls. */
  interval: number
  polledAt: number
  end?: { error: string } | { calls: Call[] }
}

export function television({ issuer, client_id, api }: TelevisionOptions): Hono {
  const devices = new Map<string, Device>() // a television has one, in its memory
  const app = new Hono()

  // Turned on: ask for a code to show.
  app.get('/tv', async (c) => {
    const authorization = await post<DeviceAuthorization>(
      [],
      `${issuer}/oauth2/device_authorization`,
      { client_id },
      { scope: 'openid profile account.r' },
    )
    const id = crypto.randomUUID()
    devices.set(id, { authorization, interval: authorization.interval, polledAt: 0 })
    return c.redirect(`/tv/${id}`)
  })

  // The browser comes again and again by itself; each time the television asks once.
  app.get('/tv/:id', async (c) => {
    const device = devices.get(c.req.param('id'))
    if (!device) return c.redirect('/tv')
    await poll(device)
    if (device.end === undefined) c.header('Refresh', String(device.interval))
    c.header('Cache-Control', 'no-store')
    return c.html(screen(device))
  })

  return app

  async function poll(device: Device): Promise<void> {
    // A person who presses reload does not make the television impatient.
    if (device.end !== undefined || Date.now() - device.polledAt < device.interval * 1000) return
    device.polledAt = Date.now()
    const calls: Call[] = []
    const { device_code } = device.authorization
    const form = { grant_type: grants.deviceCode, device_code }
    const { access_token, error } = await post<TokenAnswer>(
      calls,
      `${issuer}/oauth2/token`,
      { client_id },
      form,
    )
    if (error === 'slow_down')
      device.interval += 5 // §3.5
    else if (error !== undefined && error !== 'authorization_pending') device.end = { error }
    if (access_token === undefined) return
    await callApi(calls, `${issuer}/oauth2/userinfo`, access_token)
    await callApi(calls, `${api}/customer/111`, access_token)
    device.end = { calls }
  }
}

function screen({ authorization, interval, end }: Device): Html {
  if (end === undefined) return waiting(authorization, interval)
  if ('calls' in end) return connected(end.calls)
  return page(
    'Not connected',
    html`<div class="television"><h1>Not connected</h1><p class="lead">${reasons[end.error] ?? end.error}</p>
      <p class="actions"><a class="button" href="/tv">Show a new code</a> <a href="/">Start page</a></p></div>`,
  )
}

const reasons: Record<string, string> = {
  access_denied: 'You said no. Nothing was shared.',
  expired_token: 'The code has expired before anybody answered.',
}

function waiting(
  { user_code, verification_uri, verification_uri_complete }: DeviceAuthorization,
  seconds: number,
) {
  // The same code is in the picture's address. It still has to be compared: the picture may be somebody else's.
  const picture = raw(renderSVG(verification_uri_complete, { border: 2 }))
  return page(
    'Connect this television',
    html`<div class="television">
      <div><h1>Connect this television</h1>
        <p class="lead">On your phone or computer, open</p>
        <p class="big"><a href="${verification_uri}">${verification_uri.replace(/^https?:\/\//, '')}</a></p>
        <p class="lead">and enter this code:</p>
        <p class="big user-code" role="status">${user_code}</p></div>
      <figure><div role="img" aria-label="QR code of the same address, with the code">${picture}</div>
        <figcaption>Or point your phone's camera at this. Compare the code it shows with the one here.</figcaption></figure>
    </div>
    <p class="hint">This page asks every ${seconds} seconds whether you have answered. <a href="">Ask now</a></p>`,
  )
}

function connected(calls: Call[]) {
  const [token, userinfo, api] = calls
  const { name = 'somebody' } = JSON.parse(userinfo?.responseBody || '{}') as { name?: string }
  return page(
    'Connected',
    html`<div class="television"><h1>Connected as ${name}</h1>
        <p class="lead">The last poll was answered with tokens; this television never saw a password.</p>
        <p class="actions"><a class="button" href="/tv">Connect another one</a> <a href="/">Start page</a></p></div>
      <h2>The poll that was answered</h2>${token && callView(token)}
      <h2>The API</h2>${api && callView(api)}`,
  )
}
