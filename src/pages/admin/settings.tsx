import { type Problem, Problems } from '../fields.tsx'
import { Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'
import { SettingFields, type ShownSetting } from './setting-fields.tsx'

export interface ShownSettings {
  title: string
  about: string
  settings: ShownSetting[]
}

export interface SettingsPageProps {
  frame: PortalFrame
  groups: ShownSettings[]
  version: number
  changed?: string | undefined
  problems: readonly Problem[]
  notice?: string | undefined
}

export function SettingsPage({ frame, groups, version, changed, problems, notice }: SettingsPageProps) {
  return (
    <PortalPage
      frame={frame}
      place="/admin/settings"
      title="Settings"
      lead={
        changed === undefined
          ? 'All as it comes. A change holds everywhere within two minutes.'
          : `Version ${version}, of ${changed}. A change holds everywhere within two minutes.`
      }
      actions={
        <>
          <a class="button" href="/admin/audit?type=settings.updated">
            Who changed them
          </a>
          <a class="button" href="/admin/settings/export">
            Save as JSON
          </a>
        </>
      }
      faulty={problems.length > 0}
    >
      {notice === undefined ? null : <Notice kind="done">{notice}</Notice>}
      <PortalForm frame={frame} action="/admin/settings">
        <Problems problems={problems} />
        <input type="hidden" name="version" value={String(version)} />
        {groups.map(({ title, about, settings }) => (
          <Panel key={title} title={title} about={about}>
            <SettingFields settings={settings} problems={problems} />
          </Panel>
        ))}
        <div class="actions end">
          <button type="submit" class="primary">
            Save
          </button>
          <a class="button" href="/admin/settings">
            Discard
          </a>
        </div>
      </PortalForm>
    </PortalPage>
  )
}
