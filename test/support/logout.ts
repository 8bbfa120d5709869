/** Signing out, as a relying party of the tests does it. */
import { createLocalJWKSet, decodeJwt, type JSONWebKeySet, type JWTPayload, jwtVerify } from 'jose'
import { vi } from 'vitest'
import { fetchPath, issuer } from './app.ts'
import type { FormBrowser } from './form-browser.ts'
import { receivedAt } from './web.ts'

export const bye = 'https://app.example.com/bye'

export const endSessionUrl = (parameters: Record<string, string> = {}): string =>
  `${issuer}/oauth2/end_session?${new URLSearchParams(parameters)}`

/** What the RP at this address was told, once it was told that often; each verified as Back-Channel Logout §2.6 has it. */
export async function logoutTokens(
  uri: string,
  audience: string,
  count: number,
): Promise<{ token: string; claims: JWTPayload }[]> {
  const bodies = await vi.waitUntil(
    async () => {
      const received = await receivedAt(uri)
      return received.length >= count && received
    },
    { timeout: 10_000, interval: 20 },
  )
  const jwks = (await (await fetchPath('/oauth2/jwks')).json()) as JSONWebKeySet
  return Promise.all(
    bodies.map(async (body) => {
      const form = new URLSearchParams(body)
      const token = form.get('logout_token') ?? ''
      if ([...form.keys()].join() !== 'logout_token') throw new Error(`more than a logout token: ${body}`)
      const { payload } = await jwtVerify(token, createLocalJWKSet(jwks), {
        issuer,
        audience,
        typ: 'logout+jwt',
        currentDate: new Date((decodeJwt(token).iat ?? 0) * 1000),
      })
      return { token, claims: payload }
    }),
  )
}

/** The paths of the frames on the page, with what they carry. */
export const framesOn = ({ html }: FormBrowser): URL[] =>
  [...html.matchAll(/<iframe[^>]* src="([^"]*)"/g)].map(
    ([, src = '']) => new URL(src.replaceAll('&amp;', '&')),
  )
