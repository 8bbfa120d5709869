import type { Child } from 'hono/jsx'

export interface TicketProps {
  /** The dark half: who asks. It holds the page's one `h1`. */
  stub: Child
  /** A void ticket is one that leads nowhere: an error. */
  void?: boolean | undefined
  children?: Child
}

/** Every page is a ticket torn in two: who asks on the stub, what the person does about it on the slip. */
export function Ticket({ stub, void: isVoid = false, children }: TicketProps) {
  return (
    <div class={isVoid ? 'ticket void' : 'ticket'}>
      <div class="stub">{stub}</div>
      <div class="slip">{children}</div>
    </div>
  )
}
