/** A token with openid-client, the certified library for JavaScript. */
import { discovery, js, listening, type Part, run, type Snippet, type SnippetFor } from './snippet.ts'

export function openidClient(app: SnippetFor): Snippet {
  return {
    id: 'openid-client',
    title: 'openid-client',
    about: 'In Node.js 20 or newer. It finds the endpoints by itself and checks what comes back.',
    parts: [
      { file: 'token.mjs', code: code(app) },
      { code: `npm install openid-client\n${run(app, 'token.mjs')}` },
    ] satisfies Part[],
  }
}

function code(app: SnippetFor): string {
  if (app.kind === 'machine') return byItself(app)
  return app.kind === 'device' || app.redirectUri === undefined ? byDevice(app) : byCode(app, app.redirectUri)
}

const byItself = (app: SnippetFor) => `import * as oidc from 'openid-client'

${discovery(app)}
const tokens = await oidc.clientCredentialsGrant(config)
console.log(tokens)
`

const byDevice = (app: SnippetFor) => `import * as oidc from 'openid-client'

${discovery(app)}
const shown = await oidc.initiateDeviceAuthorization(config, { ${scopeOf(app)} })
console.log(\`Open \${shown.verification_uri} and type \${shown.user_code}\`)

const tokens = await oidc.pollDeviceAuthorizationGrant(config, shown) // waits until the person has answered
console.log(tokens)
`

function byCode(app: SnippetFor, redirectUri: string): string {
  const here = listening(redirectUri)
  const anyPort = app.kind === 'native' && new URL(redirectUri).port === ''
  const request = `const pkceCodeVerifier = oidc.randomPKCECodeVerifier()
const expectedState = oidc.randomState()
const url = oidc.buildAuthorizationUrl(config, {
  redirect_uri,
  ${scopeOf(app)}
  state: expectedState,
  code_challenge: await oidc.calculatePKCECodeChallenge(pkceCodeVerifier),
  code_challenge_method: 'S256',
})`
  const end = `const tokens = await oidc.authorizationCodeGrant(config, answer, { pkceCodeVerifier, expectedState })
console.log(tokens)
console.log(tokens.claims()) // who signed in
`
  if (!here) {
    return `import { createInterface } from 'node:readline/promises'
import * as oidc from 'openid-client'

${discovery(app)}
const redirect_uri = ${js(redirectUri)}
${request}
console.log(\`Open \${url.href}\`)

const terminal = createInterface({ input: process.stdin, output: process.stdout })
const answer = new URL(await terminal.question('Paste the address that you arrive at: '))
terminal.close()
${end}`
  }
  const listen = anyPort ? `0, ${js(here.hostname)}) // any free port` : `${here.port}, ${js(here.hostname)})`
  const own = anyPort
    ? `const redirect_uri = \`http://${here.hostname}:\${server.address().port}${here.path}\``
    : `const redirect_uri = ${js(redirectUri)}`
  return `import { once } from 'node:events'
import { createServer } from 'node:http'
import * as oidc from 'openid-client'

${discovery(app)}
const server = createServer().listen(${listen}
await once(server, 'listening')
${own}
${request}
console.log(\`Open \${url.href}\`)

const [request, response] = await once(server, 'request')
response.writeHead(200, { connection: 'close' }).end('You can close this page.')
server.close()
const answer = new URL(request.url, redirect_uri)
${end}`
}

const scopeOf = ({ scope }: SnippetFor): string =>
  scope.length === 0 ? '' : `scope: ${js(scope.join(' '))},`
