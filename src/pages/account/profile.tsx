import { type Problem, Problems, TextField, type TextFieldProps } from '../fields.tsx'
import { Mark, Name } from '../name.tsx'
import { Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'

export interface ProfilePageProps {
  frame: PortalFrame
  name: string
  login: string
  values: Readonly<Record<string, unknown>>
  labels: Readonly<Record<string, string>>
  problems: Problem[]
  version: number
  editable: boolean
  /** Names of time zones, to choose from. */
  zones: string[]
  /** What they cannot change here. */
  fixed: { term: string; value: string }[]
  notice?: string | undefined
}

export function ProfilePage(props: ProfilePageProps) {
  const { frame, name, login, problems, editable, notice } = props
  return (
    <PortalPage
      frame={frame}
      place="/account"
      title="Your profile"
      heading={
        <>
          <Mark name={name} />
          <div>
            <h1>
              <span class="unseen">Your profile: </span>
              <Name of={name} />
            </h1>
            <p>
              <Name of={login} />
            </p>
          </div>
        </>
      }
      faulty={problems.length > 0}
    >
      {notice === undefined ? null : <Notice kind="done">{notice}</Notice>}
      {editable ? <ProfileForm {...props} /> : <ReadOnly {...props} />}
      <Panel
        title="Looked after by others"
        about="Whoever runs this server changes these. An email address is how you sign in and are found again, so it cannot be changed here until this server can check that a new one is yours."
      >
        <Facts facts={props.fixed} />
      </Panel>
    </PortalPage>
  )
}

const names = ['name', 'given_name', 'middle_name', 'family_name', 'nickname']
const more = ['picture', 'website', 'birthdate']
const language = ['locale', 'zoneinfo']

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

const hints: Readonly<Record<string, string>> = {
  picture: 'The https address of an image.',
  birthdate: 'Such as 1815-12-10; or only the year.',
  locale: 'Such as en, or pt-BR.',
  zoneinfo: 'Such as Europe/Oslo. Times on these pages follow it.',
}

const autocompletes: Readonly<Record<string, string>> = {
  name: 'name',
  given_name: 'given-name',
  middle_name: 'additional-name',
  family_name: 'family-name',
  nickname: 'nickname',
  picture: 'photo',
  website: 'url',
  birthdate: 'bday',
  locale: 'language',
}

const kinds: Readonly<Record<string, TextFieldProps['type']>> = { picture: 'url', website: 'url' }

function ProfileForm({ frame, values, labels, problems, version, zones }: ProfilePageProps) {
  const field = (name: string) => (
    <TextField
      key={name}
      name={name}
      label={labels[name] ?? name}
      value={textOf(values[name])}
      type={kinds[name] ?? 'text'}
      hint={hints[name]}
      problem={problems.find((each) => each.field === name)?.message}
      autocomplete={autocompletes[name] ?? 'off'}
      {...(name === 'zoneinfo' && { list: 'zones' })}
    />
  )
  return (
    <PortalForm frame={frame} action="/account">
      <Problems problems={problems} />
      <input type="hidden" name="version" value={String(version)} />
      <Panel title="Your name" about="Applications that you allow to see your profile address you by it.">
        <div class="columns">{names.map(field)}</div>
      </Panel>
      <Panel
        title="More about you"
        about="All of it is for you to give or to leave out. What is empty, nobody is told."
      >
        <div class="columns">{more.map(field)}</div>
      </Panel>
      <Panel title="Language and time">
        <div class="columns">{language.map(field)}</div>
        <datalist id="zones">
          {zones.map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </Panel>
      <div class="actions end">
        <button type="submit" class="primary">
          Save
        </button>
      </div>
    </PortalForm>
  )
}

function ReadOnly({ values, labels }: ProfilePageProps) {
  const facts = [...names, ...more, ...language]
    .filter((name) => textOf(values[name]) !== '')
    .map((name) => ({ term: labels[name] ?? name, value: textOf(values[name]) }))
  return (
    <Panel title="Who you are" about="What applications may learn of you, where you allow it.">
      {facts.length === 0 ? <p class="quiet-text">Nothing is on record.</p> : <Facts facts={facts} />}
    </Panel>
  )
}

function Facts({ facts }: { facts: { term: string; value: string }[] }) {
  return (
    <dl class="facts">
      {facts.map(({ term, value }) => (
        <>
          <dt>{term}</dt>
          <dd>
            <bdi>{value}</bdi>
          </dd>
        </>
      ))}
    </dl>
  )
}
