import { raw } from 'hono/html'

/** The demo's own looks: a blue sheet of paper, so that nobody takes it for the authorization server. */
export const stylesheet = raw(`
:root {
  color-scheme: light dark;
  --ground: #f3f4f8; --paper: #fff; --ink: #171a26; --quiet: #545a70; --line: #d9dce7; --well: #f4f5fa;
  --accent: #3346d3; --accent-over: #2434a8; --accent-ink: #fff;
  --good: #17663c; --good-ground: #e2f3e8; --bad: #8f2a12; --bad-ground: #fcebe5; --focus: #b8560a;
  --mono: ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'Liberation Mono', monospace;
}
@media (prefers-color-scheme: dark) {
  :root {
    --ground: #0e1018; --paper: #171a26; --ink: #eceef7; --quiet: #a8aec6; --line: #2c3145; --well: #10131d;
    --accent: #9fabff; --accent-over: #bcc5ff; --accent-ink: #10153c;
    --good: #8fdcae; --good-ground: #12301f; --bad: #ffb59f; --bad-ground: #3a1a10; --focus: #f4bd52;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 1rem/1.55 system-ui, -apple-system, 'Segoe UI', sans-serif; }
header, main { max-width: 52rem; margin: 0 auto; padding: 0 clamp(1rem, 4vw, 2rem); }
header { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .9rem; padding-block: 1.4rem; }
main { padding-bottom: 5rem; }
small, .hint { color: var(--quiet); font-size: .875rem; }
a { color: var(--accent); text-underline-offset: .2em; }
.brand { color: inherit; font-weight: 650; text-decoration: none; padding: .25rem 0; }
.brand span { display: inline-block; width: .85em; height: .85em; margin-right: .5em; border-radius: .25em; background: var(--accent); transform: translateY(.06em); }
:focus-visible { outline: 3px solid var(--focus); outline-offset: 2px; border-radius: .3rem; }
h1 { max-width: 24ch; margin: 1.5rem 0 .75rem; font-size: clamp(1.7rem, 1.2rem + 2.4vw, 2.6rem); line-height: 1.12; letter-spacing: -.022em; text-wrap: balance; }
h2 { margin: 0 0 .35rem; font-size: 1.15rem; letter-spacing: -.01em; }
h3 { margin: 1rem 0 .35rem; color: var(--quiet); font-size: .8rem; font-weight: 600; }
p { margin: .35rem 0 .8rem; max-width: 62ch; }
.lead { color: var(--quiet); font-size: 1.1rem; }
main > h2 { margin-top: 2rem; }
.actions { display: flex; flex-wrap: wrap; align-items: center; gap: .6rem .9rem; margin: 1.5rem 0; }
.actions form { margin: 0; }
.button { display: inline-flex; align-items: center; min-height: 2.75rem; padding: .5rem 1.15rem; border: 1px solid var(--accent); border-radius: .55rem;
  background: var(--accent); color: var(--accent-ink); font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }
.button:hover { background: var(--accent-over); border-color: var(--accent-over); }
.button.plain { background: var(--paper); border-color: var(--quiet); color: var(--ink); }
.button.plain:hover { border-color: var(--accent); color: var(--accent); }
code, pre { font-family: var(--mono); font-size: .86rem; }
pre { margin: .4rem 0; padding: .8rem 1rem; border: 1px solid var(--line); border-radius: .5rem; background: var(--well); line-height: 1.5;
  white-space: pre-wrap; overflow-wrap: anywhere; word-break: break-all; }
.long { max-height: 8.4rem; overflow: auto; }
.hero { padding: clamp(1rem, 6vw, 3.5rem) 0 clamp(1rem, 4vw, 2.5rem); }
.hero h1 { max-width: 21ch; }
.hero .button { padding-inline: 1.8rem; font-size: 1.1rem; }
.parties { display: grid; grid-template-columns: repeat(auto-fit, minmax(14rem, 1fr)); gap: 1px; margin: 0; padding: 0; list-style: none;
  border: 1px solid var(--line); border-radius: .8rem; overflow: hidden; background: var(--line); }
.parties li { display: flex; flex-direction: column; gap: .3rem; padding: 1.2rem; background: var(--paper); }
.parties span { flex: 1; color: var(--quiet); font-size: .925rem; }
.parties code { overflow-wrap: anywhere; }
.shapes { display: grid; grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); gap: 1rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.shapes li { display: flex; flex-direction: column; padding: 1.1rem 1.2rem; border: 1px solid var(--line); border-radius: .8rem; background: var(--paper); }
.shapes li:has([open]) { grid-column: 1 / -1; }
.shapes h3 { margin: 0; color: inherit; font-size: 1.05rem; }
.shapes p { margin: .3rem 0 .6rem; color: var(--quiet); font-size: .925rem; }
.shapes p:has(+ p) { flex: 1; }
.shapes p + p { overflow-wrap: anywhere; }
.shapes .button { width: 100%; justify-content: center; text-align: center; line-height: 1.3; }
.shapes details { margin-top: .4rem; }
td .button { margin-top: .5rem; font-family: system-ui, sans-serif; }
thead th { color: var(--quiet); font-size: .8rem; }
.television { display: grid; gap: 1.5rem 3rem; align-items: center; padding: clamp(1.2rem, 5vw, 3rem); border-radius: 1rem; background: #0b0d14; color: #eceef7;
  --accent: #9fabff; --accent-over: #bcc5ff; --accent-ink: #10153c; --quiet: #a8aec6; --focus: #f4bd52; }
.television h1 { margin-top: 0; }
.television .lead { margin: .3rem 0; }
.big { font-size: clamp(1.3rem, 1rem + 1.6vw, 1.9rem); font-weight: 600; overflow-wrap: anywhere; }
.user-code { font-family: var(--mono); font-size: clamp(2rem, 1.2rem + 4vw, 3.4rem); letter-spacing: .06em; white-space: nowrap; }
.television figure { margin: 0; max-width: 15rem; color: var(--quiet); font-size: .875rem; }
.television figure svg { display: block; width: 100%; border-radius: .5rem; background: #fff; }
@media (min-width: 44rem) { .television:has(figure) { grid-template-columns: 1fr 13rem; } }
.latest { margin: 0 0 2rem; padding: 1.1rem 1.25rem; border: 1px solid var(--accent); border-radius: .8rem; background: var(--paper); }
.steps { margin: 0; padding: 0; list-style: none; counter-reset: step; }
.steps > li { position: relative; counter-increment: step; padding: 0 0 2.2rem 2.9rem; }
.steps > li::before { content: counter(step); position: absolute; left: 0; top: -.1rem; width: 1.8rem; height: 1.8rem; border-radius: 50%;
  background: var(--paper); border: 1px solid var(--line); color: var(--quiet); font-weight: 600; font-size: .9rem; line-height: 1.7rem; text-align: center; }
.steps > li:not(:last-child)::after { content: ''; position: absolute; left: .9rem; top: 2.1rem; bottom: .5rem; width: 1px; background: var(--line); }
.status { display: inline-block; margin-left: .35rem; padding: 0 .5rem; border-radius: 1rem; font-family: var(--mono); }
.good { background: var(--good-ground); color: var(--good); }
.bad { background: var(--bad-ground); color: var(--bad); }
.header code { display: inline-block; margin: 0 .3rem .3rem 0; padding: .05rem .5rem; border: 1px solid var(--line); border-radius: 1rem; color: var(--quiet); font-size: .8rem; overflow-wrap: anywhere; }
table { width: 100%; border-collapse: collapse; background: var(--paper); border: 1px solid var(--line); }
th, td { padding: .45rem .8rem; border-top: 1px solid var(--line); text-align: left; vertical-align: top; font-weight: 400; }
th { width: 13rem; } th small { display: block; line-height: 1.3; }
td { font-family: var(--mono); font-size: .86rem; overflow-wrap: anywhere; word-break: break-word; }
.facts { margin: .4rem 0 .8rem; } .facts div { padding: .35rem 0; } .facts dd { margin: 0; color: var(--quiet); }
.facts dt code + code { color: var(--quiet); }
details { margin-top: .8rem; } summary { padding: .35rem 0; color: var(--accent); cursor: pointer; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
@media (max-width: 34rem) {
  .steps > li { padding-left: 0; } .steps > li::before { position: static; display: block; margin-bottom: .5rem; } .steps > li::after { display: none; }
  th, td { display: block; width: auto; } td { border: 0; padding-top: 0; }
  .actions .button, .actions form { width: 100%; justify-content: center; }
}
`)
