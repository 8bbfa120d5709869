import { useText } from './layout.tsx'
import { Say } from './say.tsx'

/** The number under which the server's log knows this page. */
export function RequestId({ value }: { value: string }) {
  return (
    <p class="small-print">
      <Say t={useText()} say="page.request" values={{ request: <code>{value}</code> }} />
    </p>
  )
}
