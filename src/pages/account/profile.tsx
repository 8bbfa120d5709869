import { type Problem, Problems, TextField, type TextFieldProps } from '../fields.tsx'
import { Mark, Name } from '../name.tsx'
import { Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'
import type { MessageKey } from '../text.ts'

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
  const { t } = frame
  return (
    <PortalPage
      frame={frame}
      place="/account"
      title={t('profile.title')}
      heading={
        <>
          <Mark name={name} />
          <div>
            <h1>
              <span class="unseen">{t('profile.title')}: </span>
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
      <Panel title={t('profile.fixed')} about={t('profile.fixed_about')}>
        <Facts facts={props.fixed} />
        <p class="actions">
          <a class="button" href="/account/email">
            {t('account_email.title')}
          </a>
        </p>
      </Panel>
    </PortalPage>
  )
}

const names = ['name', 'given_name', 'middle_name', 'family_name', 'nickname']
const more = ['picture', 'website', 'birthdate']
const language = ['locale', 'zoneinfo']

const textOf = (value: unknown) => (typeof value === 'string' ? value : '')

const hints: Readonly<Record<string, MessageKey>> = {
  picture: 'profile.picture_hint',
  birthdate: 'profile.birthdate_hint',
  locale: 'profile.locale_hint',
  zoneinfo: 'profile.zoneinfo_hint',
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
  const { t } = frame
  const hintOf = (name: string) => {
    const key = hints[name]
    return key && t(key)
  }
  const field = (name: string) => (
    <TextField
      key={name}
      name={name}
      label={labels[name] ?? name}
      value={textOf(values[name])}
      type={kinds[name] ?? 'text'}
      hint={hintOf(name)}
      problem={problems.find((each) => each.field === name)?.message}
      autocomplete={autocompletes[name] ?? 'off'}
      {...(name === 'zoneinfo' && { list: 'zones' })}
    />
  )
  return (
    <PortalForm frame={frame} action="/account">
      <Problems problems={problems} />
      <input type="hidden" name="version" value={String(version)} />
      <Panel title={t('profile.name')} about={t('profile.name_about')}>
        <div class="columns">{names.map(field)}</div>
      </Panel>
      <Panel title={t('profile.more')} about={t('profile.more_about')}>
        <div class="columns">{more.map(field)}</div>
      </Panel>
      <Panel title={t('profile.language')}>
        <div class="columns">{language.map(field)}</div>
        <datalist id="zones">
          {zones.map((zone) => (
            <option key={zone} value={zone} />
          ))}
        </datalist>
      </Panel>
      <div class="actions end">
        <button type="submit" class="primary">
          {t('profile.save')}
        </button>
      </div>
    </PortalForm>
  )
}

function ReadOnly({ frame: { t }, values, labels }: ProfilePageProps) {
  const facts = [...names, ...more, ...language]
    .filter((name) => textOf(values[name]) !== '')
    .map((name) => ({ term: labels[name] ?? name, value: textOf(values[name]) }))
  return (
    <Panel title={t('profile.who')} about={t('profile.who_about')}>
      {facts.length === 0 ? <p class="quiet-text">{t('profile.nothing')}</p> : <Facts facts={facts} />}
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
