import type { SettingKind } from '../../protocol/settings-fields.ts'
import { Check, Checks, type Problem, SelectField, TextArea, TextField } from '../fields.tsx'

export interface ShownSetting {
  /** Its path, such as `lifetimes.code`; also the name of its field. */
  path: string
  label: string
  kind: SettingKind
  /** What it means, its bounds, its default. */
  hint: string
  value: string
  choices: readonly { value: string; label: string; checked: boolean }[]
  unit: string
  placeholder?: string | undefined
  /** Of a secret: whether it has several lines. */
  lines?: true | undefined
  /** Of a secret: whether there is one. */
  isSet: boolean
}

export interface SettingFieldsProps {
  settings: readonly ShownSetting[]
  problems: readonly Problem[]
  /** Short ones. */
  columns?: true | undefined
}

/** Settings one below the other; short ones beside each other. */
export function SettingFields({ settings, problems, columns }: SettingFieldsProps) {
  return (
    <div class={columns || settings.every(({ kind }) => kind === 'integer') ? 'fields columns' : 'fields'}>
      {settings.map((setting) => (
        <OneSetting
          key={setting.path}
          setting={setting}
          problem={problems.find(({ field }) => field === setting.path)?.message}
        />
      ))}
    </div>
  )
}

function OneSetting({ setting, problem }: { setting: ShownSetting; problem: string | undefined }) {
  const { path, label, kind, hint, value, choices, isSet, placeholder } = setting
  const field = { name: path, label, hint, value, problem, ...(placeholder && { placeholder }) }
  switch (kind) {
    case 'boolean':
      return <Check name={path} label={label} hint={hint} checked={value === 'on'} />
    case 'choice':
      return <SelectField {...field} options={[...choices]} />
    case 'choices':
      return (
        <Checks name={path} legend={label} hint={hint} problem={problem}>
          {choices.map((each) => (
            <Check
              key={each.value}
              name={`${path}:${each.value}`}
              label={each.label}
              checked={each.checked}
            />
          ))}
        </Checks>
      )
    case 'json':
      return <TextArea {...field} rows={5} placeholder="JSON" />
    case 'pairs':
    case 'lists':
      return <TextArea {...field} rows={4} />
    case 'list':
      return <TextArea {...field} rows={2} />
    case 'integer':
      return <TextField {...field} type="number" suffix={setting.unit} />
    case 'secret':
      return <SecretField {...field} isSet={isSet} lines={setting.lines} />
    default:
      return <TextField {...field} technical={/(_uri|_url|url|issuer|id|dn)$/.test(path)} />
  }
}

interface SecretFieldProps {
  name: string
  label: string
  hint: string
  problem: string | undefined
  isSet: boolean
  lines?: true | undefined
}

/** Nobody is shown what is set: it stays, is replaced, or goes. */
function SecretField({ isSet, lines, ...field }: SecretFieldProps) {
  const placeholder = isSet ? 'Set; leave it empty to keep it' : ''
  return (
    <>
      {lines ? (
        <TextArea {...field} value="" rows={5} placeholder={placeholder} />
      ) : (
        <TextField
          {...field}
          value=""
          type="password"
          placeholder={placeholder}
          autocomplete="new-password"
        />
      )}
      {isSet ? <Check name={`${field.name}:remove`} label="Remove it" checked={false} /> : null}
    </>
  )
}
