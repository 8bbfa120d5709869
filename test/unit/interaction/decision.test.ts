import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { noAcr } from '../../../src/interaction/acr-request.ts'
import { decide, type Raising, type Situation } from '../../../src/interaction/decision.ts'
import type { Prompt } from '../../../src/interaction/request.ts'
import { type ClientInput, parseClient } from '../../../src/protocol/client-metadata.ts'
import type { Session } from '../../../src/stores/shards/subject-decisions.ts'

const now = 2_000_000_000
const client = (change: Partial<ClientInput> = {}) =>
  parseClient({
    client_id: 'web',
    client_name: 'Web app',
    redirect_uris: ['https://app.example.com/callback'],
    scope: ['openid', 'email', 'read', 'write'],
    ...(change.token_endpoint_auth_method !== 'none' && { secret_hashes: ['A'.repeat(43)] }),
    ...change,
  })
const session: Session = {
  id: 'session-1',
  sub: 'alice',
  sid: 'sid-1',
  authTime: now - 1000,
  acr: '1',
  amr: ['pwd'],
  createdAt: now - 1000,
  lastSeen: now,
  expiresAt: now + 1000,
  idleLifetime: 1000,
}
type Request = Situation['request']
const request = (change: Partial<Request> = {}): Request => ({
  client: client(),
  redirectUri: 'https://app.example.com/callback',
  consentItems: ['openid', 'read'],
  prompt: new Set<Prompt>(),
  maxAge: undefined,
  expectedSub: undefined,
  acr: noAcr,
  ...change,
})
const prompt = (...values: Prompt[]) => new Set<Prompt>(values)
const picked = (consented: readonly string[] | null) => ({ session, consented })
const signedInBefore = (seconds: number) => ({
  session: { ...session, authTime: now - seconds },
  consented: ['openid', 'read'],
})

/** Alice is signed in and has allowed all that is asked, unless told otherwise. */
const situation = (change: Partial<Situation> = {}): Situation => ({
  request: request(),
  progress: {},
  accounts: 1,
  picked: picked(['openid', 'read']),
  ambiguous: false,
  now,
  ...change,
})
const signedOut = { accounts: 0, picked: undefined }
const several = { accounts: 2, picked: undefined, ambiguous: true }
const fresh = { session: session.id, authenticated: true }
const tool = client({
  token_endpoint_auth_method: 'none',
  application_type: 'native',
  redirect_uris: ['http://127.0.0.1/'],
})
const claimable = { client: tool, redirectUri: 'http://127.0.0.1:5100/' }

const raising = (change: Partial<Raising> = {}): Raising => ({
  from: 'session',
  amr: ['pwd'],
  ways: ['password'],
  at: now - 1000,
  needed: '2',
  within: [],
  ...change,
})
const proven = { sub: 'alice', amr: ['pwd'], ways: ['password'], at: now - 10 }
const enroll = (level: string) => ({ kind: 'enroll', level })

const done = { kind: 'done' }
const login = { kind: 'login', again: false }
const again = { kind: 'login', again: true }
const select = { kind: 'select' }
const ask = (asked: string[], granted: string[] = []) => ({ kind: 'consent', ask: asked, granted })
const error = (code: string) => ({ kind: 'error', code, description: expect.any(String) })

const table: [situation: string, given: Partial<Situation>, decision: unknown][] = [
  ['signed in, everything allowed before', {}, done],
  ['nobody is signed in', signedOut, login],
  ['several accounts, nothing says which', several, select],
  ['several accounts, one was meant', { accounts: 2 }, done],

  ['prompt=none, everything allowed', { request: request({ prompt: prompt('none') }) }, done],
  [
    'prompt=none, nobody signed in',
    { ...signedOut, request: request({ prompt: prompt('none') }) },
    error('login_required'),
  ],
  [
    'prompt=none, several accounts',
    { ...several, request: request({ prompt: prompt('none') }) },
    error('account_selection_required'),
  ],
  [
    'prompt=none, something new asked',
    { picked: picked(['openid']), request: request({ prompt: prompt('none') }) },
    error('consent_required'),
  ],
  [
    'prompt=none, session older than max_age',
    { request: request({ prompt: prompt('none'), maxAge: 10 }) },
    error('login_required'),
  ],
  [
    'prompt=none, another person is meant',
    { request: request({ prompt: prompt('none'), expectedSub: 'bob' }) },
    error('login_required'),
  ],

  ['prompt=login', { request: request({ prompt: prompt('login') }) }, again],
  [
    'prompt=login, signed in for this request',
    { request: request({ prompt: prompt('login') }), progress: fresh },
    done,
  ],
  [
    'prompt=login, an older session was chosen',
    { request: request({ prompt: prompt('login') }), progress: { session: session.id } },
    again,
  ],
  [
    'prompt=login, signed in for this request as somebody else',
    {
      request: request({ prompt: prompt('login') }),
      progress: { session: 'session-2', authenticated: true },
    },
    again,
  ],

  ['prompt=select_account, one account', { request: request({ prompt: prompt('select_account') }) }, select],
  [
    'prompt=select_account, nobody signed in',
    { ...signedOut, request: request({ prompt: prompt('select_account') }) },
    login,
  ],
  [
    'prompt=select_account, chosen',
    { request: request({ prompt: prompt('select_account') }), progress: { session: session.id } },
    done,
  ],
  [
    'prompt=select_account, another account wanted',
    { request: request({ prompt: prompt('select_account') }), progress: { choosing: 'another' } },
    login,
  ],
  [
    'prompt=select_account login, chosen: must still sign in',
    { request: request({ prompt: prompt('select_account', 'login') }), progress: { session: session.id } },
    again,
  ],
  ['"Not you?"', { progress: { choosing: 'account' } }, select],

  ['max_age met', { request: request({ maxAge: 1000 }) }, done],
  ['max_age exceeded by a second', { request: request({ maxAge: 999 }) }, again],
  [
    'max_age exceeded on the pages after a sign-in for this request',
    { request: request({ maxAge: 60 }), progress: fresh, picked: signedInBefore(299) },
    done,
  ],
  [
    'max_age exceeded by far since a sign-in for this request',
    { request: request({ maxAge: 60 }), progress: fresh, picked: signedInBefore(301) },
    again,
  ],
  [
    'max_age=0 is as prompt=login',
    {
      request: request({ maxAge: 0 }),
      picked: { session: { ...session, authTime: now }, consented: ['openid', 'read'] },
    },
    again,
  ],
  [
    'max_age=0, signed in for this request',
    { request: request({ maxAge: 0 }), progress: fresh, picked: signedInBefore(5) },
    done,
  ],

  ['id_token_hint names who is signed in', { request: request({ expectedSub: 'alice' }) }, done],
  ['id_token_hint names somebody else', { request: request({ expectedSub: 'bob' }) }, login],
  [
    'id_token_hint names somebody else, alice signed in all the same',
    { request: request({ expectedSub: 'bob' }), progress: fresh },
    error('login_required'),
  ],

  ['first request of this client', { picked: picked(null) }, ask(['openid', 'read'])],
  ['something new: only that is asked', { picked: picked(['openid']) }, ask(['read'], ['openid'])],
  ['more was allowed before than is asked', { picked: picked(['openid', 'read', 'write']) }, done],
  [
    'no scope at all, never allowed',
    { request: request({ consentItems: [] }), picked: picked(null) },
    ask([]),
  ],
  ['no scope at all, allowed before', { request: request({ consentItems: [] }), picked: picked([]) }, done],
  [
    'no scope at all, just allowed',
    {
      request: request({ consentItems: [] }),
      picked: picked(null),
      progress: { person: 'alice', consented: [] },
    },
    done,
  ],
  [
    'prompt=consent asks for all again',
    { request: request({ prompt: prompt('consent') }) },
    ask(['openid', 'read']),
  ],
  [
    'prompt=consent, just allowed',
    {
      request: request({ prompt: prompt('consent') }),
      progress: { person: 'alice', consented: ['openid', 'read'] },
    },
    done,
  ],
  [
    'just allowed, by somebody else',
    { picked: picked(null), progress: { person: 'bob', consented: ['openid', 'read'] } },
    ask(['openid', 'read']),
  ],
  [
    'just allowed less than is asked',
    { picked: picked(null), progress: { person: 'alice', consented: ['openid'] } },
    ask(['openid', 'read']),
  ],
  [
    'a claim by name that no scope covers',
    { request: request({ consentItems: ['openid', 'read', 'claim email'] }) },
    ask(['claim email'], ['openid', 'read']),
  ],
  [
    'a claim by name, allowed before',
    {
      request: request({ consentItems: ['openid', 'read', 'claim email'] }),
      picked: picked(['openid', 'read', 'claim email']),
    },
    done,
  ],
  [
    'a first-party client',
    { request: request({ client: client({ first_party: true }) }), picked: picked(null) },
    done,
  ],
  [
    'a first-party client with prompt=consent',
    {
      request: request({ client: client({ first_party: true }), prompt: prompt('consent') }),
      picked: picked(null),
    },
    ask(['openid', 'read']),
  ],

  [
    'RFC 8252 §8.6: a public client on the loopback is asked every time',
    { request: request(claimable) },
    ask(['openid', 'read']),
  ],
  [
    'RFC 8252 §8.6: also with prompt=none',
    { request: request({ ...claimable, prompt: prompt('none') }) },
    error('interaction_required'),
  ],
  [
    'RFC 8252 §8.6: also where it is first-party',
    { request: request({ ...claimable, client: { ...tool, first_party: true } }) },
    ask(['openid', 'read']),
  ],
  [
    'a public client on the loopback, just allowed',
    { request: request(claimable), progress: { person: 'alice', consented: ['openid', 'read'] } },
    done,
  ],
  [
    'a confidential client on the loopback is remembered',
    { request: request({ redirectUri: 'http://localhost:8080/cb' }) },
    done,
  ],

  [
    'OIDC Core §5.5.1.1: an essential acr out of reach',
    { request: request({ acr: { necessary: true, values: ['9'] } }) },
    error('unmet_authentication_requirements'),
  ],
  [
    'RFC 9470 §5: an acr that this person does not reach for this application',
    { request: request({ acr: { necessary: true, values: ['2'] } }) },
    error('unmet_authentication_requirements'),
  ],
  [
    'an essential acr within reach',
    { request: request({ acr: { necessary: true, values: ['9', '1'] } }) },
    done,
  ],
  ['a voluntary acr out of reach', { request: request({ acr: { necessary: false, values: ['9'] } }) }, done],
  [
    'a session that is too weak, and a second factor that is enough',
    { raising: raising({ within: ['2'] }) },
    { kind: 'second-factor' },
  ],
  ['a session that is too weak, and no second factor', { raising: raising() }, enroll('2')],
  [
    'a second factor that is not enough comes before another is set up',
    { raising: raising({ needed: 'phr', within: ['2'] }) },
    { kind: 'second-factor' },
  ],
  [
    'and then the other is set up',
    { raising: raising({ needed: 'phr', within: ['2'], amr: ['pwd', 'otp', 'mfa'] }) },
    enroll('phr'),
  ],
  ['nothing is set up in a session of an hour ago', { raising: raising({ at: now - 3600 }) }, again],
  [
    'but it is raised with what they have',
    { raising: raising({ at: now - 3600, within: ['2'] }) },
    { kind: 'second-factor' },
  ],
  ['a first step of long ago is taken again', { raising: raising({ at: now - 43_201 }) }, again],
  [
    'prompt=login comes before the second step',
    { request: request({ prompt: prompt('login') }), raising: raising({ within: ['2'] }) },
    again,
  ],
  ['max_age as well', { request: request({ maxAge: 300 }), raising: raising({ within: ['2'] }) }, again],
  [
    'who has just taken the first step takes the second, whoever else is signed in',
    { progress: { proven, choosing: 'another' }, raising: raising({ from: 'proof', within: ['2'] }) },
    { kind: 'second-factor' },
  ],
  [
    'what somebody has proven vouches for no session from before it',
    { progress: { proven }, raising: raising({ at: now - 3600 }) },
    again,
  ],
  [
    'what was proven too long ago counts no more',
    { ...signedOut, progress: { proven } }, // nobody is found for it
    login,
  ],
  [
    'prompt=none and a session that is too weak',
    { request: request({ prompt: prompt('none') }), raising: raising({ within: ['2'] }) },
    error('interaction_required'),
  ],
  [
    'prompt=none, and nothing to raise it with',
    { request: request({ prompt: prompt('none') }), raising: raising() },
    error('interaction_required'),
  ],
  [
    'prompt=none, and a first step of long ago',
    { request: request({ prompt: prompt('none') }), raising: raising({ at: now - 43_201 }) },
    error('login_required'),
  ],
]

describe('what comes next', () => {
  it.each(table)('%s', (_, given, decision) => {
    expect(decide(situation(given))).toEqual(decision)
  })
})

describe('in every situation', () => {
  const items = fc.subarray(['openid', 'email', 'read', 'write', 'claim email'])
  const arbitrary: fc.Arbitrary<Situation> = fc.record({
    request: fc.record({
      client: fc.constantFrom(client(), client({ first_party: true }), tool),
      redirectUri: fc.constantFrom('https://app.example.com/callback', 'http://127.0.0.1:5100/'),
      consentItems: items,
      prompt: fc
        .oneof(fc.constant<Prompt[]>(['none']), fc.subarray<Prompt>(['login', 'consent', 'select_account']))
        .map((values) => new Set(values)),
      maxAge: fc.option(fc.constantFrom(0, 10, 1000, 5000), { nil: undefined }),
      expectedSub: fc.constantFrom(undefined, 'alice', 'bob'),
      acr: fc.constant(noAcr),
    }),
    progress: fc.record(
      {
        session: fc.constantFrom('session-1', 'session-2'),
        authenticated: fc.boolean(),
        choosing: fc.constantFrom('account' as const, 'another' as const),
        consented: items,
      },
      { requiredKeys: [] },
    ),
    accounts: fc.nat(5),
    picked: fc.option(fc.record({ session: fc.constant(session), consented: fc.option(items) }), {
      nil: undefined,
    }),
    ambiguous: fc.boolean(),
    now: fc.constant(now),
  })

  it('prompt=none never shows a page', () => {
    fc.assert(
      fc.property(arbitrary, (given) => {
        fc.pre(given.request.prompt.has('none'))
        expect(['done', 'error']).toContain(decide(given).kind)
      }),
    )
  })
  it('done only with a session of the person who is meant', () => {
    fc.assert(
      fc.property(arbitrary, (given) => {
        fc.pre(decide(given).kind === 'done')
        expect(given.picked).toBeDefined()
        expect([undefined, session.sub]).toContain(given.request.expectedSub)
      }),
    )
  })
  it('done only where every scope was allowed, now or, where that can be trusted, before', () => {
    fc.assert(
      fc.property(arbitrary, (given) => {
        fc.pre(decide(given).kind === 'done')
        const { request: asked, progress } = given
        const provable = asked.client !== tool || asked.redirectUri?.startsWith('https:')
        if (asked.client.first_party && provable) return
        const allowed = [...(progress.consented ?? []), ...(provable ? (given.picked?.consented ?? []) : [])]
        expect(allowed).toEqual(expect.arrayContaining([...asked.consentItems]))
      }),
    )
  })
})
