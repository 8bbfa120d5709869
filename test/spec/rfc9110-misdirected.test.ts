/** RFC 9110 §15.5.20: one Worker, one issuer, one host. */
import { describe, expect, it } from 'vitest'
import { isMisdirected } from '../../src/http/host.ts'
import { issuer, send } from '../support/app.ts'

const paths = ['/', '/health', '/setup', '/oauth2/token', '/.well-known/openid-configuration', '/admin', '/x']

describe('RFC 9110 §15.5.20 misdirected requests', () => {
  it.each([
    'https://edgegrant.somebody.workers.dev',
    'https://id.example.com:8443',
    'https://id.example.com.attacker.example',
    'https://203.0.113.7',
    'https://id.example.com.',
    'http://id.example.com', // RFC 6749 §3.1, §3.2: TLS is required
    'http://id.example.com:443',
  ])('%s is not served, whatever the path', async (origin) => {
    for (const path of paths) {
      const response = await send(new Request(origin + path, { redirect: 'manual' }))
      expect([path, response.status]).toEqual([path, 421])
      expect(await response.json()).toMatchObject({
        error: 'misdirected_request',
        error_description: `This is not the address of this server, which is ${issuer}`,
      })
    }
  })

  it('the issuer is served, also by another spelling of its host', async () => {
    for (const origin of [issuer, 'https://ID.example.com', 'https://id.example.com:443'])
      expect((await send(new Request(`${origin}/health`))).status).toBe(200)
  })

  it('a person who typed the host alone is led to https, and only on this very host', async () => {
    const open = (url: string, method = 'GET') =>
      send(new Request(url, { method, headers: { accept: 'text/html,*/*' }, redirect: 'manual' }))
    const led = await open('http://id.example.com//evil.example/developer?x=1')
    expect([led.status, led.headers.get('location')]).toEqual([308, `${issuer}//evil.example/developer?x=1`])
    for (const url of ['http://id.example.com:8080/', 'http://www.id.example.com/'])
      expect([url, (await open(url)).status]).toEqual([url, 421])
    expect((await open('http://id.example.com/sign-in', 'POST')).status).toBe(421)
  })

  it('a laptop answers to every name of its own, and to no other', () => {
    const local = 'http://localhost:8888'
    for (const url of [
      'http://localhost:8888/',
      'http://127.0.0.1:1/x',
      'http://[::1]:8888/',
      'https://localhost/',
    ])
      expect([url, isMisdirected(url, local)]).toEqual([url, false])
    expect(isMisdirected('http://rebound.example:8888/', local)).toBe(true)
  })
})
