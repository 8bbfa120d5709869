import { Check, type Problem, Problems, SelectField, TextArea, TextField } from '../fields.tsx'
import { Notice, Panel, PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'

export interface ShownSetting {
  /** Its path, such as `lifetimes.code`; also the name of its field. */
  path: string
  label: string
  kind: 'integer' | 'boolean' | 'text' | 'choice' | 'secret' | 'list' | 'json'
  /** What it means, its bounds, its default. */
  hint: string
  value: string
  choices?: readonly string[] | undefined
  unit?: string | undefined
  /** Of a secret: whether there is one. */
  isSet: boolean
}

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
            <div class={settings.every(({ kind }) => kind === 'integer') ? 'fields columns' : 'fields'}>
              {settings.map((setting) => (
                <SettingField
                  key={setting.path}
                  setting={setting}
                  problem={problems.find(({ field }) => field === setting.path)?.message}
                />
              ))}
            </div>
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

function SettingField({ setting, problem }: { setting: ShownSetting; problem: string | undefined }) {
  const { path, label, kind, hint, value, choices = [], isSet } = setting
  const field = { name: path, label, hint, value, problem }
  switch (kind) {
    case 'boolean':
      return <Check name={path} label={label} hint={hint} checked={value === 'on'} />
    case 'choice':
      return (
        <SelectField
          {...field}
          options={choices.map((choice) => ({ value: choice, label: choice.replaceAll('_', ' ') }))}
        />
      )
    case 'json':
      return <TextArea {...field} rows={5} placeholder="JSON" />
    case 'list':
      return <TextArea {...field} rows={2} />
    case 'integer':
      return <TextField {...field} type="number" suffix={setting.unit ?? ''} />
    case 'secret':
      return (
        <>
          <TextField
            {...field}
            type="password"
            placeholder={isSet ? 'Set; leave it empty to keep it' : ''}
            autocomplete="new-password"
          />
          {isSet ? <Check name={`${path}:remove`} label="Remove it" checked={false} /> : null}
        </>
      )
    default:
      return <TextField {...field} />
  }
}
