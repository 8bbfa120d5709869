import type { Child } from 'hono/jsx'
import { Value } from '../developer/code.tsx'
import { Check, type Problem, Problems, TextField } from '../fields.tsx'
import { Mark, Name } from '../name.tsx'
import { Confirmed, Notice, Panel, type Place, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'
import { SettingFields, type ShownSetting } from './setting-fields.tsx'

export interface MembersPageProps {
  frame: PortalFrame
  tabs: (Place & { current: boolean })[]
  title: string
  lead: string
  notice?: string | undefined
  members: { href: string; name: string; detail: string; side: string; off: boolean }[]
  /** What can be added. */
  presets: { href: string; name: string; about: string }[]
  none: string
}

/** Providers or directories that are there, and what can be added. */
export function MembersPage({ frame, tabs, title, lead, notice, members, presets, none }: MembersPageProps) {
  return (
    <PortalPage frame={frame} place="/admin/sign-in" title={title} lead={lead} tabs={tabs}>
      {notice === undefined ? null : <Notice kind="done">{notice}</Notice>}
      {members.length === 0 ? (
        <div class="empty">
          <p>{none}</p>
        </div>
      ) : (
        <ul class="items">
          {members.map((member) => (
            <li key={member.href}>
              <Mark name={member.name} />
              <div class="item">
                <a href={member.href}>
                  <Name of={member.name} />
                </a>
                <p>
                  <bdi>{member.detail}</bdi>
                </p>
              </div>
              <p class="side">
                {member.off ? <span class="tag alert">Off</span> : null} {member.side}
              </p>
            </li>
          ))}
        </ul>
      )}
      <Panel title="Add one" id="add">
        <ul class="rows">
          {presets.map((preset) => (
            <li key={preset.href}>
              <div class="who">
                {preset.name}
                <p class="quiet-text">{preset.about}</p>
              </div>
              <a class="button" href={preset.href} aria-label={`Add: ${preset.name}`}>
                Add
              </a>
            </li>
          ))}
        </ul>
      </Panel>
    </PortalPage>
  )
}

export interface MemberSection {
  title: string
  about: string
  settings: ShownSetting[]
  /** Rarely changed: closed, unless something in it is wrong. */
  folded: boolean
}

export interface MemberPageProps {
  frame: PortalFrame
  title: string
  above: Place
  /** Where its forms go. */
  action: string
  /** What stands before the form: how to set up the other side. */
  intro: Child
  sections: MemberSection[]
  problems: readonly Problem[]
  notice?: { kind: 'done' | 'warning' | 'problem'; text: string } | undefined
  /** To copy into the other side. */
  values: { label: string; id: string; value: string }[]
  /** Of a new one. */
  name?: { value: string; hint: string } | undefined
  /** Of one that is there. */
  removal?: { consequence: string } | undefined
  /** What is forgotten with this change: it is asked whether they mean it. */
  forgets?: string | undefined
  preset: string
  version: number
  /** What the button says that tries it out. */
  test?: { button: string; about: string } | undefined
}

export function MemberPage(props: MemberPageProps) {
  const { frame, title, action, sections, problems, notice, values, name, removal, test } = props
  return (
    <PortalPage
      frame={frame}
      place="/admin/sign-in"
      title={title}
      above={props.above}
      lead={props.intro}
      faulty={problems.length > 0}
    >
      {notice === undefined ? null : <Notice kind={notice.kind}>{notice.text}</Notice>}
      {values.length === 0 ? null : (
        <Panel
          title="For the other side"
          about={
            name === undefined
              ? 'What is asked for where you register this server.'
              : 'What is asked for where you register this server, with the short name suggested below: it ends in that name, so choose another one first.'
          }
        >
          <dl class="facts">
            {values.map(({ label, id, value }) => (
              <>
                <dt>{label}</dt>
                <dd>
                  <Value id={id} of={value} />
                </dd>
              </>
            ))}
          </dl>
        </Panel>
      )}
      <PortalForm frame={frame} action={action}>
        <Problems problems={problems} />
        <input type="hidden" name="version" value={String(props.version)} />
        <input type="hidden" name="preset" value={props.preset} />
        {name === undefined ? null : (
          <Panel title="Its name here" about="It stays: records and addresses hold it.">
            <TextField
              name="id"
              label="Short name"
              value={name.value}
              hint={name.hint}
              problem={problems.find(({ field }) => field === 'id')?.message}
              technical
              required
              maxlength={40}
            />
          </Panel>
        )}
        {sections.map((section) => (
          <Section key={section.title} section={section} problems={problems} />
        ))}
        {props.forgets === undefined ? null : (
          <Panel title="Is that meant?" about={props.forgets}>
            <Check name="forget" checked={false} label="Yes, forget these links" />
          </Panel>
        )}
        <div class="actions end">
          <button type="submit" name="action" value="save" class="primary">
            {name === undefined ? 'Save' : 'Add it'}
          </button>
          <a class="button" href={props.above.href}>
            Cancel
          </a>
        </div>
      </PortalForm>
      {test === undefined ? null : (
        <Panel id="test" title="Try it out" about={test.about}>
          <PortalForm frame={frame} action={action}>
            <p class="actions">
              <button type="submit" name="action" value="test">
                {test.button}
              </button>
            </p>
          </PortalForm>
        </Panel>
      )}
      {removal === undefined ? null : (
        <Panel title="Remove it" about="To stop it for a while, switch it off instead.">
          <Confirmed
            frame={frame}
            action={action}
            fields={{ action: 'remove' }}
            opener="Remove"
            consequence={removal.consequence}
            confirm="Remove it for good"
          />
        </Panel>
      )}
    </PortalPage>
  )
}

function Section({ section, problems }: { section: MemberSection; problems: readonly Problem[] }) {
  const { title, about, settings, folded } = section
  const fields = <SettingFields settings={settings} problems={problems} />
  const isFaulty = problems.some(({ field }) => settings.some(({ path }) => path === field))
  return (
    <Panel title={title} about={about}>
      {folded ? (
        <details open={isFaulty}>
          <summary>Show these settings</summary>
          {fields}
        </details>
      ) : (
        fields
      )}
    </Panel>
  )
}
