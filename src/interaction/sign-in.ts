/** The sign-in page: shows it, and takes what it posts. */
import type { RequestContext } from '../http/context.ts'
import { noStore, pageHeaders } from '../http/headers.ts'
import type { PasskeyProps } from '../pages/passkey-form.tsx'
import { SignInPage } from '../pages/sign-in.tsx'
import type { Client } from '../protocol/client-metadata.ts'
import type { Parameters } from '../protocol/parameters.ts'
import { providerName } from '../registry/link.ts'
import { signUpOffered } from '../registry/sign-up.ts'
import { challengeFor } from '../sign-in/challenge.ts'
import { directoriesOfAnybody } from '../sign-in/directories.ts'
import { realmOf } from '../sign-in/realms.ts'
import type { Kept, Retry } from '../sign-in/sign-in-method.ts'
import { textOf } from '../tokens/language.ts'
import { mailConfigured } from '../tokens/mail.ts'
import { type Server, serverOf } from '../tokens/server.ts'
import { showPage } from '../tokens/show-page.ts'
import { applicationOf } from './application.ts'
import { attempt, prepare } from './attempt.ts'
import type { Linking } from './decision.ts'
import { type Interaction, interactionUrl } from './interaction.ts'
import { methodPageOf } from './method-pages.ts'
import { type Page, proceed } from './proceed.ts'
import { back, cancel, readPost, resume } from './steps.ts'
import { firstWays, type Way, wayValue } from './ways.ts'

/** Longer than any that is here; what is typed travels in a URL. */
const longestLogin = 254

export const showSignIn = (c: RequestContext) => resume(c, 'sign-in', page())

export async function submitSignIn(c: RequestContext): Promise<Response> {
  const post = await readPost(c, 'sign-in')
  if (post instanceof Response) return post
  const { interaction, form } = post
  switch (form.get('action')) {
    case 'cancel':
      return cancel(c, interaction)
    case 'accounts':
      return proceed(c, { ...interaction, progress: { choosing: 'account' } })
    case 'forgot':
      return toStep(c, 'reset-password', interaction, form.get('login'))
    case 'sign-up':
      return toStep(c, 'sign-up', interaction, form.get('login'))
    case 'back':
      return proceed(c, back(interaction))
    default:
      return proceed(c, interaction, { step: 'sign-in', anyway: true, page: prove(form) })
  }
}

/** To a way around the sign-in, which comes back to it. What was typed comes along. */
async function toStep(
  c: RequestContext,
  step: 'reset-password' | 'sign-up',
  { progress: { doing: _, prepared: __, ...progress }, ...rest }: Interaction,
  typed: string | undefined,
): Promise<Response> {
  const login = typed?.slice(0, longestLogin)
  const interaction = { ...rest, progress: { ...progress, ...(login && { login }) } }
  noStore(c)
  return c.redirect(await interactionUrl(c, step, interaction), 303)
}

const prove =
  (form: Parameters): Page =>
  async (c, state) => {
    const server = serverOf(c)
    const ways = firstWays(server, state.request.client)
    const typed = form.get('login')
    const { interaction } = state
    const here = (retry?: Retry) => page(retry, typed)
    const named = form.get('method') ?? 'password'
    if (named === 'password' && typed !== undefined) {
      const led = realmWay(server, ways, typed, interaction.progress.linking)
      if (led?.method.begin)
        return attempt(c, state, { way: led, step: 'first', action: 'begin', form, page: here })
      if (form.get('action') === 'identify') {
        const { login: _, ...progress } = interaction.progress
        return proceed(c, { ...interaction, progress: { ...progress, login: typed.slice(0, longestLogin) } })
      }
      if (led) return attempt(c, state, { way: led, step: 'first', action: 'complete', form, page: here })
    }
    const asked = new Set(directoriesOf(server, state.request.client, typed ?? ''))
    const takes = ({ method, source }: Way) => method.name !== 'directory' || asked.has(source?.id ?? '')
    // Where only directories take passwords, the form leads to the first that is asked about such a login.
    const instead =
      named === 'password' ? ways.find((each) => each.method.name === 'directory' && takes(each)) : undefined
    const way = ways.find((each) => wayValue(each) === named && takes(each)) ?? instead
    if (!way) {
      const retry: Retry = { kind: 'retry', status: 400, problem: ['sign_in.not_this_way'] }
      return proceed(c, interaction, { step: 'sign-in', page: here(retry) })
    }
    const action = form.get('action') === 'begin' ? 'begin' : 'complete'
    return attempt(c, state, { way, step: 'first', action, form, page: here })
  }

/** Which directories hear of such a login, whatever form was posted. */
function directoriesOf(server: Server, client: Client, login: string): string[] {
  const realm = realmOf(server, login)
  if (realm === undefined) return directoriesOfAnybody(server, client)
  return realm.directory === undefined ? [] : [realm.directory]
}

/** The directory or provider that the domain of a login leads to: not back to the one that they came from to link it. */
function realmWay(
  server: Server,
  ways: readonly Way[],
  login: string,
  linking: Linking | undefined,
): Way | undefined {
  const realm = realmOf(server, login)
  const led = realm && (realm.directory ?? realm.provider)
  if (linking && realm?.provider === linking.elsewhere.source.id) return undefined
  const name = realm?.directory === undefined ? 'provider' : 'directory'
  return led === undefined
    ? undefined
    : ways.find(({ method, source }) => method.name === name && source?.id === led)
}

export const page =
  (retry?: Retry, typed?: string): Page =>
  async (c, state) => {
    const { interaction, request, account, accounts, decision, live } = state
    const t = textOf(c)
    const { status, retryAfter, problem } = retry ?? {}
    const challenge = retry?.challenge ? challengeFor(serverOf(c), 'sign-in') : undefined
    pageHeaders(c, request.redirectUri, { challenge: challenge !== undefined })
    if (retryAfter !== undefined) c.header('Retry-After', String(retryAfter))
    const own = await methodPageOf(c, state, 'first', problem)
    if (own) return showPage(c, own, status, t)

    const server = serverOf(c)
    const ways = firstWays(server, request.client)
    const { linking } = interaction.progress
    const again = decision.kind === 'login' && decision.again && account
    const { sealed, prepared } = await prepare(c, state, 'first', ways)
    const login =
      typed ?? interaction.progress.login ?? (account && (again || !live) ? account.login : request.loginHint)
    const view = SignInPage({
      t,
      application: applicationOf(c, request.client),
      request: sealed,
      login,
      problem: problem && t(...problem),
      faulty: problem?.[0].startsWith('password.'),
      again: again ? { name: account.name } : undefined,
      linking: linking?.agreed ? { provider: providerName(server, linking.elsewhere.source.id) } : undefined,
      hasAccounts: accounts.length > 0,
      asks: asks(server, ways, interaction.progress.login ?? typed),
      passkey: passkeyOf(prepared),
      challenge,
      forgot: mailConfigured(server) && ways.some(({ method }) => method.name === 'password'),
      signUp: signUpOffered(server),
      ways: ways.flatMap(({ method, source }) =>
        method.name === undefined ||
        method.name === 'password' ||
        method.name === 'directory' ||
        method.name === 'passkey'
          ? []
          : [{ value: wayValue({ method, source }), kind: method.name, name: source?.name }],
      ),
    })
    return showPage(c, view, status, t)
  }

/** What the script for passkeys is told. */
export function passkeyOf({ passkey }: Readonly<Record<string, Kept>>): PasskeyProps | undefined {
  if (typeof passkey?.challenge !== 'string') return undefined
  const allow = Array.isArray(passkey.allow) ? passkey.allow.map(String) : undefined
  return { challenge: passkey.challenge, ...(allow && { allow }) }
}

/** What the form asks for: where a domain may lead to a provider, the login comes first. */
function asks(server: Server, ways: readonly Way[], typed: string | undefined): 'login' | 'both' | 'nothing' {
  const typable = ways.some(({ method }) => method.name === 'password' || method.name === 'directory')
  const providers = ways.flatMap(({ method, source }) => (method.name === 'provider' ? [source?.id] : []))
  const leads = server.settings.sign_in.realms.some(({ provider }) => providers.includes(provider))
  if (leads && typed === undefined) return 'login'
  return typable ? 'both' : leads ? 'login' : 'nothing'
}
