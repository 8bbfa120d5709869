/** The page at which a person types the code that a device shows (RFC 8628 §3.3). */
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { renderSVG } from 'uqr'
import type { RequestContext } from '../http/context.ts'
import { readForm, readQuery } from '../http/form.ts'
import { pageHeaders } from '../http/headers.ts'
import { DevicePage } from '../pages/device.tsx'
import { network } from '../protocol/network.ts'
import { readUserCode, showUserCode } from '../protocol/user-code.ts'
import { randomToken } from '../runtime.ts'
import type { Limit } from '../stores/shards/replay-decisions.ts'
import { textOf } from '../tokens/language.ts'
import { serverOf } from '../tokens/server.ts'
import { showPage } from '../tokens/show-page.ts'
import { proceed } from './proceed.ts'
import { refuseForeignOrigin } from './steps.ts'

/** §5.1: a code has 34 bits and lives ten minutes; this leaves a guesser some dozens of tries. */
const guesses: Limit = { free: 10, longestWait: 60, forgetAfter: 600 }

/** A code in the URL only fills the form: the person compares it with the device and sends it (§3.3.1). */
export function showDevice(c: RequestContext): Response {
  return page(c, readQuery(c.req.raw).get('user_code') ?? '')
}

export async function submitDevice(c: RequestContext): Promise<Response> {
  refuseForeignOrigin(c)
  const server = serverOf(c)
  const typed = (await readForm(c.req.raw)).assertSingle().get('user_code') ?? ''
  const userCode = readUserCode(typed)
  if (userCode === undefined) return page(c, typed, textOf(c)('device.malformed', { example: 'BCDF-GHJK' }))

  const { attempts, deviceRequests } = server.stores
  const key = await server.sealer.pseudonym(`device|${network(c.req.header('cf-connecting-ip') ?? '')}`)
  const reserved = await attempts.reserve(key, guesses)
  if (reserved.kind === 'wait') {
    c.header('Retry-After', String(reserved.seconds))
    return page(c, typed, textOf(c)('sign_in.wait', { seconds: reserved.seconds }), 429)
  }
  const request = await deviceRequests.pending(userCode)
  if (!request) return page(c, typed, textOf(c)('device.unknown'))
  c.executionCtx.waitUntil(attempts.takeBack(key))
  const device = { userCode, id: request.id }
  return proceed(c, { id: randomToken(6), device, parameters: { client_id: request.clientId }, progress: {} })
}

function page(
  c: RequestContext,
  typed: string,
  problem?: string,
  status: ContentfulStatusCode = 400,
): Response {
  const known = readUserCode(typed)
  const address = `${serverOf(c).config.issuer}/device${known === undefined ? '' : `?user_code=${showUserCode(known)}`}`
  pageHeaders(c)
  const view = DevicePage({
    t: textOf(c),
    userCode: known === undefined ? typed.slice(0, 20) : showUserCode(known),
    problem,
    qrCode: `data:image/svg+xml,${encodeURIComponent(renderSVG(address, { border: 2 }))}`,
  })
  return showPage(c, view, problem === undefined ? 200 : status)
}
