/** The part of the portals' stylesheet that is for what stands on a sheet: lists, tables, facts, code, notices. */
export const portalPartStyles = `.notice { padding: .9rem 1.1rem; border-inline-start: .3rem solid; border-radius: var(--corner); border-start-start-radius: .3rem; border-end-start-radius: .3rem }
.notice.done { color: var(--link); background: var(--over) }
.notice.warning { color: var(--warn); background: var(--warn-ground) }
.notice.problem { color: var(--alarm); background: var(--alarm-ground); font-weight: 400 }
.notice :is(ul, ol) { padding-inline-start: 1.2rem; margin-top: .35rem }
.notice a { color: inherit }
.items { list-style: none }
.items > li { position: relative; display: flex; flex-wrap: wrap; align-items: center; gap: .75rem 1.1rem; padding: 1.1rem var(--pad); border-bottom: 1px solid var(--line) }
.items > li:last-child { border-bottom: 0 }
.items > li:hover { background: var(--over) }
.items .mark { width: 2.9rem; height: 2.9rem; border-radius: .75rem; font-size: 1rem }
.items .item { flex: 1 1 16rem; min-width: 0 }
.items .item a { color: inherit; font-weight: 600; font-size: 1.0625rem; text-decoration: none }
.items .item a::after { content: ''; position: absolute; inset: 0 }
.items .item a:focus-visible { outline: 0 }
.items li:has(a:focus-visible) { outline: 3px solid var(--focus); outline-offset: -3px }
.items .item p, .items .side { color: var(--quiet); font-size: .9375rem }
.items .side { flex: none; text-align: end }
.tag { white-space: nowrap }
.tag.alert { color: var(--alarm) }
.tag.good { color: var(--link) }
.empty { display: grid; gap: 1rem; justify-items: start; padding: calc(var(--pad) * 1.2) var(--pad) }
.empty p { max-width: 40rem }
.facts { display: grid; grid-template-columns: minmax(0, 1fr); gap: .2rem 1.5rem }
.facts dt { margin-top: .7rem; font-size: .9375rem }
.facts dt:first-child { margin-top: 0 }
@media (min-width: 40rem) {
  .facts { grid-template-columns: minmax(9rem, max-content) minmax(0, 1fr); row-gap: .7rem }
  .facts dt { margin: 0; max-width: 14rem }
}
.facts ul { list-style: none }
.value { display: flex; flex-wrap: wrap; align-items: center; gap: .4rem .75rem }
.value code { overflow-wrap: anywhere }
.copy { flex: none; min-height: 2rem; min-width: 4.5rem; padding: .1rem .7rem; font-size: .875rem; font-weight: 500; color: var(--link); border-color: var(--line) }
.copy[hidden] { display: none }
.reveal { display: grid; gap: .7rem; padding: 1.2rem 1.3rem; color: var(--warn); background: var(--warn-ground); border: 2px dashed; border-radius: .8rem }
.reveal .value { padding: .7rem .9rem; color: var(--ink); background: var(--paper); border-radius: .5rem }
.reveal code { font-size: 1rem; font-weight: 600 }
.snippet { margin: 0; border: 1px solid var(--line); border-radius: .8rem; overflow: hidden }
.snippet figcaption { display: flex; align-items: center; justify-content: space-between; gap: .75rem; min-height: 2.75rem; padding: .35rem .6rem .35rem 1rem; color: var(--quiet); font-size: .9375rem; background: var(--over); border-bottom: 1px solid var(--line) }
.portal pre { margin: 0; padding: 1rem; overflow-x: auto; font: .875rem/1.55 var(--mono); tab-size: 2 }
.portal pre code { font: inherit }
.portal pre.wrap { white-space: pre-wrap; overflow-wrap: anywhere }
.portal pre:focus-visible { outline-offset: -3px }
.pick { border: 1px solid var(--line); border-radius: .8rem }
.pick + .pick { margin-top: -.6rem }
.pick > summary { padding: .7rem 1rem; color: var(--ink); font-weight: 600 }
.pick > summary:hover { background: var(--over) }
.pick > summary .hint { display: inline; margin-inline-start: .5rem }
.pick > div { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1rem; padding: .25rem 1rem 1rem }
.rows { list-style: none; display: grid; gap: 0 }
.rows > li { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .5rem 1rem; padding: .8rem 0; border-bottom: 1px solid var(--line) }
.rows > li:first-child { padding-top: 0 }
.rows > li:last-child { border-bottom: 0; padding-bottom: 0 }
.rows .who { flex: 1 1 12rem }
.rows .mark { width: 2.5rem; height: 2.5rem; border-radius: 50%; font-size: .9rem }
.rows .confirmed { max-width: 100% }
.rows .confirmed[open] { flex-basis: 100% }
.quiet-text { color: var(--quiet); font-size: .9375rem; font-weight: 400; line-height: 1.4 }
.portal .scroll { overflow-x: auto }
.portal .leaf > table :is(th, td):first-child, .portal .leaf > .scroll > table :is(th, td):first-child { padding-inline-start: var(--pad) }
.portal .leaf > table :is(th, td):last-child { padding-inline-end: var(--pad) }
.portal tbody tr:last-child > * { border-bottom: 0 }
.portal td code + .quiet-text { display: block }
.portal .number { text-align: end; font-variant-numeric: tabular-nums }
@media (max-width: 39.99rem) {
  .items .item { flex: 1 1 0 }
  .items .side { flex-basis: 100%; padding-inline-start: 4rem; text-align: start }
}
@media (max-width: 59.99rem) {
  .portal tr { padding-inline: 0 }
  .portal .leaf > table tr { padding-inline: var(--pad) }
  .portal .leaf > table :is(th, td):is(:first-child, :last-child) { padding-inline: 0 }
  .portal td[data-column]::before { content: attr(data-column) ': '; color: var(--quiet) }
  .portal td[data-column]:empty { display: none }
  .portal .number { text-align: start }
  .portal .claims tr { padding: .6rem 0 }
  .portal .claims tbody tr > :is(th, td) { width: auto; padding: .05rem 0; border: 0 }
}
.claims { table-layout: fixed }
.claims caption { padding-bottom: .3rem; text-align: start; font-weight: 600 }
.claims th { width: 8.5rem; padding-block: .5rem; padding-inline: 0 1rem }
.claims td { padding: .5rem 0; overflow-wrap: anywhere }
.claims tbody tr:last-child > * { border-bottom: 1px solid var(--line) }
.verdict { display: flex; gap: 1rem; align-items: start; padding: 1.1rem 1.3rem; border-radius: .8rem; background: var(--over) }
.verdict.bad { color: var(--alarm); background: var(--alarm-ground) }
.verdict a { color: inherit }
.verdict strong { display: block; font-size: 1.125rem }
.checklist { list-style: none; display: grid; gap: .5rem }
.checklist li { position: relative; padding-inline-start: 1.9rem }
.checklist li::before { content: ''; position: absolute; inset-inline-start: .3rem; top: .3em; width: .42rem; height: .8rem; border: solid var(--link); border-width: 0 2.5px 2.5px 0; transform: rotate(42deg) }
.checklist li.bad { color: var(--alarm) }
.checklist li.bad::before { content: '×'; inset-inline-start: .15rem; top: -.28em; border: 0; transform: none; font-size: 1.5rem; line-height: 1.4 }
.checklist li.unknown { color: var(--quiet) }
.checklist li.unknown::before { content: '–'; inset-inline-start: .2rem; top: 0; border: 0; transform: none; width: auto; height: auto }
.plain { list-style: none }
.refusals { list-style: none }
.refusals > li { border-bottom: 1px solid var(--line) }
.refusals > li:last-child { border-bottom: 0 }
.refusals summary { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: .15rem 1rem; padding: 1rem var(--pad); color: var(--ink); list-style: none }
.refusals summary::-webkit-details-marker { display: none }
.refusals summary:hover, .refusals [open] summary { background: var(--over) }
.refusals summary code { font-weight: 650; color: var(--alarm) }
.refusals time { color: var(--quiet); font-size: .9375rem }
.refusals .why { grid-column: 1 / -1 }
.refusals details > div { display: grid; gap: 1rem; padding: .5rem var(--pad) 1.5rem }
.differs { color: var(--alarm) }
.differs code { font-weight: 650 }
`
