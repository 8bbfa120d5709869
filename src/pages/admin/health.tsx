import { type PortalFrame, PortalPage } from '../portal.tsx'

export interface ShownCheck {
  name: string
  state: 'good' | 'watch' | 'bad' | 'off'
  /** What was found. */
  what: string
  /** What to do about it. */
  todo?: string | undefined
}

export interface HealthPageProps {
  frame: PortalFrame
  version: string
  at: string
  checks: ShownCheck[]
}

const words = { good: 'Good', watch: 'Look at it', bad: 'Broken', off: 'Not in use' } as const

export function HealthPage({ frame, version, at, checks }: HealthPageProps) {
  const bad = checks.filter(({ state }) => state === 'bad').length
  const watch = checks.filter(({ state }) => state === 'watch').length
  return (
    <PortalPage
      frame={frame}
      place="/admin/health"
      title={bad > 0 ? 'Something is broken' : watch > 0 ? 'Nearly all is well' : 'All is well'}
      lead={`Version ${version}, asked at ${at}.`}
      actions={
        <a class="button" href="/admin/health">
          Ask again
        </a>
      }
    >
      <ul class="items health">
        {checks.map(({ name, state, what, todo }) => (
          <li key={name}>
            <span class={`lamp ${state}`} aria-hidden="true" />
            <div class="item">
              <h2>{name}</h2>
              <p>{what}</p>
              {todo === undefined ? null : <p class="todo">{todo}</p>}
            </div>
            <p class="side">
              <span class={state === 'good' ? 'tag good' : state === 'off' ? 'tag' : 'tag alert'}>
                {words[state]}
              </span>
            </p>
          </li>
        ))}
      </ul>
    </PortalPage>
  )
}
