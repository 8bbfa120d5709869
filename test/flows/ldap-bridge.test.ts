/** A directory that nobody outside may reach: the bridge beside it, as it is handed to an operator, with a real OpenLDAP. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { decodeJwt } from 'jose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildBridge } from '../../scripts/bridge.ts'
import { bridgeLife, questionFor, readAnswer } from '../../src/outbound/bridge-messages.ts'
import { Directories } from '../../src/outbound/directories.ts'
import { parseSettings } from '../../src/protocol/settings.ts'
import type { DirectorySettings } from '../../src/protocol/settings-directory.ts'
import { now as clock, randomToken } from '../../src/runtime.ts'
import { authorizeUrl, type RunningServer, redeem, runServer, visit } from '../support/running-server.ts'
import { setSettings } from '../support/set-settings.ts'
import { base, passwordOf, type Slapd, service, startSlapd, whyNoSlapd } from '../support/slapd.ts'

const secret = randomToken()

describe.skipIf(whyNoSlapd() !== undefined)('the bridge beside a directory', () => {
  let folder: string
  let slapd: Slapd
  let bridge: { child: ChildProcess; url: string; lines: string[] }
  let program: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'edgegrant-bridge-'))
    slapd = await startSlapd()
    await slapd.addPerson('ada')
    program = await buildBridge(join(folder, 'ldap-bridge.mjs'))
    const directory = { url: slapd.secureUrl, base, bind_dn: service.dn }
    await writeFile(join(folder, 'bridge.json'), JSON.stringify({ port: 0, ca: slapd.ca, directory }))
    bridge = await start()
  })
  afterAll(async () => {
    bridge?.child.kill('SIGTERM')
    await slapd?.end()
    await rm(folder, { recursive: true, force: true })
  })

  /** Its secrets come by the environment, so that the file may be shown. */
  async function start() {
    const env = {
      PATH: process.env.PATH,
      EDGEGRANT_BRIDGE_SECRET: secret,
      LDAP_BIND_PASSWORD: service.password,
    }
    const child = spawn(process.execPath, [program, join(folder, 'bridge.json')], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    const lines: string[] = []
    const listening = Promise.withResolvers<number>()
    createInterface(child.stdout).on('line', (line) => {
      lines.push(line)
      const { event, port } = JSON.parse(line) as { event: string; port: number }
      if (event === 'listening') listening.resolve(port)
    })
    return { child, lines, url: `http://127.0.0.1:${await listening.promise}/` }
  }

  const settingsOf = (more: object = {}) =>
    parseSettings({
      directories: { corp: { name: 'Corp', bridge_url: bridge.url, bridge_secret: secret, ...more } },
    }).directories.corp as DirectorySettings

  const post = async (message: string) => {
    const response = await fetch(bridge.url, { method: 'POST', body: message })
    return { status: response.status, text: await response.text() }
  }
  const lookUp = { op: 'look-up', id: 'nobody', attributes: [] } as const

  it('is how somebody signs in, from a client to its ID token', async () => {
    const server: RunningServer = await runServer()
    try {
      const app = await server.register({ require_pkce: false })
      const corp = { name: 'Corp', bridge_url: bridge.url, bridge_secret: secret, user_type: 'partner' }
      await setSettings(server, { directories: { corp } })
      const person = { login: 'ada', password: passwordOf('ada') }
      const back = await visit(server.browser(), authorizeUrl(server, app, { scope: 'openid read' }), {
        person,
      })
      const { body } = await redeem(server.address, app, back.searchParams.get('code') ?? '')
      expect(decodeJwt(body.id_token)).toMatchObject({ amr: ['pwd'] })
      expect(decodeJwt(body.access_token)).toMatchObject({ user_id: 'ada', user_type: 'partner' })
    } finally {
      await server.stop()
    }
  })

  it('answers nobody without the secret, and says nothing of why', async () => {
    const { message } = await questionFor(randomToken(), lookUp, clock())
    expect(await post(message)).toEqual({ status: 400, text: '' })
    expect(await post('x')).toEqual({ status: 400, text: '' })
    expect(await post('x'.repeat(300_000))).toEqual({ status: 400, text: '' })
    expect((await fetch(bridge.url)).status).toBe(405)
  })

  it('answers a question once, while it is fresh, and the answer is to that one', async () => {
    const { jti, message } = await questionFor(secret, lookUp, clock())
    const first = await post(message)
    expect(await readAnswer(secret, jti, first.text, clock())).toEqual({ kind: 'gone' })
    expect((await post(message)).status).toBe(400)
    await expect(readAnswer(secret, randomToken(16), first.text, clock())).rejects.toThrow(
      'not the answer to that',
    )
    // A question is no answer: each way has a key of its own.
    await expect(readAnswer(secret, jti, message, clock())).rejects.toThrow()

    const late = await questionFor(secret, lookUp, clock() - (bridgeLife + 61) * 1000)
    expect((await post(late.message)).status).toBe(400)
    const early = await questionFor(secret, lookUp, clock() + 120_000)
    expect((await post(early.message)).status).toBe(400)
  })

  it('refuses what was altered on the way', async () => {
    const { message } = await questionFor(secret, lookUp, clock())
    const parts = message.split('.')
    parts[3] = `${parts[3]?.startsWith('A') ? 'B' : 'A'}${parts[3]?.slice(1)}`
    expect((await post(parts.join('.'))).status).toBe(400)
  })

  it('goes on answering while others without the secret keep their questions open', async () => {
    const { hostname, port } = new URL(bridge.url)
    const sockets = Array.from({ length: 150 }, () => {
      const socket = connect(Number(port), hostname).on('error', () => undefined)
      socket.write('POST / HTTP/1.1\r\nHost: bridge\r\nContent-Length: 1000\r\n\r\nx')
      return socket
    })
    await Promise.all(sockets.map((socket) => once(socket, 'connect')))
    const closed = once(sockets[0] as Socket, 'close')
    sockets[0]?.resume()
    const { jti, message } = await questionFor(secret, lookUp, clock())
    const { text } = await post(message)
    expect(await readAnswer(secret, jti, text, clock())).toEqual({ kind: 'gone' })
    // Who does not send what was announced is sent away.
    await closed
    for (const socket of sockets) socket.destroy()
  })

  it('a question from before it started is none: the one before it may have answered', async () => {
    const { message } = await questionFor(secret, lookUp, clock() - 10_000)
    const again = await start()
    const response = await fetch(again.url, { method: 'POST', body: message })
    again.child.kill('SIGTERM')
    expect(response.status).toBe(400)
  })

  it('tells an operator where it fails', async () => {
    const directories = new Directories({})
    const test = (settings: DirectorySettings, bridgeSecret = secret) =>
      directories.test('corp', { settings, bindPassword: undefined, bridgeSecret }, undefined, clock())
    expect(await test(settingsOf())).toMatchObject({
      ok: true,
      steps: [{}, { name: 'tls' }, {}, { name: 'search' }],
    })
    expect(await test(settingsOf(), randomToken())).toEqual({
      ok: false,
      steps: [{ name: 'bridge', ok: false, text: 'answered 400: not with that secret, or by that clock' }],
    })
    expect(await test(settingsOf({ bridge_url: 'http://127.0.0.1:1/' }))).toMatchObject({
      ok: false,
      steps: [{ text: 'cannot be reached' }],
    })
    expect(await test(settingsOf({ bridge_binding: 'BRIDGE' }))).toMatchObject({
      steps: [{ text: 'there is no binding BRIDGE' }],
    })
  })

  it('is reached by a VPC service binding', async () => {
    const asked: string[] = []
    const binding = {
      fetch: (url: string, init: RequestInit) => {
        asked.push(url)
        return fetch(bridge.url, init)
      },
    }
    const settings = settingsOf({ bridge_url: 'http://bridge.inside/', bridge_binding: 'BRIDGE' })
    const directories = new Directories({ BRIDGE: binding })
    const open = { settings, bindPassword: undefined, bridgeSecret: secret }
    const typed = { login: 'ada', password: passwordOf('ada') }
    expect(await directories.authenticate('corp', open, typed, clock())).toMatchObject({
      kind: 'found',
      entry: { login: 'ada', attributes: { mail: ['ada@corp.example'] } },
    })
    expect(asked).toEqual(['http://bridge.inside/'])
  })

  it('says when the directory behind it does not answer, and goes on when it does', async () => {
    const directories = new Directories({})
    const open = { settings: settingsOf(), bindPassword: undefined, bridgeSecret: secret }
    const typed = { login: 'ada', password: passwordOf('ada') }
    await slapd.stop()
    try {
      expect(await directories.authenticate('corp', open, typed, clock())).toMatchObject({
        kind: 'unreachable',
        at: 'tls',
      })
    } finally {
      await slapd.start()
    }
    expect(await directories.authenticate('corp', open, typed, clock())).toMatchObject({ kind: 'found' })
  })

  it('logs how it went, and nobody', () => {
    const log = bridge.lines.join('\n')
    for (const secretText of ['ada', passwordOf('ada'), secret, service.password])
      expect(log).not.toContain(secretText)
    expect(log).toContain('"event":"authenticate","outcome":"found"')
    expect(log).toContain('"event":"refused"')
  })
})
