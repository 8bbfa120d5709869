/** A request that a device made (RFC 8628): the answer is a row in the person's shard, and the device fetches it. */
import type { RequestContext } from '../http/context.ts'
import { pageHeaders } from '../http/headers.ts'
import { noteError } from '../http/json-error.ts'
import { type DeviceEnd, DeviceEndPage } from '../pages/device.tsx'
import { OAuthError } from '../protocol/errors.ts'
import { managementAudience } from '../protocol/management.ts'
import { randomToken } from '../runtime.ts'
import { clientOfToken } from '../tokens/clients.ts'
import { textOf } from '../tokens/language.ts'
import { serverOf } from '../tokens/server.ts'
import { showPage } from '../tokens/show-page.ts'
import { resourcesOf, targetOf } from '../tokens/target.ts'
import { grantLifetimes } from '../tokens/token-response.ts'
import { detailOf } from './answer.ts'
import { applicationOf } from './application.ts'
import { consentItems } from './consent-items.ts'
import type { Destination } from './request.ts'
import type { RequestKind } from './request-kind.ts'

const ended = () =>
  new OAuthError('expired_token', { description: 'The code has expired or was already answered' })

export const deviceRequest: RequestKind = {
  async destination(c, { device }) {
    const { stores } = serverOf(c)
    const pending = device && (await stores.deviceRequests.pending(device.userCode))
    if (!pending || pending.id !== device.id) throw ended()
    const client = await clientOfToken(serverOf(c), pending.clientId, c.get('now'))
    if (client?.status !== 'active') throw ended()
    return { client, redirectUri: undefined, responseMode: 'query', state: undefined, device: pending }
  },

  async request(c, destination) {
    if (!destination.device) throw ended()
    const { scope, audience } = destination.device
    const apis = await resourcesOf(serverOf(c), { resources: [...audience] }, c.get('now'))
    return {
      ...destination,
      responseType: 'code',
      scope,
      audience,
      nonce: undefined,
      codeChallenge: undefined,
      prompt: new Set(),
      maxAge: undefined,
      loginHint: undefined,
      expectedSub: undefined,
      claims: {},
      acr: { values: destination.client.default_acr_values, necessary: false },
      forOperators: audience.includes(managementAudience(serverOf(c).config.issuer)),
      consentItems: consentItems(scope, apis, [], destination.client.self_registered),
      extraClaims: [],
    }
  },

  async answer(c, { request, account, live }, finished) {
    const server = serverOf(c)
    if (!account || !live || !request.device) throw new Error('decided done without a session')
    const { client, scope, device } = request
    const target = await targetOf(server, client, request.audience, c.get('now'))
    const id = randomToken(16)
    const { sub } = live.session
    const kept = await server.stores.subjects.approve(account.home, {
      id,
      sub,
      sessionId: live.session.id,
      detail: detailOf(request, live.session),
      ...grantLifetimes(server, client, scope, target),
      // The device may fetch it as late as its code lives, and a little later where clocks differ.
      endsAt: device.expiresAt + 60,
    })
    const { deviceRequests } = server.stores
    const answered =
      kept && (await deviceRequests.answer(device.userCode, device.id, { home: account.home, id, sub }))
    finished()
    c.get('log').what = answered ? 'device_approved' : 'device_too_late'
    return endPage(c, request, answered ? 'approved' : 'ended')
  },

  async refuse(c, destination, error) {
    noteError(c, error)
    const { device } = destination
    if (!device || error.code !== 'access_denied') throw error
    const answered = await serverOf(c).stores.deviceRequests.answer(device.userCode, device.id, 'denied')
    c.get('log').what = answered ? 'device_denied' : 'device_too_late'
    return endPage(c, destination, answered ? 'denied' : 'ended')
  },
}

async function endPage(c: RequestContext, { client }: Destination, end: DeviceEnd): Promise<Response> {
  pageHeaders(c)
  return showPage(c, DeviceEndPage({ t: textOf(c), application: applicationOf(c, client), end }))
}
