import { Confirmed, Notice, Panel, type PortalFrame, PortalPage } from '../portal.tsx'

export interface ShownKey {
  kid: string
  status: 'next' | 'current' | 'retired' | 'withdrawn'
  /** In words, as the table has them. */
  published: string
  signs: string
  leaves: string
  /** On the time line, as parts of its width from 0 to 1: the time in the JWKS, and the time that it signs. */
  inKeySet: { from: number; to: number }
  signing?: { from: number; to: number } | undefined
}

export interface ShownAlgorithm {
  alg: string
  keys: ShownKey[]
  /** Why it would be too early to rotate. */
  early?: string | undefined
}

export interface KeysPageProps {
  frame: PortalFrame
  algorithms: ShownAlgorithm[]
  ticks: { at: number; label: string }[]
  /** This moment, on the time line. */
  now: number
  notice?: string | undefined
}

export function KeysPage({ frame, algorithms, ticks, now, notice }: KeysPageProps) {
  return (
    <PortalPage
      frame={frame}
      place="/admin/keys"
      title="Signing keys"
      lead="Rotated by itself every 90 days, each key published a day before its first signature. Nobody has to do anything here."
      actions={
        <a class="button" href="/admin/audit?type=key.rotated">
          Past rotations
        </a>
      }
    >
      {notice === undefined ? null : <Notice kind="done">{notice}</Notice>}
      {algorithms.map((algorithm) => (
        <Algorithm key={algorithm.alg} frame={frame} algorithm={algorithm} ticks={ticks} now={now} />
      ))}
      <p class="legend panel">
        <span class="swatch published" aria-hidden="true" /> in the JWKS: APIs accept its tokens
        <span class="swatch signing" aria-hidden="true" /> signs
        <span class="swatch to-come" aria-hidden="true" /> will sign
        <span class="swatch this-moment" aria-hidden="true" /> now
      </p>
    </PortalPage>
  )
}

const uses: Readonly<Record<string, string>> = {
  RS256: 'For ID tokens where the client says nothing else, and for APIs with older libraries.',
  ES256: 'For access tokens, where an API chooses nothing else.',
  EdDSA: 'For clients and APIs that choose it.',
}

interface AlgorithmProps extends Pick<KeysPageProps, 'frame' | 'ticks' | 'now'> {
  algorithm: ShownAlgorithm
}

function Algorithm({ frame, algorithm: { alg, keys, early }, ticks, now }: AlgorithmProps) {
  return (
    <Panel title={alg} id={alg} about={uses[alg]}>
      <TimeLine alg={alg} keys={keys} ticks={ticks} now={now} />
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th scope="col">Key</th>
              <th scope="col">Published (UTC)</th>
              <th scope="col">Signs</th>
              <th scope="col">Leaves the JWKS</th>
              <th scope="col">
                <span class="unseen">What can be done</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {keys.map((key) => (
              <tr key={key.kid}>
                <th scope="row">
                  <code title={key.kid}>{key.kid.slice(0, 10)}</code>{' '}
                  <span
                    class={
                      key.status === 'current' ? 'tag good' : key.status === 'withdrawn' ? 'tag alert' : 'tag'
                    }
                  >
                    {key.status}
                  </span>
                </th>
                <td data-column="Published">{key.published}</td>
                <td data-column="Signs">{key.signs}</td>
                <td data-column="Leaves the JWKS">{key.leaves}</td>
                <td>
                  {key.status === 'retired' || key.status === 'next' ? (
                    <Confirmed
                      frame={frame}
                      action="/admin/keys"
                      fields={{ action: 'retire', kid: key.kid }}
                      opener="Withdraw"
                      consequence="For a key that somebody else may have. It leaves the JWKS at once, and every token it signed is refused."
                      confirm="Withdraw this key"
                    />
                  ) : key.status === 'current' ? (
                    <span class="quiet-text">To withdraw it, rotate first.</span>
                  ) : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Confirmed
        frame={frame}
        action="/admin/keys"
        fields={{ action: 'rotate', alg, ...(early !== undefined && { force: 'on' }) }}
        opener="Rotate now"
        consequence={
          early ??
          'The next key signs from now on. Tokens of the present one stay good until they expire; withdraw it afterwards if somebody else may have it.'
        }
        confirm={early === undefined ? `Rotate ${alg}` : `Rotate ${alg} all the same`}
      />
    </Panel>
  )
}

const row = 26
const percent = (part: number) => `${(part * 100).toFixed(2)}%`

/** A bar a key: lightly while it is in the JWKS, heavily while it signs. The table beside it says the same. */
function TimeLine({
  alg,
  keys,
  ticks,
  now,
}: { alg: string } & Pick<KeysPageProps, 'ticks' | 'now'> & { keys: ShownKey[] }) {
  const height = keys.length * row + 24
  return (
    <svg
      class="timeline"
      width="100%"
      height={height}
      role="img"
      aria-label={`When each ${alg} key is published and signs; the table below says it in words`}
    >
      {ticks.map(({ at, label }) => (
        <g key={label}>
          <line class="grid" x1={percent(at)} x2={percent(at)} y1="0" y2={height - 20} />
          <text
            x={percent(at)}
            y={height - 5}
            text-anchor={at < 0.15 ? 'start' : at > 0.85 ? 'end' : 'middle'}
          >
            {label}
          </text>
        </g>
      ))}
      {keys.map(({ kid, status, inKeySet, signing }, index) => (
        <g key={kid} class={status}>
          <rect
            class="published"
            x={percent(inKeySet.from)}
            width={percent(Math.max(inKeySet.to - inKeySet.from, 0.004))}
            y={index * row + 5}
            height={row - 10}
            rx="4"
          />
          {signing ? (
            <rect
              class="signing"
              x={percent(signing.from)}
              width={percent(Math.max(signing.to - signing.from, 0.004))}
              y={index * row + 5}
              height={row - 10}
              rx="4"
            />
          ) : null}
        </g>
      ))}
      <line class="now" x1={percent(now)} x2={percent(now)} y1="0" y2={height - 20} />
    </svg>
  )
}
