import { html } from 'hono/html'
import type { TokenEndpointResponse, UserInfoResponse } from 'openid-client'
import type { Call } from './calls.ts'
import { callView, decodedToken, type Html } from './parts.ts'
import { stylesheet } from './stylesheet.ts'

/** The pages of the demo. They say what happened, so that one can read along. */

export type SignedIn = {
  code: string
  /** The token request, and the one for the profile. */
  calls: Call[]
  tokens: TokenEndpointResponse
  profile: UserInfoResponse | undefined
  /** What the last button did. */
  latest?: { title: string; calls: Call[] }
}

type Home = {
  issuer: string
  api: string
  demo: { signInAs: string; shapes: Html | undefined } | undefined
  signedIn: SignedIn | undefined
}

export function home({ issuer, api, demo, signedIn }: Home) {
  const action = signedIn
    ? html`<a class="button" href="/session">Go on as ${nameOf(signedIn)}</a> <a href="/sign-in">Sign in again</a>`
    : html`<a class="button" href="/sign-in">Sign in</a>${demo && html` <span class="hint">as <code>${demo.signInAs}</code></span>`}`
  return page(
    'Start',
    html`<section class="hero">
        <h1>An application that knows who you are, and never saw your password</h1>
        <p class="lead">It sends you to the authorization server. You sign in there and agree. It gets tokens, and calls an API with them.</p>
        <p class="actions">${action}</p>
      </section>
      <ol class="parties">
        <li><b>This application</b><span>asks for a code, trades it for tokens, keeps them on its server</span><code>${api}</code></li>
        <li><b>Edgegrant</b><span>knows you, asks for your consent, signs the tokens</span><a href="${issuer}"><code>${issuer}</code></a></li>
        <li><b>The API</b><span>checks the token by itself and answers</span><code>/customer/111</code></li>
      </ol>
      ${demo?.shapes}`,
  )
}

/** After the code was redeemed: what came back, and what one can do with it. */
export function session(signedIn: SignedIn, api: string) {
  const { code, calls, tokens, profile, latest } = signedIn
  const [exchange, ...more] = calls
  const title = profile ? `Signed in as ${nameOf(signedIn)}` : 'Code redeemed'
  return page(
    title,
    html`<h1>${title}</h1>
      <p class="lead">${introduction(signedIn)}</p>
      <div class="actions" role="group" aria-label="Try it">
        ${button('/call-api', 'Call the API', 'button')}
        ${button('/call-api-without-token', 'Call it without a token')}
        ${tokens.refresh_token && button('/refresh', 'Refresh')}
        ${button('/sign-out', 'Sign out')}
      </div>
      ${latest && html`<section class="latest" id="latest"><h2>${latest.title}</h2>${latest.calls.map(callView)}</section>`}
      <ol class="steps">
        <li><h2>The code</h2>
          <p>The browser brought it here in the address. It is good once, for a minute, and for this application only.</p>
          <pre class="long" tabindex="0" aria-label="The code">${code}</pre></li>
        <li><h2>Code for tokens</h2>
          <p>From this application's server straight to the authorization server: the browser sees none of it.</p>
          ${exchange && callView(exchange)}</li>
        <li><h2>The access token</h2>
          <p>For the API, not for this application to read. Any API can check it with the server's public keys.</p>
          ${decodedToken(tokens.access_token, 'access token')}
          <details><summary>Use it yourself</summary>
            <pre tabindex="0" aria-label="Command">curl -X POST -H "Authorization: Bearer ${tokens.access_token}" \\
  "${api}/customer/111"</pre></details></li>
        ${
          tokens.id_token &&
          html`<li><h2>The ID token</h2>
          <p>For this application: who signed in, when and how. It opens no API.</p>
          ${decodedToken(tokens.id_token, 'ID token')}</li>`
        }
        ${
          more.length > 0 &&
          html`<li><h2>The profile</h2>
          <p>Name and address are not in the ID token: this application asked for them with the access token.</p>
          ${more.map(callView)}</li>`
        }
      </ol>`,
  )
}

type WithoutState = { code: string; query: string; token_endpoint: string; credentials: string }

/** Somebody opened the authorize address by hand. Shown, not redeemed: this browser did not ask this application. */
export function codeWithoutState({ code, query, token_endpoint, credentials }: WithoutState) {
  // RFC 6749 appendix A.11; anything else has no business in a command that is made for pasting.
  const isCode = /^[\x20-\x7e]+$/.test(code)
  const quoted = `'${code.replaceAll("'", "'\\''")}'`
  return page(
    'A code has arrived',
    html`<h1>A code has arrived</h1>
      <p class="lead">It came without a <code>state</code>: the authorize address was opened by hand, not by the button
        <i>Sign in</i>. So this application did not use it, and leaves that to you.</p>
      <pre class="long" tabindex="0" aria-label="The code">${code}</pre>
      <div class="actions">
        <form method="post" action="/redeem"><input type="hidden" name="query" value="${query}"><button class="button">Redeem it</button></form>
        <a href="/sign-in">Sign in with the button instead</a>
      </div>
      ${
        isCode &&
        html`<h2>Or redeem it yourself</h2>
      <p>A code is good once and for a minute. The answer has the access token.</p>
      <pre tabindex="0" aria-label="Command">curl -u ${credentials} \\
  -d grant_type=authorization_code \\
  --data-urlencode code=${quoted} \\
  ${token_endpoint}</pre>`
      }
      <details><summary>Why would an application refuse it?</summary>
        <p>Somebody could send you a link with <i>their</i> code in it. You would be signed in as them without noticing, and
          what you enter next would be in their account. The <code>state</code> ties the answer to the browser that asked.</p></details>`,
  )
}

export function codeRefused({ code, calls }: { code: string; calls: Call[] }) {
  return page(
    'The code was not accepted',
    html`<h1>The code was not accepted</h1>
      <p class="lead">A code is good once and for a minute. The server's answer says what it was this time.</p>
      <p class="actions"><a class="button" href="/sign-in">Sign in again</a></p>
      <h2>The code</h2><pre class="long" tabindex="0" aria-label="The code">${code}</pre>
      <h2>What was asked and answered</h2>${calls.map(callView)}`,
  )
}

/** RFC 6749 §4.1.2.1: the server sent the browser back with an error in place of a code. */
export function refused({ error, description }: { error: string; description: string | undefined }) {
  const denied = error === 'access_denied'
  return page(
    denied ? 'You said no' : 'No code this time',
    html`<h1>${denied ? 'You said no, and that is fine' : 'No code this time'}</h1>
      <p class="lead">${
        denied
          ? 'The application got nothing. You can go on without signing in, or try again.'
          : 'The authorization server answered with an error in place of a code.'
      }</p>
      <dl class="facts"><div><dt><code>error</code></dt><dd><code>${error}</code></dd></div>
        ${description && html`<div><dt><code>error_description</code></dt><dd>${description}</dd></div>`}</dl>
      <p class="actions"><a class="button" href="/sign-in">Try again</a> <a href="/">Start page</a></p>`,
  )
}

export function unknownState() {
  return notice(
    'This answer belongs to no sign-in of this browser',
    'Perhaps it was used already, the page is an old one, the demo was started anew, or the browser keeps no cookies. The code was not used.',
  )
}

export function nothingHere() {
  return notice(
    'Nothing has arrived',
    'The authorization server sends people here after a sign-in, with a code. There is none.',
  )
}

export function signedOut({ issuer, calls }: { issuer: string; calls: Call[] }) {
  return page(
    'Signed out',
    html`<h1>Signed out</h1>
      <p class="lead">This application has forgotten you and your tokens, and <a href="${issuer}">${issuer}</a> has ended your
        session: press <i>Sign in</i>, and it asks who you are.</p>
      <p class="actions"><a class="button" href="/sign-in">Sign in</a> <a href="/">Start page</a></p>
      ${
        calls.length > 0 &&
        html`<h2>The refresh token was taken back</h2><p>That ended the grant. Its access token is
        dead wherever the server is asked about it; as a JWT it still opens this API, which asks nobody, until it expires.</p>`
      }
      ${calls.map(callView)}`,
  )
}

export function problem({
  issuer,
  error,
  unreachable,
}: {
  issuer: string
  error: Error
  unreachable: boolean
}) {
  return page(
    'That did not work',
    html`<h1>That did not work</h1>
      <p class="lead">${
        unreachable
          ? html`The authorization server at <code>${issuer}</code> cannot be reached. Is it running?`
          : html`The answer of <code>${issuer}</code> was not what it must be, so it was not used.`
      }</p>
      <pre tabindex="0" aria-label="The error">${[error.message, causeOf(error)].filter(Boolean).join('\n')}</pre>
      <p class="actions"><a class="button" href="/">Start page</a></p>`,
  )
}

function notice(title: string, text: string) {
  return page(
    title,
    html`<h1>${title}</h1><p class="lead">${text}</p>
      <p class="actions"><a class="button" href="/sign-in">Sign in</a> <a href="/">Start page</a></p>`,
  )
}

export function page(title: string, content: Html) {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title} · Demo app</title>
  <link rel="icon" href="data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 8 8'%3E%3Crect width='8' height='8' rx='2' fill='%233346d3'/%3E%3C/svg%3E">
  <style>${stylesheet}</style>
</head>
<body>
  <header><a href="/" class="brand"><span aria-hidden="true"></span>Demo app</a><small>an application that uses Edgegrant</small></header>
  <main>${content}</main>
</body>
</html>`
}

function button(action: string, label: string, style = 'button plain') {
  return html`<form method="post" action="${action}"><button class="${style}">${label}</button></form>`
}

function nameOf({ profile }: SignedIn): string {
  return profile?.name ?? profile?.preferred_username ?? profile?.sub ?? 'somebody'
}

function introduction({ profile, tokens }: SignedIn): string {
  const agreed = `What you agreed to: ${tokens.scope ?? 'all that was asked for'}.`
  return profile
    ? agreed
    : `${agreed} Not openid, so there is a token for the API and nothing that says who you are.`
}

function causeOf({ cause }: Error): string | undefined {
  return cause instanceof Error ? cause.message : undefined
}
