import type { Child } from 'hono/jsx'
import { type Problem, Problems } from '../fields.tsx'
import { Notice, Panel, type Place, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'
import { SettingFields, type ShownSetting } from './setting-fields.tsx'

export interface SettingsPartPageProps {
  frame: PortalFrame
  tabs: (Place & { current: boolean })[]
  title: string
  lead: string
  path: string
  sections: { title: string; about: string; settings: ShownSetting[]; columns?: true; more?: Child }[]
  /** Shows what was typed without saving it. */
  preview?: string | undefined
  version: number
  problems: readonly Problem[]
  notice?: { kind: 'done' | 'warning' | 'problem'; text: string } | undefined
  /** Before the form. */
  before?: Child
  /** After it: what else can be done here. */
  children?: Child
}

/** A part of the settings that has a page of its own. */
export function SettingsPartPage(props: SettingsPartPageProps) {
  const { frame, path, sections, problems, notice } = props
  return (
    <PortalPage
      frame={frame}
      place="/admin/sign-in"
      title={props.title}
      lead={props.lead}
      tabs={props.tabs}
      faulty={problems.length > 0}
    >
      {notice === undefined ? null : <Notice kind={notice.kind}>{notice.text}</Notice>}
      {props.before}
      <PortalForm frame={frame} action={path}>
        <Problems problems={problems} />
        <input type="hidden" name="version" value={String(props.version)} />
        {sections.map(({ title, about, settings, columns, more }) => (
          <Panel key={title} title={title} about={about}>
            {more}
            <SettingFields settings={settings} problems={problems} columns={columns} />
          </Panel>
        ))}
        <div class="actions end">
          <button type="submit" name="action" value="save" class="primary">
            Save
          </button>
          {props.preview === undefined ? null : (
            <button type="submit" name="action" value="preview">
              {props.preview}
            </button>
          )}
          <a class="button" href={path}>
            Discard
          </a>
        </div>
      </PortalForm>
      {props.children}
    </PortalPage>
  )
}
