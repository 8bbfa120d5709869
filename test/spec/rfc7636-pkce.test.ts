import { base64url } from 'jose'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  answerTo,
  asPublic,
  authorize,
  parametersOf,
  pkce,
  populate,
  redeem,
  register,
  signedInBrowser,
} from '../support/app.ts'
import type { FormBrowser } from '../support/form-browser.ts'

const S256 = { code_challenge: pkce.challenge, code_challenge_method: 'S256' }

async function challengeOf(verifier: string): Promise<string> {
  return base64url.encode(
    new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier))),
  )
}

describe('RFC 7636 proof key for code exchange', () => {
  let browser: FormBrowser
  beforeAll(async () => {
    await populate()
    await register({ client_id: 'strict', require_pkce: true })
    browser = await signedInBrowser()
  })
  const codeFor = async (parameters: Record<string, string>) =>
    (await authorize(browser, parameters)).searchParams.get('code')!

  it('Appendix B: the verifier of the example matches its challenge', async () => {
    const code = await codeFor(S256)
    expect((await redeem(code, { code_verifier: pkce.verifier })).status).toBe(200)
  })

  it('for a public client too', async () => {
    const code = await codeFor({ client_id: 'spa', ...S256 })
    const form = { grant_type: 'authorization_code', code, code_verifier: pkce.verifier }
    expect((await asPublic(form)).status).toBe(200)
  })

  it.each([
    ['the shortest, of 43', 'x'.repeat(43)],
    ['the longest, of 128', 'x'.repeat(128)],
    ['of every character it may have', 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'],
  ])('§4.1: a verifier: %s', async (_, verifier) => {
    const code = await codeFor({ ...S256, code_challenge: await challengeOf(verifier) })
    expect((await redeem(code, { code_verifier: verifier })).status).toBe(200)
  })

  describe('§4.6: otherwise invalid_grant MUST be returned, and nothing is burnt', () => {
    it.each([
      ['another verifier', `${pkce.verifier.slice(0, -1)}l`],
      ['the challenge itself', pkce.challenge],
      ['another case', pkce.verifier.toLowerCase()],
      ['one character less', pkce.verifier.slice(0, -1)],
      ['one character more', `${pkce.verifier}x`],
      ['with padding', `${pkce.verifier}=`],
      ['space around it', ` ${pkce.verifier}`],
      ['129 characters', 'x'.repeat(129)],
      ['none', ''],
      ['a character it may not have', `${'x'.repeat(42)}+`],
    ])('%s', async (_, code_verifier) => {
      const code = await codeFor(S256)
      const refused = await redeem(code, { code_verifier })
      expect(refused).toBeOAuthError(400, 'invalid_grant')
      expect(refused.body.error_description).toMatch('code_verifier')
      if (code_verifier !== '') expect(refused.body.error_description).not.toContain(code_verifier)
      expect((await redeem(code, { code_verifier: pkce.verifier })).status).toBe(200)
    })

    it('a verifier that hashes right but is too short or has a wrong character (§4.1)', async () => {
      for (const verifier of ['short', `${'x'.repeat(50)}!`, 'x'.repeat(200)]) {
        const code = await codeFor({ ...S256, code_challenge: await challengeOf(verifier) })
        expect(await redeem(code, { code_verifier: verifier })).toBeOAuthError(400, 'invalid_grant')
      }
    })
  })

  describe('§4.4.1: invalid_request goes to the redirect URI', () => {
    it.each([
      ['plain', { code_challenge: pkce.verifier, code_challenge_method: 'plain' }],
      ['no method, which means plain', { code_challenge: pkce.challenge }],
      ['an unknown method', { ...S256, code_challenge_method: 'S512' }],
      ['a method in another case', { ...S256, code_challenge_method: 's256' }],
      ['a method without a challenge', { code_challenge_method: 'S256' }],
      ['a challenge that is too short', { ...S256, code_challenge: pkce.challenge.slice(1) }],
      ['a challenge that is too long', { ...S256, code_challenge: `${pkce.challenge}A` }],
      ['a challenge with padding', { ...S256, code_challenge: `${pkce.challenge}=` }],
      ['a challenge in plain base64', { ...S256, code_challenge: pkce.challenge.replace('-', '+') }],
    ])('%s', async (_, parameters) => {
      const location = await answerTo(browser, { state: 's', ...parameters })
      expect(parametersOf(location!)).toMatchObject({ error: 'invalid_request', state: 's' })
      expect(parametersOf(location!).error_description).toMatch(/code_challenge/)
    })

    it.each(['spa', 'strict'])('a client that must use it and does not: %s', async (client_id) => {
      const location = await answerTo(browser, { client_id })
      expect(parametersOf(location!).error).toBe('invalid_request')
      expect(parametersOf(location!).error_description).toMatch('must use PKCE')
    })

    it('also where nobody may be asked', async () => {
      const location = await answerTo(browser, { client_id: 'spa', prompt: 'none' })
      expect(parametersOf(location!).error).toBe('invalid_request')
    })
  })

  it('RFC 9700 §4.8.2: a verifier for a code without a challenge is a downgrade', async () => {
    const code = await codeFor({})
    expect(await redeem(code, { code_verifier: pkce.verifier })).toBeOAuthError(400, 'invalid_grant')
    expect((await redeem(code)).status).toBe(200)
  })
})
