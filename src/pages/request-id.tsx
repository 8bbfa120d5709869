/** The number under which the server's log knows this page. */
export function RequestId({ value }: { value: string }) {
  return (
    <p class="small-print">
      If you ask for help, mention request <code>{value}</code>
    </p>
  )
}
