import { TextArea, TextField } from '../fields.tsx'
import { Panel } from '../portal.tsx'
import { type AppFieldsProps, fieldsOf } from './app-fields.tsx'

/** How an application hears that somebody has signed out, and where it may send people after. */
export function LogoutFields({ values, problems }: AppFieldsProps) {
  const field = fieldsOf(values, problems)
  return (
    <Panel
      title="When people sign out"
      about="Of this server, here or at another application. None of it is required: without it, people stay signed in to yours."
    >
      <TextArea
        {...field('post_logout_redirect_uris')}
        label="After signing out"
        placeholder="https://app.example.com/signed-out"
        hint="Where your application may send people back to when it signs them out. One a line, character by character."
      />
      <TextField
        {...field('backchannel_logout_uri')}
        label="Told by this server"
        type="url"
        placeholder="https://app.example.com/backchannel-logout"
        hint="It posts a logout token there when a session ends, whoever ended it. https, on the public internet."
      />
      <TextField
        {...field('frontchannel_logout_uri')}
        label="Loaded by the browser"
        type="url"
        hint="In a frame, when people sign out. On the host of a redirect URI. Browsers may keep your cookies from it."
      />
    </Panel>
  )
}
