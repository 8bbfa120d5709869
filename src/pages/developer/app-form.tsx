import { Problems } from '../fields.tsx'
import { Mark, Name } from '../name.tsx'
import { plainName } from '../plain-name.ts'
import { PortalForm, type PortalFrame, PortalPage } from '../portal.tsx'
import {
  type AppFieldsProps,
  BasicFields,
  LifeFields,
  LooksFields,
  ScopeFields,
  SecurityFields,
  WayFields,
} from './app-fields.tsx'
import { type AppHead, appTabs } from './app-head.tsx'
import { LogoutFields } from './logout-fields.tsx'

export interface NewAppPageProps extends AppFieldsProps {
  frame: PortalFrame
}

const advanced = [
  'logo',
  'policy',
  'tos',
  'initiate',
  'scope',
  'token_',
  'grant',
  'id_token',
  'access_',
  'refresh_',
  'default_',
  'require',
  'sign_in',
]

export function NewAppPage({ frame, ...fields }: NewAppPageProps) {
  // A form with something wrong inside is shown open.
  const open = fields.problems.some(({ field }) => advanced.some((name) => field?.startsWith(name)))
  return (
    <PortalPage
      frame={frame}
      place="/developer"
      title="Register an application"
      above={{ name: 'Your applications', href: '/developer' }}
      lead="These few answers are enough. You can change them later."
      faulty={fields.problems.length > 0}
    >
      <PortalForm frame={frame} action="/developer/apps/new" class="app-form">
        <Problems problems={fields.problems} />
        <BasicFields {...fields} />
        <details class="advanced" open={open}>
          <summary>
            Advanced <span class="hint">looks, scopes, APIs, lifetimes; all of it has safe defaults</span>
          </summary>
          <LooksFields {...fields} />
          <LogoutFields {...fields} />
          <ScopeFields {...fields} />
          <SecurityFields {...fields} />
          <WayFields {...fields} />
          <LifeFields {...fields} />
        </details>
        <div class="actions end">
          <button type="submit" class="primary">
            Register it
          </button>
          <a class="button" href="/developer">
            Cancel
          </a>
        </div>
      </PortalForm>
    </PortalPage>
  )
}

export interface EditAppPageProps extends AppFieldsProps {
  frame: PortalFrame
  app: AppHead
  /** The version that the form was made from. */
  version: number
}

export function EditAppPage({ frame, app, version, ...fields }: EditAppPageProps) {
  return (
    <PortalPage
      frame={frame}
      place="/developer"
      title={`Edit ${plainName(app.name)}`}
      heading={
        <>
          <Mark name={app.name} logo={app.logo} />
          <h1>
            <span class="lead-in">Edit</span> <Name of={app.name} />
          </h1>
        </>
      }
      above={{ name: 'Your applications', href: '/developer' }}
      tabs={appTabs(app, 'edit')}
      faulty={fields.problems.length > 0}
    >
      <PortalForm frame={frame} action={`${app.href}/edit`}>
        <Problems problems={fields.problems} />
        <input type="hidden" name="version" value={String(version)} />
        <BasicFields {...fields} />
        <LooksFields {...fields} />
        <LogoutFields {...fields} />
        <ScopeFields {...fields} />
        <SecurityFields {...fields} />
        <WayFields {...fields} />
        <LifeFields {...fields} />
        <div class="actions end">
          <button type="submit" class="primary">
            Save
          </button>
          <a class="button" href={app.href}>
            Cancel
          </a>
        </div>
      </PortalForm>
    </PortalPage>
  )
}
