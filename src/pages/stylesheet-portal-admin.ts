/** The part of the portals' stylesheet that only the operator's console needs: charts, time lines, lamps, the trail. */
export const portalAdminStyles = `:root { --s0: #0e7a5f; --s1: #d98a1f; --s2: #3d6fb0; --s3: #b0496a; --s4: #7a6bb8; --s5: #8a9992 }
@media (prefers-color-scheme: dark) {
  :root { --s0: #4fc29b; --s1: #f0b458; --s2: #7fb0ee; --s3: #ec8fab; --s4: #b6a6f0; --s5: #8b9a93 }
}
.series-0 { fill: var(--s0); background: var(--s0) }
.series-1 { fill: var(--s1); background: var(--s1) }
.series-2 { fill: var(--s2); background: var(--s2) }
.series-3 { fill: var(--s3); background: var(--s3) }
.series-4 { fill: var(--s4); background: var(--s4) }
.series-5 { fill: var(--s5); background: var(--s5) }
.swatch { display: inline-block; width: .8rem; height: .8rem; margin-inline-end: .55rem; border-radius: .2rem; vertical-align: -.06em }
.charts { display: grid; grid-template-columns: minmax(0, 1fr) }
.figure { padding: calc(var(--pad) * .7) var(--pad); min-width: 0 }
.figure + .figure { border-top: 1px solid var(--line) }
.figure h2 { font-size: 1.1875rem; letter-spacing: -.01em; margin-bottom: .9rem }
.beside { display: grid; grid-template-columns: minmax(0, 1fr); gap: 1.25rem 2.5rem; align-items: start }
@media (min-width: 52rem) { .beside { grid-template-columns: minmax(0, 3fr) minmax(15rem, 2fr) } }
svg.chart, svg.timeline { display: block; overflow: hidden }
/* A table's head that is hidden from sight must not widen the page. */
@media (max-width: 59.99rem) { .portal thead { width: 1px; height: 1px; overflow: hidden } }
svg:not(.drawn) text { fill: var(--quiet); font-size: .8125rem; font-variant-numeric: tabular-nums }
svg .grid { stroke: var(--line); stroke-width: 1 }
svg .rail { fill: var(--over) }
.timeline .published, .swatch.published { fill: var(--over); stroke: var(--edge); background: var(--over); box-shadow: inset 0 0 0 1px var(--edge) }
.timeline .signing, .swatch.signing { fill: var(--s0); background: var(--s0) }
.timeline .next .signing { fill: var(--s1) }
.timeline .withdrawn .published { stroke: var(--alarm); stroke-dasharray: 3 3 }
.timeline .withdrawn .signing { fill: var(--alarm) }
.timeline .now { stroke: var(--focus); stroke-width: 2 }
.legend.panel { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem 0; color: var(--quiet); font-size: .9375rem }
.legend .swatch { margin-inline-start: 1.5rem }
.legend .swatch:first-child { margin-inline-start: 0 }
.portal .numbers { font-size: .9375rem }
.portal .numbers :is(th, td) { padding: .35rem .5rem .35rem 0; vertical-align: baseline }
.portal .numbers td { padding-inline-end: 0; white-space: nowrap }
.portal .numbers tfoot :is(th, td) { border-bottom: 0; border-top: 2px solid var(--line); font-weight: 600; text-align: start }
.portal .numbers .number { text-align: end }
@media (max-width: 59.99rem) {
  .portal .numbers { display: table }
  .portal .numbers :is(tbody, tfoot) { display: table-row-group }
  .portal .numbers tr { display: table-row; padding: 0 }
  .portal .numbers :is(th, td) { display: table-cell; border-bottom: 1px solid var(--line) }
}
.leaf > .panel + form, .leaf > form + .panel { border-top: 1px solid var(--line) }
.fields { display: grid; gap: 1.25rem 2rem }
.columns { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 19rem), 1fr)); gap: 1.25rem 2rem }
.checks .columns { gap: 0 2rem }
.slip input[aria-invalid]:not([type='hidden']) { border: 2px solid var(--alarm) }
.portal .confirmed summary { white-space: nowrap }
.swatch.to-come { background: var(--s1) }
.swatch.this-moment { width: .2rem; height: 1.1rem; border-radius: 0; background: var(--focus); vertical-align: -.2em }
.trail th .quiet-text { display: block; font-weight: 400 }
.portal .numbers th.number { padding-inline-end: 0 }
.filters { align-items: end; gap: .75rem; padding: calc(var(--pad) * .6) var(--pad); border-bottom: 1px solid var(--line) }
.leaf > form.filters { display: flex }
.filters .field { flex: 1 1 11rem }
.filters .field:first-child { flex-grow: 2 }
.filters .field:has([type='date']) { flex: 0 1 11rem }
.filters button { flex: none }
.further { padding-top: calc(var(--pad) * .4) }
.further > * { flex: none }
.trail td:first-child { white-space: nowrap; font-variant-numeric: tabular-nums }
.trail details summary { min-height: 0; padding: .2rem 0; font-size: .9375rem }
.trail pre { max-width: 34rem; margin-top: .3rem; background: var(--over); border-radius: var(--corner); font-size: .8125rem }
.trail .tag { margin: 0 }
.sought { padding: calc(var(--pad) * .4) var(--pad) 0 }
.portal .trail .quiet-text { display: block }
.trail th { font-weight: 500; min-width: 10rem }
.trail .request { overflow-wrap: anywhere }
.portal .trail .agent { display: -webkit-box; max-width: 15rem; overflow: hidden; overflow-wrap: anywhere; -webkit-box-orient: vertical; -webkit-line-clamp: 1 }
@media (max-width: 59.99rem) {
  /* Both stand among the details as well. */
  .portal .trail :is(.agent, .request), .trail td:last-child:not(:has(> bdi)) { display: none }
  .portal .trail th .quiet-text { display: inline; margin-inline-start: .4rem }
  .portal .trail :is(td, th) { padding-block: .1rem }
  .filters .field, .filters .field:has([type='date']) { flex: 1 1 8rem }
}
.health h2 { font-size: 1.0625rem }
.health > li { align-items: start }
.lamp { flex: none; width: .9rem; height: .9rem; margin-top: .4rem; border-radius: 50%; background: var(--s0) }
.lamp.watch { background: var(--s1) }
.lamp.bad { background: var(--alarm) }
.lamp.off { background: none; box-shadow: inset 0 0 0 2px var(--edge) }
.items .item .todo { color: var(--ink) }
.panel > .rows ol { list-style: none }
@media (forced-colors: active) {
  svg [class^='series'], .swatch, .lamp { forced-color-adjust: none }
}`
