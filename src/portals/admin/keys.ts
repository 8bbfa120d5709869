/** Signing keys: the life of each as a time line, rotated and withdrawn before their time. */
import { KeysPage, type ShownKey } from '../../pages/admin/keys.tsx'
import { type SigningAlgorithm, signingAlgorithms } from '../../protocol/client-metadata.ts'
import { conflict } from '../../registry/errors.ts'
import { type KeyTimeline, keyTimeline, retireKey, rotateNow } from '../../registry/keys.ts'
import { isoTime } from '../../runtime.ts'
import { publishedBeforeUse } from '../../tokens/key-rotation.ts'
import { goTo, show, type Visit } from '../portal.ts'
import { changeOfOperator } from './desk.ts'

const day = 86_400_000
/** How far the line reaches at least, before and after now. */
const reach = 30 * day
/** Keys that left the JWKS longer ago are in the table of no use any more. */
const shownAfter = 180 * day

export async function showKeys(visit: Visit): Promise<Response> {
  const { c, server, frame } = visit
  const now = c.get('now')
  const keys = (await keyTimeline(server)).filter(
    ({ leavesJwksAt }) => (leavesJwksAt ?? now) > now - shownAfter,
  )
  const from = Math.min(now - reach, ...keys.map(({ publishedAt }) => publishedAt))
  const to = Math.max(now + reach, ...keys.map(endOf))
  const place = (ms: number) => Math.min(1, Math.max(0, (ms - from) / (to - from)))
  const done = new URL(c.req.url).searchParams.get('done')
  const page = KeysPage({
    frame,
    algorithms: signingAlgorithms.map((alg) => {
      const those = keys.filter((key) => key.alg === alg)
      return { alg, keys: those.map((key) => shown(key, place, to)), early: earlyFor(those, keys, now) }
    }),
    ticks: ticksOf(keys, now, from, to).map((ms) => ({ at: place(ms), label: isoTime(ms).slice(0, 10) })),
    now: place(now),
    notice:
      done === 'rotate'
        ? 'Rotated: the next key signs from now on.'
        : done === 'retire'
          ? 'The key is withdrawn.'
          : undefined,
  })
  return show(visit, page)
}

export async function submitKeys(visit: Visit): Promise<Response> {
  const { server, form } = visit
  const change = changeOfOperator(visit)
  const action = form.get('action')
  if (action === 'rotate') {
    const alg = signingAlgorithms.find((each) => each === form.get('alg'))
    if (!alg) throw conflict('There is no such algorithm')
    await rotateNow(server, change, alg satisfies SigningAlgorithm, { force: form.get('force') === 'on' })
  } else if (action === 'retire') await retireKey(server, change, form.get('kid') ?? '')
  else throw conflict('This form has no such button')
  return goTo(visit, `/admin/keys?done=${action}`)
}

const endOf = ({ leavesJwksAt, signsUntil, signsFrom, publishedAt }: KeyTimeline): number =>
  leavesJwksAt ?? (signsUntil ?? signsFrom ?? publishedAt) + day

function shown(key: KeyTimeline, place: (ms: number) => number, to: number): ShownKey {
  const { kid, status, publishedAt, signsFrom, signsUntil, leavesJwksAt, withdrawn } = key
  const expected = status === 'retired' ? '' : 'about '
  return {
    kid,
    status: withdrawn ? 'withdrawn' : status,
    published: timeOf(publishedAt),
    signs: [
      signsFrom === undefined
        ? 'never'
        : status === 'next'
          ? `from about ${dateOf(signsFrom)}`
          : `from ${timeOf(signsFrom)}`,
      signsUntil === undefined
        ? ''
        : ` until ${expected}${status === 'retired' ? timeOf(signsUntil) : dateOf(signsUntil)}`,
    ].join(''),
    leaves: leavesJwksAt === undefined ? 'not yet' : timeOf(leavesJwksAt),
    inKeySet: { from: place(publishedAt), to: place(leavesJwksAt ?? to) },
    ...(signsFrom !== undefined &&
      !(withdrawn && signsUntil === undefined) && {
        signing: { from: place(signsFrom), to: place(signsUntil ?? to) },
      }),
  }
}

/** In UTC, as the head of the table says. */
const timeOf = (ms: number) => isoTime(ms).slice(0, 16).replace('T', ' ')
const dateOf = (ms: number) => isoTime(ms).slice(0, 10)

/** Said where APIs that keep a copy of the key set may not know the next key yet. */
function earlyFor(
  those: readonly KeyTimeline[],
  all: readonly KeyTimeline[],
  now: number,
): string | undefined {
  const next = those.find(({ status }) => status === 'next')
  const setUp = Math.min(...all.map(({ publishedAt }) => publishedAt))
  if (!next || next.publishedAt === setUp || next.publishedAt + publishedBeforeUse <= now) return undefined
  return `The next key is published only since ${timeOf(next.publishedAt)}: APIs that keep a copy of the key set may refuse its tokens for up to a day.`
}

/** The days on which something changes, the most telling first, and no more of them than fit on a phone. */
function ticksOf(keys: readonly KeyTimeline[], now: number, from: number, to: number): number[] {
  const of = (read: (key: KeyTimeline) => number | undefined) =>
    keys.map(read).filter((ms) => ms !== undefined)
  const telling = [
    now,
    ...of(({ status, signsFrom }) => (status === 'next' ? signsFrom : undefined)),
    ...of(({ publishedAt }) => publishedAt),
    ...of(({ signsFrom }) => signsFrom),
    ...of(({ signsUntil }) => signsUntil),
  ]
  const apart = (to - from) * 0.24
  const taken: number[] = []
  for (const ms of telling) {
    if (ms >= from && ms <= to && taken.every((other) => Math.abs(ms - other) >= apart)) taken.push(ms)
  }
  return taken
}
