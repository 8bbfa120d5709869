/** An application made with Hono, as small as one with a sign-in can be. */
import { discovery, js, listening, run, type Snippet, type SnippetFor } from './snippet.ts'

export function hono(app: SnippetFor): Snippet | undefined {
  const install = 'npm install hono @hono/node-server'
  const common = { id: 'hono', title: 'A Hono app' }
  if (app.kind === 'machine') {
    return {
      ...common,
      about: 'A service that keeps its token until shortly before it ends. Open http://localhost:3000.',
      parts: [
        { file: 'app.mjs', code: machine(app) },
        { code: `${install} openid-client\n${run(app, 'app.mjs')}` },
      ],
    }
  }
  if (app.redirectUri === undefined || app.kind === 'native' || app.kind === 'device') return undefined
  const place = placeOf(app.redirectUri)
  if (app.kind === 'web') {
    return {
      ...common,
      about: `The tokens stay on the server; the browser gets a random id. Open ${place.home}.`,
      parts: [
        { file: 'app.mjs', code: web(app, app.redirectUri, place) },
        { code: `${install} openid-client\n${run(app, 'app.mjs')}` },
      ],
    }
  }
  return {
    ...common,
    about: `A page that signs people in by itself, and a Hono server that only serves it. Open ${place.home}.`,
    parts: [
      { file: 'index.html', code: page(app, app.redirectUri) },
      { file: 'app.mjs', code: pageServer(place) },
      { code: `${install}\nnode app.mjs` },
    ],
  }
}

interface Place {
  readonly origin: string
  readonly port: string
  /** The path of the redirect URI. */
  readonly callback: string
  readonly start: string
  readonly home: string
  readonly isHere: boolean
}

function placeOf(redirectUri: string): Place {
  const here = listening(redirectUri)
  const { origin, pathname: callback } = new URL(redirectUri)
  const start = callback === '/' ? '/home' : '/'
  return {
    origin,
    port: here?.port ?? '3000',
    callback,
    start,
    home: origin + start,
    isHere: here !== undefined,
  }
}

const serve = ({ port, isHere }: Place) =>
  isHere
    ? `serve({ fetch: app.fetch, port: ${port} })`
    : `serve({ fetch: app.fetch, port: ${ownPort} }) // behind what serves https for you`

const ownPort = 'Number(process.env.PORT ?? 3000)'

function web(app: SnippetFor, redirectUri: string, place: Place): string {
  const signIn = place.callback === '/sign-in' ? '/begin' : '/sign-in'
  return `import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import * as oidc from 'openid-client'

${discovery(app)}
const redirect_uri = ${js(redirectUri)}

const sessions = new Map() // in your database, with an end
const sessionOf = (c) => sessions.get(getCookie(c, 'session') ?? '')

function newSession(c, session) {
  const id = oidc.randomState()
  sessions.delete(getCookie(c, 'session') ?? '')
  sessions.set(id, session)
  setCookie(c, 'session', id, { path: '/', httpOnly: true, sameSite: 'Lax', secure: ${!place.isHere} })
}

const app = new Hono()

app.get(${js(place.start)}, (c) => {
  const name = sessionOf(c)?.name
  return name ? c.text(\`Hello \${name}\`) : c.html('<a href="${signIn}">Sign in</a>')
})

app.get('${signIn}', async (c) => {
  const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
  const expectedState = oidc.randomState()
  newSession(c, { begun: { pkceCodeVerifier, expectedState } })
  const url = oidc.buildAuthorizationUrl(config, {
    redirect_uri,${scopeLine(app)}
    state: expectedState,
    code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
    code_challenge_method: 'S256',
  })
  return c.redirect(url.href)
})

app.get(${js(place.callback)}, async (c) => {
  const begun = sessionOf(c)?.begun
  if (!begun) return c.text('This sign-in did not begin in this browser', 400)
  const answer = new URL(redirect_uri)
  answer.search = new URL(c.req.url).search
  const tokens = await oidc.authorizationCodeGrant(config, answer, begun) // throws where the person said no
  const sub = tokens.claims()?.sub // who signed in: this, for ever, and never the email address
  const person = sub ? await oidc.fetchUserInfo(config, tokens.access_token, sub) : {}
  newSession(c, { name: person.name ?? sub ?? 'somebody', tokens })
  return c.redirect(${js(place.start)})
})

${serve(place)}
`
}

const scopeLine = ({ scope }: SnippetFor) =>
  scope.length === 0 ? '' : `\n    scope: ${js(scope.join(' '))},`

const page = ({ issuer, clientId, scope }: SnippetFor, redirectUri: string): string => `<!doctype html>
<meta charset="utf-8">
<title>My app</title>
<p id="who">One moment</p>
<button id="sign-in">Sign in</button>
<script type="module">
const server = ${js(issuer)}
const client_id = ${js(clientId)}
const redirect_uri = ${js(redirectUri)}

const encode = (bytes) =>
  btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
const random = () => encode(crypto.getRandomValues(new Uint8Array(32)))
const say = (text) => { document.querySelector('#who').textContent = text }

document.querySelector('#sign-in').onclick = async () => {
  const code_verifier = random()
  const state = random()
  sessionStorage.begun = JSON.stringify({ code_verifier, state })
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code_verifier))
  const code_challenge = encode(new Uint8Array(digest))
  location = server + '/oauth2/authorize?' + new URLSearchParams({
    response_type: 'code', client_id, redirect_uri, state, code_challenge, code_challenge_method: 'S256',
    scope: ${js(scope.join(' '))},
  })
}

const answer = new URLSearchParams(location.search)
const { code_verifier, state } = JSON.parse(sessionStorage.begun ?? '{}')
if (!answer.has('state')) say('Nobody is signed in')
else if (answer.get('state') !== state) say('This sign-in did not begin here')
else if (answer.has('error')) say(answer.get('error_description'))
else {
  delete sessionStorage.begun
  history.replaceState(null, '', location.pathname) // the code is used: out of the address bar
  const code = answer.get('code')
  const body = new URLSearchParams({ grant_type: 'authorization_code', client_id, redirect_uri, code, code_verifier })
  const response = await fetch(server + '/oauth2/token', { method: 'POST', body })
  const tokens = await response.json()
  if (!response.ok) throw new Error(tokens.error_description)
  const headers = { authorization: 'Bearer ' + tokens.access_token }
  const person = await (await fetch(server + '/oauth2/userinfo', { headers })).json()
  say('Hello ' + (person.name ?? person.sub))
}
</script>
`

const pageServer = (place: Place) => `import { readFileSync } from 'node:fs'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'

const app = new Hono()
app.get('*', (c) => c.html(readFileSync('index.html', 'utf8')))
${serve(place)}
`

const machine = (app: SnippetFor) => `import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import * as oidc from 'openid-client'

${discovery(app)}
let kept

async function accessToken() {
  if (!(kept?.expiresIn() > 30)) kept = await oidc.clientCredentialsGrant(config)
  return kept.access_token // send it as: Authorization: Bearer ...
}

const app = new Hono()
app.get('/', async (c) => {
  await accessToken()
  return c.json({ scope: kept.scope, seconds_left: kept.expiresIn() })
})
serve({ fetch: app.fetch, port: ${ownPort} })
`
