/** What sheets need on top of the one stylesheet: documentation, and tables such as that of the error codes. */
import { fingerprint } from './fingerprint.ts'
import { rosette } from './stylesheet-rosette.ts'

export const documentStyles = `/* Positioned, so that what is hidden from sight inside it cannot widen the page. */
.sheet { position: relative; background: var(--paper); border-radius: var(--corner-large); overflow: hidden; filter: var(--shadow) }
.sheet header { --focus: var(--spark); padding: var(--pad); display: grid; gap: .75rem; color: var(--stub-ink); background: var(--stub) ${rosette} no-repeat right -6rem bottom -12rem / 24rem }
.sheet header p { color: var(--stub-quiet); max-width: 38rem }
/* Documentation: a sheet whose first heading and sentence make its head, and the list of all documents beside it. */
main:has(.document) { max-width: 78rem }
.document { display: grid; grid-template-columns: minmax(0, 1fr); gap: 2rem 2.5rem }
.document article { position: relative; padding: 0 var(--pad) var(--pad); background: var(--paper); border-radius: var(--corner-large); overflow: hidden; filter: var(--shadow) }
main .document :is(h1, h1 + p) { --focus: var(--spark); max-width: none; margin: 0 calc(-1 * var(--pad)); background: var(--stub) ${rosette} no-repeat right -6rem bottom -14rem / 24rem }
.document h1 { padding: var(--pad) var(--pad) .75rem; color: var(--stub-ink) }
main .document h1 + p { padding: 0 max(var(--pad), 100% - 40rem) var(--pad) var(--pad); color: var(--stub-quiet); background-position: right -6rem top -10rem }
.document h1 + p :is(a, code) { color: inherit; background: none }
.document h2 { margin: 2.75rem 0 .75rem; font-size: 1.375rem; line-height: 1.25; letter-spacing: -.01em }
.document h3 { margin: 2rem 0 .5rem }
.document [id] { scroll-margin-top: 1.5rem }
.document article > :is(p, ul, ol, blockquote) { max-width: 44rem; margin-top: 1rem }
.document article > h1 + p + :not(h2) { margin-top: 1.75rem }
.document article :is(ul, ol) { padding-inline-start: 1.4rem }
.document :is(pre, table) { margin: 1.25rem 0 }
.document pre { padding: 1rem 1.2rem; overflow-x: auto; background: var(--over); border-radius: var(--corner); line-height: 1.45 }
.document :not(pre) > code { padding: .1em .25em; background: var(--over); border-radius: .3rem }
.document :is(th, td):last-child { padding-inline-end: 0; overflow-wrap: anywhere }
.document nav ul { list-style: none; display: grid; grid-template-columns: repeat(auto-fill, minmax(10rem, 1fr)); gap: 0 1rem }
.document nav a { display: block; padding: .6rem .8rem; color: var(--quiet); text-decoration: none; border-radius: var(--corner) }
.document nav :is(:hover, [aria-current]) { color: var(--ink); background: var(--paper) }
@media (min-width: 72rem) {
  .document { grid-template-columns: minmax(0, 1fr) 13rem }
  .document nav ul { grid-template-columns: 1fr; position: sticky; top: 2rem }
}
/* The reference of an API: an operation a line, and behind it what it takes. */
.reference section > p { margin-bottom: 1rem }
.operation { margin-top: .5rem; border: 1px solid var(--line); border-radius: var(--corner) }
.operation > summary { display: grid; grid-template-columns: 4rem minmax(0, 1fr); gap: .1rem .75rem; padding: .7rem 1rem; list-style: none; cursor: pointer; border-radius: var(--corner) }
.operation > summary::-webkit-details-marker { display: none }
.operation > summary:hover, .operation[open] > summary { background: var(--over) }
.operation > summary > code { padding: 0; background: none; overflow-wrap: anywhere }
.operation > summary .method { font-weight: 650 }
.operation > summary > span { grid-column: 2; color: var(--quiet) }
.operation > :not(summary) { padding: 0 1rem .5rem }
.operation p { margin-top: .75rem }
.operation tr:last-child > * { border-bottom: 0 }
.operation :is(td, th) { overflow-wrap: anywhere }
.operation > summary > code:only-child { grid-column: 1 / -1 }
.document .operation > [id] { scroll-margin-top: 5rem }
/* Not hidden: that would be scrolled by a link to what is folded. */
.reference article { overflow: clip }
table { width: 100%; border-collapse: collapse; font-size: .9375rem; overflow-wrap: break-word }
th, td { padding-block: .8rem; padding-inline: 0 1.5rem; text-align: start; vertical-align: top; border-bottom: 1px solid var(--line) }
.sheet th:first-child { padding-inline-start: var(--pad) }
thead th { color: var(--quiet); font-weight: 600; font-size: .875rem }
tbody th { font-weight: 500 }
tr:target { background: var(--alarm-ground) }
.section { color: var(--quiet); width: 22%; overflow-wrap: anywhere }
@media (max-width: 59.99rem) {
  thead { position: absolute; clip-path: inset(50%) }
  table, tbody, tr, tbody th, tbody td { display: block }
  tr { padding: 1rem var(--pad); border-bottom: 1px solid var(--line) }
  tbody th, tbody td, .sheet th:first-child, .section { padding: .1rem 0; border: 0; width: auto }
  .status::before { content: 'HTTP ' }
  .document tr { padding-inline: 0 }
  .document td::before { content: attr(data-column) ': '; color: var(--quiet) }
  .document td:empty, .document [data-column='']::before { display: none }
}
@media (forced-colors: active) {
  .sheet header, .document :is(h1, h1 + p) { background-image: none }
  .sheet header { border: 1px solid }
}
`

export const documentStylesheetPath = `/documents.css?v=${fingerprint(documentStyles)}`
