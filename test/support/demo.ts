/** The production bundle and the real demo on ports of their own, and what people do on their pages. */
import './own-fetch.ts'
import type { BrowserContext, Page } from 'playwright-core'
import { demoClient, demoPeople, demoUser } from '../../examples/demo-data.ts'
import { serveDemo } from '../../examples/server.ts'
import { freePort, type LocalServer, startServer } from '../../scripts/local-server.ts'
import { makePartnerKey } from '../../scripts/partner-key.ts'
import { seed } from '../../scripts/seed.ts'
import { defaultSettings } from '../../src/protocol/settings.ts'
import { now as clock, seconds } from '../../src/runtime.ts'
import { Sealer } from '../../src/seal.ts'
import type { Account } from '../../src/sign-in/accounts.ts'
import type { Bindings } from '../../src/stores/stores.ts'
import { Subjects } from '../../src/stores/subjects.ts'
import { Users } from '../../src/stores/users.ts'
import { hashed } from './hashed.ts'

export interface RunningDemo extends LocalServer {
  /** Where the demo application and its API are. */
  readonly origin: string
  readonly sealingSecret: string
  /** Somebody who has never been here: nothing is remembered of them. */
  newPerson(): Promise<Person>
  /** The link with which the demo's client asks for a sign-in. */
  authorizeUrl(parameters?: Record<string, string>): string
}

export async function runDemo(): Promise<RunningDemo> {
  const sealingSecret = 'a-sealing-secret-for-the-demo-in-a-browser'
  const server = await startServer({ secrets: { SEALING_SECRET: sealingSecret } })
  const port = await freePort()
  const origin = `http://localhost:${port}`
  const { publicKey, privateKey } = await makePartnerKey()
  await seed({ DB: server.db, CLIENTS: server.clients }, { demoOrigin: origin, partnerKey: publicKey })
  const signInAs = `${demoUser.login} / ${demoUser.password}`
  const demo = await serveDemo({
    issuer: server.issuer,
    port,
    ...demoClient,
    demo: { signInAs, showSecret: true, partnerKey: privateKey },
  })
  return {
    ...server,
    origin,
    sealingSecret,
    newPerson: () => addPerson(server),
    authorizeUrl(parameters = {}) {
      const redirect_uri = `${origin}/authorization`
      const query = { response_type: 'code', client_id: demoClient.client_id, redirect_uri, ...parameters }
      return `${server.issuer}/oauth2/authorize?${new URLSearchParams(query)}`
    },
    async stop() {
      await demo.stop()
      await server.stop()
    },
  }
}

export interface Person {
  readonly login: string
  readonly password: string
  readonly name: string
}

export const [steve, ada] = demoPeople.map(({ user_id, password, claims }) => ({
  login: user_id,
  password,
  name: claims.name,
})) as [Person, Person]

const password = 'a password for everybody'
const passwordHash = hashed(password)
const names = ['Mary Somerville', 'Emmy Noether', 'Sofya Kovalevskaya', 'Hedy Lamarr', 'Katherine Johnson']
let born = 0

async function addPerson({ db }: LocalServer): Promise<Person> {
  const name = names[born % names.length] ?? ''
  const login = `person-${++born}`
  const claims = { name, email: `${login}@example.com`, email_verified: true }
  const person = { user_id: login, user_type: 'customer' as const, roles: [], claims }
  await new Users(db).add({ sub: `sub-of-${login}`, password_hash: await passwordHash, ...person }, clock())
  return { login, password, name }
}

/** Waits for the page that says so. */
export const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name }).waitFor()

export const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

export async function signIn(page: Page, { login, password }: Person): Promise<void> {
  await page.getByRole('textbox', { name: 'Username or email' }).fill(login)
  await page.getByRole('textbox', { name: 'Password' }).fill(password)
  await press(page, 'Sign in')
}

/** The same request as on the page shown, as if it had been sealed `age` seconds ago. */
export async function sealInteraction(
  { issuer, sealingSecret }: RunningDemo,
  page: Page,
  age: number,
): Promise<string> {
  const sealer = new Sealer({ issuer, sealingSecret, otherSealingSecrets: [] })
  const request = new URL(page.url()).searchParams.get('request') ?? ''
  const opened = await sealer.open('interaction', request, clock())
  const then = clock() - age * 1000
  return sealer.seal('interaction', opened?.payload, {
    now: then,
    expiresAt: seconds(then) + defaultSettings.lifetimes.interaction,
  })
}

/** What happens elsewhere: whoever is signed in in this browser no longer is, and the browser does not know. */
export async function endSessions(
  { issuer, sealingSecret, mf }: RunningDemo,
  browser: BrowserContext,
): Promise<void> {
  const sealer = new Sealer({ issuer, sealingSecret, otherSealingSecrets: [] })
  const cookie = (await browser.cookies(issuer)).find(({ name }) => name === 'edgegrant-session')
  const opened = await sealer.open<Account[]>('session', cookie?.value ?? '', clock())
  const shards = await mf.getDurableObjectNamespace('SUBJECT_SHARD')
  const subjects = new Subjects(shards as unknown as Bindings['SUBJECT_SHARD'], { jurisdiction: undefined })
  const cause = { id: 'elsewhere', at: clock(), origin: { requestId: 'elsewhere' } }
  for (const { home, session } of opened?.payload ?? []) await subjects.endSession(home, session, cause)
}
