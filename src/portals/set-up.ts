/** `/setup`: whoever holds the SETUP_TOKEN makes an operator and is signed in as them. */
import { hashSecret } from '../client-auth/client-secret.ts'
import type { RequestContext } from '../http/context.ts'
import { readForm } from '../http/form.ts'
import { pageHeaders } from '../http/headers.ts'
import { originOf } from '../http/origin.ts'
import { ownClientId } from '../interaction/portal-request.ts'
import { refuseForeignOrigin } from '../interaction/steps.ts'
import type { Problem } from '../pages/fields.tsx'
import { SetUpClosedPage, SetUpPage, type SetUpPageProps } from '../pages/set-up.tsx'
import type { Parameters } from '../protocol/parameters.ts'
import { type Change, changeOf, eventOf } from '../registry/change.ts'
import { type FieldFault, RegistryError } from '../registry/errors.ts'
import { shortestPassword } from '../registry/password-policy.ts'
import {
  isSetupToken,
  makeOperator,
  operatorFaults,
  type SetUpState,
  setUpState,
  shortestSetupToken,
} from '../registry/set-up.ts'
import { seconds } from '../runtime.ts'
import { knownBrowser } from '../sign-in/browser.ts'
import { choosePortalAccount } from '../sign-in/portal-account.ts'
import { beginSession } from '../sign-in/session.ts'
import { reserveAttempt } from '../sign-in/throttle.ts'
import { noteCount } from '../tokens/note.ts'
import { serverOf } from '../tokens/server.ts'
import { showEnglishPage } from '../tokens/show-page.ts'

/** Where a new operator goes on. */
const next = '/admin/welcome'

export async function showSetUp(c: RequestContext): Promise<Response> {
  const state = await setUpState(serverOf(c))
  if (state === 'closed') return closed(c)
  return setUpPage(c, state, {})
}

export async function submitSetUp(c: RequestContext): Promise<Response> {
  refuseForeignOrigin(c)
  const server = serverOf(c)
  const state = await setUpState(server)
  if (state === 'closed') return closed(c)
  const form = (await readForm(c.req.raw)).assertSingle()
  const typed = typedIn(form)

  const password = form.get('password') ?? ''
  const operator = { ...typed, user_id: typed.login, password }
  const problems = problemsIn(operatorFaults(operator))
  if (password !== (form.get('password_again') ?? ''))
    problems.push({ field: 'password_again', message: 'The two passwords are not the same.' })

  const proven = await proveToken(c, form)
  if (typeof proven !== 'string')
    return setUpPage(c, state, { typed, problems: [...proven.problems, ...problems] })
  const again = { typed, proof: proven }
  if (problems.length > 0) return setUpPage(c, state, { ...again, problems })
  try {
    const user = await makeOperator(server, changeOf(c, stranger), state, operator)
    c.get('log').what = 'set_up'
    const { account } = await beginSession(c, { user, amr: ['pwd'] }, ownClientId)
    noteCount(c, { what: 'sign_in', key: 'password' })
    choosePortalAccount(c, account)
    c.header('Cache-Control', 'no-store')
    return c.redirect(next, 303)
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error
    return setUpPage(c, state, { ...again, problems: problemsOf(error) })
  }
}

const stranger: Change['actor'] = { kind: 'stranger', id: 'setup', name: 'Somebody at /setup' }

const typedIn = (form: Parameters) => ({
  login: form.get('login')?.trim() ?? '',
  name: form.get('name')?.trim() ?? '',
  email: form.get('email')?.trim() ?? '',
})

interface Proof {
  /** The hash of the token that was proven, so that another token ends it. */
  readonly token: string
  readonly browser: string
}

const proofLifetime = 3_600

/**
 * That the token was given: now, or on the form before, which carries a sealed proof of it in this browser. The token
 * itself is never sent back.
 */
async function proveToken(
  c: RequestContext,
  form: Parameters,
): Promise<string | Pick<SetUpPageProps, 'problems'>> {
  const server = serverOf(c)
  const { sealer, config, stores } = server
  const [now, browser, hash] = [c.get('now'), await knownBrowser(c), await hashSecret(config.setupToken)]
  const carried = form.get('proof')
  const opened = carried === undefined ? undefined : await sealer.open<Proof>('set_up', carried, now)
  if (opened && !opened.expired && opened.payload.token === hash && opened.payload.browser === browser)
    return carried ?? ''

  const token = form.get('setup_token')?.trim() ?? ''
  const field = 'setup_token'
  if (token === '') return { problems: [{ field, message: 'Paste the set-up token.' }] }
  // By address alone: nobody can lock out whoever has the token.
  const address = c.req.header('cf-connecting-ip')
  const reserved = await reserveAttempt(server, `set-up|${address ?? ''}`, address)
  if ('waitSeconds' in reserved) {
    const message = `Too many tries. Wait ${reserved.waitSeconds} seconds, then try again.`
    return { problems: [{ field, message }] }
  }
  if (await isSetupToken(server, token)) {
    await reserved.succeeded()
    return sealer.seal<Proof>(
      'set_up',
      { token: hash, browser },
      { now, expiresAt: seconds(now) + proofLifetime },
    )
  }
  c.get('log').what = 'set_up_refused'
  const event = eventOf(
    { actor: stranger, origin: originOf(c), now },
    { type: 'setup.refused', outcome: 'access_denied' },
  )
  await stores.audit.record([event])
  return { problems: [{ field, message: 'This is not the set-up token of this server.' }] }
}

const fieldOf: Readonly<Record<string, string>> = {
  user_id: 'login',
  'claims.name': 'name',
  'claims.email': 'email',
}
const labels: Readonly<Record<string, string>> = {
  login: 'User name',
  name: 'Name',
  email: 'Email address',
  password: 'Password',
}

function problemsOf({ fault }: RegistryError): Problem[] {
  if (fault.kind !== 'invalid') {
    const path = fault.kind === 'conflict' ? fault.path : undefined
    return [{ ...(path !== undefined && { field: fieldOf[path] ?? path }), message: `${fault.message}.` }]
  }
  return problemsIn(fault.fields)
}

const problemsIn = (faults: readonly FieldFault[]): Problem[] =>
  faults.map(({ path, message }) => {
    const field = fieldOf[path] ?? path
    return { field, message: `${labels[field] ?? field} ${message}.` }
  })

function setUpPage(
  c: RequestContext,
  state: Exclude<SetUpState, 'closed'>,
  { typed, problems = [], proof }: Partial<Pick<SetUpPageProps, 'typed' | 'problems' | 'proof'>>,
): Response {
  const { config } = serverOf(c)
  pageHeaders(c)
  const view = SetUpPage({
    issuer: config.issuer,
    again: state === 'again',
    tokenFault:
      config.setupToken === ''
        ? 'missing'
        : config.setupToken.length < shortestSetupToken
          ? 'short'
          : undefined,
    shortestToken: shortestSetupToken,
    shortestPassword,
    typed: typed ?? { login: '', name: '', email: '' },
    problems,
    ...(proof !== undefined && { proof }),
  })
  return showEnglishPage(c, view, problems.length > 0 ? 400 : 200)
}

function closed(c: RequestContext): Response {
  pageHeaders(c)
  return showEnglishPage(c, SetUpClosedPage({ issuer: serverOf(c).config.issuer }), 404)
}
