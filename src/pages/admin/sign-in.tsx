import { type Problem, Problems, SelectField, TextArea } from '../fields.tsx'
import { Notice, Panel, type Place, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'

export interface Choice {
  value: string
  label: string
}

export interface WayRow {
  /** `password`, `passkey`… */
  way: string
  label: string
  /** What it lacks, or what is behind it. */
  note: string
  lacks: boolean
  /** The types of people for whom it is ticked. */
  ticked: readonly string[]
}

export interface SignInSettingsPageProps {
  frame: PortalFrame
  tabs: (Place & { current: boolean })[]
  types: Choice[]
  ways: WayRow[]
  /** By type. */
  secondFactor: Readonly<Record<string, string>>
  realms: { row: number; domains: string; to: string }[]
  /** Where a domain can lead. */
  ends: Choice[]
  sketches: Sketch[]
  version: number
  problems: readonly Problem[]
  notice?: string | undefined
}

/** What somebody meets on the sign-in page, from top to bottom. */
export interface Sketch {
  who: string
  parts: { kind: 'field' | 'button' | 'or' | 'text'; text: string }[]
}

const path = '/admin/sign-in'

/** Which ways to sign in there are, for whom, and what people see of it. */
export function SignInSettingsPage(props: SignInSettingsPageProps) {
  const { frame, tabs, problems, notice } = props
  return (
    <PortalPage
      frame={frame}
      place={path}
      title="Sign-in"
      lead="How people prove who they are. A change holds everywhere within two minutes."
      tabs={tabs}
      faulty={problems.length > 0}
    >
      {notice === undefined ? null : <Notice kind="done">{notice}</Notice>}
      <PortalForm frame={frame} action={path}>
        <Problems problems={problems} />
        <input type="hidden" name="version" value={String(props.version)} />
        <Panel
          title="First step"
          about="What counts is the type of the person, looked at again once it is known who they are."
        >
          <Ways {...props} />
        </Panel>
        <Panel
          title="Second step"
          about="A passkey is both steps in one. Whoever switched one-time codes on is always asked for one; operators need a second factor for this console in any case."
        >
          <div class="columns">
            {props.types.map(({ value, label }) => (
              <SelectField
                key={value}
                name={`second:${value}`}
                label={label}
                value={props.secondFactor[value] ?? 'optional'}
                options={[
                  { value: 'optional', label: 'their choice' },
                  { value: 'required', label: 'required' },
                ]}
              />
            ))}
          </div>
        </Panel>
        <Panel
          id="realms"
          title="By email domain"
          about="An address of these domains leads to a directory or to a provider. Where one leads to a provider, the page asks for the address first."
        >
          <Realms {...props} />
        </Panel>
        <div class="actions end">
          <button type="submit" class="primary">
            Save
          </button>
          <a class="button" href={path}>
            Discard
          </a>
        </div>
      </PortalForm>
      <Panel
        id="seen"
        title="What people see"
        about="As it is saved. An application can be limited to some of it."
      >
        <div class="sketches">
          {props.sketches.map((sketch) => (
            <SketchOf key={sketch.who} sketch={sketch} />
          ))}
        </div>
      </Panel>
    </PortalPage>
  )
}

function Ways({ types, ways, problems }: SignInSettingsPageProps) {
  return (
    <>
      {types.map(({ value }) => {
        const problem = problems.find(({ field }) => field === `ways:${value}`)
        return problem === undefined ? null : (
          <p class="fault" key={value}>
            {problem.message}
          </p>
        )
      })}
      <table class="matrix">
        <caption class="unseen">Ways to sign in, and for which people each is there</caption>
        <thead>
          <tr>
            <th scope="col">Way</th>
            {types.map(({ value, label }) => (
              <th scope="col" key={value} id={`ways:${value}`}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ways.map(({ way, label, note, lacks, ticked }) => (
            <tr key={way}>
              <th scope="row">
                {label}
                <span class={lacks ? 'lacks' : 'quiet-text'}>{note}</span>
              </th>
              {types.map((type) => (
                <td key={type.value}>
                  <label>
                    <input
                      type="checkbox"
                      name={`way:${way}:${type.value}`}
                      value="on"
                      checked={ticked.includes(type.value)}
                      aria-label={`${label}: ${type.label}`}
                    />
                    <span aria-hidden="true">{type.label}</span>
                  </label>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  )
}

function Realms({ realms, ends, problems }: SignInSettingsPageProps) {
  if (ends.length === 0)
    return (
      <p class="quiet-text">
        Domains can lead somewhere once there is a <a href={`${path}/directories`}>directory</a> or a{' '}
        <a href={`${path}/providers`}>provider</a>.
      </p>
    )
  const problemAt = (name: string) => problems.find(({ field }) => field === name)?.message
  const free = Math.max(-1, ...realms.map(({ row }) => row)) + 1
  return (
    <>
      {[...realms, { row: free, domains: '', to: '' }].map(({ row, domains, to }) => (
        <div class="realm" key={row}>
          <TextArea
            name={`realm:${row}:domains`}
            label={row === free ? 'More domains' : 'Domains'}
            hint={row === free ? 'One a line, such as corp.example' : undefined}
            value={domains}
            rows={2}
            problem={problemAt(`realm:${row}:domains`)}
          />
          <SelectField
            name={`realm:${row}:to`}
            label="Lead to"
            value={to}
            options={[{ value: '', label: row === free ? '' : 'nowhere: take it out' }, ...withEnd(ends, to)]}
            problem={problemAt(`realm:${row}:to`)}
          />
        </div>
      ))}
    </>
  )
}

/** One that is gone stays visible, so that nobody wonders why it does nothing. */
const withEnd = (ends: Choice[], to: string): Choice[] =>
  to === '' || ends.some(({ value }) => value === to) ? ends : [...ends, { value: to, label: `${to} (gone)` }]

function SketchOf({ sketch: { who, parts } }: { sketch: Sketch }) {
  return (
    <section class="sketch" aria-label={who}>
      <h3>{who}</h3>
      <ul>
        {parts.map(({ kind, text }) => (
          <li class={kind} key={text}>
            {text}
          </li>
        ))}
      </ul>
    </section>
  )
}
