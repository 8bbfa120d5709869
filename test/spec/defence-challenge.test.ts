/** Cloudflare Turnstile, where it is switched on: who passes it does not wait for those who guess. */
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { addPerson, authorizeUrl, later, newBrowser, populate } from '../support/app.ts'
import { atSignIn, attempt, type SeenByGuesser } from '../support/guesser.ts'
import { set } from '../support/outbox.ts'

const password = 'the right password of all'
const siteverify = 'https://challenges.cloudflare.com/turnstile/v0/siteverify'
const right = { success: true, hostname: 'id.example.com', action: 'sign-in', 'error-codes': [] }
const keys = { site_key: '0x4AAAAAAAtests', secret_key: 'the secret of the widget' }

/** What Cloudflare is asked, and what it answers. */
const asked: Record<string, string>[] = []
let answers: (form: Record<string, string>) => Response | Promise<Response>

beforeAll(async () => {
  await populate()
  for (const login of ['ann', 'ben', 'cleo', 'dora', 'eli', 'finn', 'gus', 'hana'])
    await addPerson({ sub: `sub-of-${login}`, user_id: login, password, claims: {} })
})
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: Math.ceil(Date.now() / 1000) * 1000 })
  await set({ turnstile: keys })
  asked.length = 0
  answers = () => Response.json(right)
  const web = globalThis.fetch
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    if (String(input) !== siteverify) return web(input as RequestInfo, init)
    const form = Object.fromEntries(init?.body as URLSearchParams)
    asked.push(form)
    return answers(form)
  })
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

async function fail(login: string, times: number): Promise<SeenByGuesser[]> {
  const tab = await atSignIn()
  const seen = []
  for (let time = 0; time < times; time++) seen.push(await attempt(login, 'wrong', tab))
  return seen
}
const asks = ({ body }: SeenByGuesser) => body.includes('cf-turnstile')
const solve = async (login: string, secret = password, response = 'a token', address = '192.0.2.44') => {
  const tab = await atSignIn({ 'cf-connecting-ip': address })
  return attempt(login, secret, tab, { 'cf-turnstile-response': response })
}

describe('the challenge', () => {
  it('is asked after three failures: its script and its frame on that page alone, with a sentence for who has no script', async () => {
    const tab = await atSignIn()
    expect(tab.html).not.toContain('challenges.cloudflare.com')
    const [first, second, third, fourth] = await fail('ann', 4)
    expect([first, second, third, fourth].map((seen) => seen && asks(seen))).toEqual([
      false,
      false,
      true,
      true,
    ])
    expect(third?.body).toContain('data-sitekey="0x4AAAAAAAtests"')
    expect(third?.body).toContain('data-action="sign-in"')
    expect(third?.body).toContain('src="https://challenges.cloudflare.com/turnstile/v0/api.js"')
    expect(third?.text).toContain('Without it, wait and try again.')
    expect(fourth?.status).toBe(429)

    const policy = async (login: string) => {
      const page = await atSignIn()
      const body = new URLSearchParams({
        request: page.hidden().request ?? '',
        login,
        password: 'wrong',
        action: 'sign-in',
      })
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const answer = await page.fetch(page.url, { method: 'POST', body: body.toString(), headers })
      return answer.headers.get('content-security-policy') ?? ''
    }
    expect(await policy('ann')).toContain(
      "script-src 'self' https://challenges.cloudflare.com; frame-src https:",
    )
    expect(await policy('somebody-else')).not.toContain('challenges.cloudflare.com')
    const fresh = await newBrowser().fetch(authorizeUrl())
    expect(fresh.headers.get('content-security-policy') ?? '').not.toContain('challenges.cloudflare.com')
  })

  it('is the same for an account that is not there', async () => {
    expect(await fail('nobody-here', 5)).toEqual(await fail('ben', 5))
    later(1)
    expect(await solve('nobody-here', 'wrong')).toEqual(await solve('ben', 'wrong'))
  })

  it('frees from the wait whoever passes it, and says to Cloudflare who answered', async () => {
    await fail('cleo', 5)
    expect((await attempt('cleo', password)).status).toBe(429) // without it
    expect((await solve('cleo')).signedIn).toBe(true)
    expect(asked).toEqual([{ secret: keys.secret_key, response: 'a token', remoteip: '192.0.2.44' }])
  })

  it('is not asked of Cloudflare where nobody has to wait, nor where no answer came', async () => {
    expect((await solve('dora')).signedIn).toBe(true)
    await fail('dora', 5)
    expect(asked).toEqual([])
  })

  it('buys no more than five guesses either', async () => {
    await fail('eli', 3)
    const statuses = []
    for (let time = 0; time < 7; time++) statuses.push((await solve('eli', 'wrong')).status)
    expect(statuses).toEqual([400, 400, 400, 400, 400, 429, 429])
    later(60)
    expect((await solve('eli')).signedIn).toBe(true)
  })

  it.each([
    ['says no', { success: false, 'error-codes': ['invalid-input-response'] }],
    ['has seen it before', { success: false, 'error-codes': ['timeout-or-duplicate'] }],
    ['gave it to another site', { ...right, hostname: 'evil.example.com' }],
    ['gave it to another page', { ...right, action: 'sign-up' }],
    ['leaves out where it was given', { success: true }],
  ])('does not count where Cloudflare %s', async (_, said) => {
    await fail('finn', 4)
    answers = () => Response.json(said)
    expect((await solve('finn')).status).toBe(429)
    expect(asked).toHaveLength(1)
    later(3_601)
  })

  it('does not count where its answer is longer than any that Turnstile gives', async () => {
    await fail('finn', 4)
    expect((await solve('finn', password, 'x'.repeat(2_049))).status).toBe(429)
    expect(asked).toEqual([])
  })

  const silent: [string, () => Response | Promise<Response>][] = [
    ['cannot be reached', () => Promise.reject(new TypeError('network lost'))],
    ['fails', () => new Response('<h1>502</h1>', { status: 502 })],
    ['does not know itself', () => Response.json({ success: false, 'error-codes': ['internal-error'] })],
    ['says far too much', () => new Response(`{"success":true,"x":"${'x'.repeat(20_000)}"}`)],
  ]
  it.each(silent)(
    'is taken as passed while Cloudflare %s, unless the setting says otherwise',
    async (_, fails) => {
      answers = fails
      await fail('gus', 4)
      expect((await solve('gus')).signedIn).toBe(true)

      await set({ turnstile: { when_unreachable: 'refuse' } })
      await fail('hana', 4)
      const refused = await solve('hana')
      expect([refused.status, asks(refused)]).toEqual([429, true])
      later(60)
      expect((await attempt('hana', password)).signedIn).toBe(true) // by waiting
      await set({ turnstile: { when_unreachable: null } })
    },
  )

  it('is not there unless it is switched on', async () => {
    await set({ turnstile: null })
    const seen = await fail('nobody-at-all', 6)
    expect(seen.some(asks)).toBe(false)
    expect(seen.map(({ status }) => status)).toEqual([400, 400, 400, 400, 400, 429])
  })
})
