import { html } from 'hono/html'
import { browserAppScript, fragmentScript } from './browser-app.ts'
import type { Call } from './calls.ts'
import { demoClient, demoShapes, demoUser, ledger } from './demo-data.ts'
import { page } from './pages.ts'
import { callView, decodedToken, type Html } from './parts.ts'
import { accessTokenType, type Credentials, grants } from './token-calls.ts'

/** The list of application shapes on the start page, and the pages that its buttons and links lead to. */

type Shape = {
  name: string
  client: { client_id: string }
  text: string
  /** A form's action (`/try/...`) or a link. */
  go?: { href: string; label: string }
  command?: string
}

const basic = ({ client_id, client_secret }: Credentials) => `curl -s -u ${client_id}:${client_secret}`
/** Takes the access token out of the answer before it. */
const accessToken = `node -pe 'JSON.parse(fs.readFileSync(0)).access_token'`

type List = { issuer: string; origin: string; assertion: string }

function shapesOf({ issuer, origin, assertion }: List): Shape[] {
  const token = `${issuer}/oauth2/token`
  const byBrowser = (client_id: string, response_type: string) => {
    const redirect_uri = `${origin}/fragment`
    const random = () => crypto.randomUUID()
    const query = { response_type, client_id, redirect_uri, scope: 'openid account.r' }
    return `${issuer}/oauth2/authorize?${new URLSearchParams({ ...query, state: random(), nonce: random() })}`
  }
  const byPassword = `${basic(demoShapes.script)} \\
  -d grant_type=password -d username=${demoUser.login} -d password=${demoUser.password} \\
  ${token}`
  return [
    {
      name: 'Web server',
      client: demoClient,
      text: 'A person signs in; tokens stay on the server. Code flow, with a secret.',
      go: { href: '/sign-in', label: 'Use the web app' },
    },
    {
      name: 'Browser app',
      client: demoShapes.browser,
      text: 'Everything runs in the page, so there is no secret: code flow with PKCE.',
      go: { href: '/spa', label: 'Open the app' },
    },
    {
      name: 'Phone or desktop',
      client: demoShapes.native,
      text: 'Opens the system’s browser and listens on 127.0.0.1, on any port. PKCE, no secret, asked for consent every time.',
      go: { href: '/native', label: 'Start the program' },
    },
    {
      name: 'Television or device',
      client: demoShapes.television,
      text: 'No keyboard, no browser: it shows a code, and its person answers on a phone.',
      go: { href: '/tv', label: 'Turn it on' },
      command: `curl -s -d client_id=${demoShapes.television.client_id} -d scope=account.r ${issuer}/oauth2/device_authorization`,
    },
    {
      name: 'Machine',
      client: demoShapes.machine,
      text: 'Nobody is there; it asks for itself.',
      go: { href: '/try/machine', label: 'Try the machine' },
      command: `${basic(demoShapes.machine)} \\
  -d grant_type=client_credentials \\
  ${token}`,
    },
    {
      name: 'Script with a password',
      client: demoShapes.script,
      text: 'Your own old tool that cannot open a browser. Only a first-party client may; better, let it be a device.',
      go: { href: '/try/script', label: 'Try the script' },
      command: byPassword,
    },
    {
      name: 'Service that was called',
      client: demoShapes.exchange,
      text: 'Goes on to the next service for the same person, with a token of its own that may do less and says who acts.',
      go: { href: '/try/exchange', label: 'Try the exchange' },
      command: `TOKEN=$(${byPassword} | ${accessToken})
${basic(demoShapes.exchange)} \\
  -d grant_type=${grants.tokenExchange} \\
  -d subject_token_type=${accessTokenType} \\
  -d subject_token=$TOKEN -d scope=account.r \\
  ${token}`,
    },
    {
      name: 'Service of a partner',
      client: demoShapes.partner,
      text: 'Has signed its people in itself, and states so with a signature that its registration trusts. The assertion is good once.',
      go: { href: '/try/partner', label: 'Try the assertion' },
      command: `${basic(demoShapes.partner)} \\
  -d grant_type=${grants.jwtBearer} \\
  -d assertion=${assertion} \\
  ${token}`,
    },
    {
      name: 'The API itself',
      client: demoShapes.api,
      text: 'Looks tokens up that mean nothing by themselves. Here the machine also takes its token back.',
      go: { href: '/try/api', label: 'Look up, take back' },
      command: `TOKEN=$(${basic(demoShapes.machine)} -d grant_type=client_credentials -d scope=vault.r ${token} | ${accessToken})
${basic(demoShapes.api)} -d token=$TOKEN ${issuer}/oauth2/introspect`,
    },
    {
      name: 'Old browser app',
      client: demoShapes.implicit,
      text: 'Implicit: tokens come in the address, where history and scripts can read them. Off unless registered; not for new applications.',
      go: {
        href: byBrowser(demoShapes.implicit.client_id, 'id_token token'),
        label: 'Sign in the old way',
      },
    },
    {
      name: 'Hybrid app',
      client: demoShapes.hybrid,
      text: 'Wants to know at once who signed in, and trades a code for the rest.',
      go: {
        href: byBrowser(demoShapes.hybrid.client_id, 'code id_token'),
        label: 'Sign in, hybrid',
      },
    },
  ]
}

export function shapeList(list: List): Html {
  const { origin } = list
  return html`<h2 id="shapes">Every shape of application</h2>
    <p>One client each, with a page to open, a button that shows what it sends, or a command for your terminal.</p>
    <ul class="shapes">${shapesOf(list).map(shapeView)}</ul>
    <h2 id="apis">Three APIs, three kinds of token</h2>
    <table><caption class="hidden">The APIs of the demo</caption>
      <thead><tr><th scope="col">API</th><th scope="col">Its tokens</th><th scope="col">Try</th></tr></thead>
      <tbody>
        <tr><th scope="row">Customers<small><code>${origin}</code></small></th>
          <td>JWT, checked by the API itself</td><td><code>GET /customer/111</code>, scope <code>account.r</code></td></tr>
        <tr><th scope="row">Vault<small><code>${origin}/vault</code></small></th>
          <td>Reference, looked up each time</td><td><code>GET /vault</code>, scope <code>vault.r</code></td></tr>
        <tr><th scope="row">Ledger<small><code>${ledger.audience}</code></small></th>
          <td>JWT as light-oauth2 made them</td><td><code>GET /ledger</code>, scope <code>ledger.r</code> ${formButton('/try/ledger', 'Try the ledger')}</td></tr>
      </tbody></table>`
}

function shapeView({ name, client, text, go, command }: Shape): Html {
  const action =
    go &&
    (go.href.startsWith('/try/')
      ? formButton(go.href, go.label)
      : html`<a class="button plain" href="${go.href}">${go.label}</a>`)
  return html`<li><h3>${name}</h3><p>${text}</p><p><code>${client.client_id}</code></p>${action}
    ${
      command &&
      html`<details><summary>By curl<span class="hidden">: ${name}</span></summary>
      <pre tabindex="0" aria-label="Command: ${name}">${command}</pre></details>`
    }</li>`
}

export function tried({ title, calls }: { title: string; calls: Call[] }): Html {
  return page(
    title,
    html`<h1>${title}</h1>
      <p class="lead">What went over the wire, in its order.</p>
      <ol class="steps">${calls.map((call) => html`<li><h2>${nameOf(call)}</h2>${callView(call)}${tokenOf(call)}</li>`)}</ol>
      <p class="actions"><a class="button" href="/#shapes">Other shapes</a> <a href="/">Start page</a></p>`,
  )
}

const names: Record<string, string> = {
  '/oauth2/token': 'A token',
  '/oauth2/introspect': 'The API asks about it',
  '/oauth2/revoke': 'It is taken back',
}

function nameOf({ url }: Call): string {
  return names[new URL(url).pathname] ?? 'The API is called'
}

function tokenOf({ responseBody }: Call): Html | undefined {
  try {
    const { access_token } = JSON.parse(responseBody) as { access_token?: string }
    return access_token === undefined ? undefined : decodedToken(access_token, 'access token')
  } catch {
    return undefined
  }
}

export function notAnswered({ error }: { error: string | undefined }): Html {
  return page(
    'No code this time',
    html`<h1>No code this time</h1>
      <p class="lead">${error ? html`The answer was <code>${error}</code>.` : 'Nothing has arrived that this program asked for.'}</p>
      <p class="actions"><a class="button" href="/native">Try again</a> <a href="/">Start page</a></p>`,
  )
}

type BrowserApp = { issuer: string; origin: string; client: { client_id: string } }

export function browserApp({ issuer, origin, client }: BrowserApp): Html {
  return page(
    'A browser app',
    html`<h1>A browser app</h1>
      <p class="lead">This page is a file. Its script asks for the code, trades it, and calls the API: look at its source.</p>
      <div class="actions"><button class="button" id="begin" data-issuer="${issuer}" data-client_id="${client.client_id}" data-api="${origin}">Sign in</button>
        <a href="/">Start page</a></div>
      <div id="answers" aria-live="polite"></div>
      <noscript><p>A browser app needs JavaScript. That is one reason to give it a small server.</p></noscript>
      <script type="module">${browserAppScript}</script>`,
  )
}

/** Where implicit and hybrid answers arrive. A real application compares `state`, and `nonce` with the ID token's. */
export function fragment({ token_endpoint, client }: { token_endpoint: string; client: Credentials }): Html {
  return page(
    'An answer in the fragment',
    html`<h1>Nothing has arrived</h1>
      <p class="lead">An answer in the fragment stays in the browser: this page's script reads it.</p>
      <table><caption class="hidden">The answer</caption><tbody></tbody></table>
      <div id="by-code" hidden><h2>Trade the code</h2>
      <pre tabindex="0" aria-label="Command">${basic(client)} \\
  -d grant_type=authorization_code -d code=<span id="code"></span> \\
  ${token_endpoint}</pre></div>
      <p class="actions"><a class="button" href="/#shapes">Other shapes</a> <a href="/">Start page</a></p>
      <noscript><p>Without JavaScript nobody reads it. The address bar has it.</p></noscript>
      <script type="module">${fragmentScript}</script>`,
  )
}

function formButton(action: string, label: string): Html {
  return html`<form method="post" action="${action}"><button class="button plain">${label}</button></form>`
}
