/** The look of the panel, as a constructable stylesheet takes it: a Content Security Policy that allows no inline style allows this. */
export const STYLES = `
:host { all: initial; color-scheme: light dark; }
* { box-sizing: border-box; }
:host {
  --text: #1b1f24; --quiet: #57606a; --paper: #fff; --soft: #f3f5f7; --line: #d0d7de; --accent: #0b5cad; --good: #1a7f37; --bad: #b3261e;
  --plain: #6e7781; font: 13px/1.45 system-ui, sans-serif; color: var(--text);
}
@media (prefers-color-scheme: dark) {
  :host {
    --text: #e6edf3; --quiet: #a0aab4; --paper: #14181d; --soft: #1f252c; --line: #3a434d; --accent: #79b8ff; --good: #56d364; --bad: #ff938a;
    --plain: #9aa5b1;
  }
}
button {
  font: inherit; color: var(--text); background: var(--soft); border: 1px solid var(--line); border-radius: 6px; padding: 4px 10px;
  min-height: 28px; cursor: pointer;
}
button:hover { border-color: var(--accent); }
button[disabled] { color: var(--quiet); cursor: not-allowed; }
[tabindex='-1']:focus { outline: none; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.toggle {
  position: fixed; right: 12px; bottom: 12px; z-index: 2147483646; background: var(--paper); border-radius: 999px; padding: 6px 14px;
  box-shadow: 0 1px 6px rgb(0 0 0 / .3);
}
.toggle[aria-expanded=true] { display: none; }
.toggle::before { content: ''; display: inline-block; width: 9px; height: 9px; margin-right: 8px; border-radius: 50%; background: var(--plain); }
.toggle[data-status=signed-in]::before, .toggle[data-status=authorized]::before { background: var(--good); }
.toggle[data-problem]::before { background: var(--bad); border-radius: 2px; }
.panel {
  position: fixed; inset: auto 0 0; z-index: 2147483647; display: flex; flex-direction: column; height: min(70vh, 620px);
  background: var(--paper); border-top: 2px solid var(--accent); box-shadow: 0 -2px 16px rgb(0 0 0 / .3);
}
.head { display: flex; align-items: center; gap: 12px; padding: 6px 12px; border-bottom: 1px solid var(--line); }
.title { margin: 0; font-weight: 700; }
.voice { flex: 1; margin: 0; min-width: 0; color: var(--quiet); overflow-wrap: anywhere; }
.sections { flex: 1; overflow: auto; display: grid; grid-template-columns: 1fr; gap: 1px; background: var(--line); align-content: start; }
section { background: var(--paper); padding: 10px 12px; min-width: 0; }
h2 { font-size: 13px; margin: 0 0 6px; }
h3 { font-size: 12px; margin: 8px 0 4px; color: var(--quiet); font-weight: 600; }
p { margin: 0 0 6px; overflow-wrap: anywhere; }
ul, ol { margin: 0 0 6px; padding-left: 18px; }
li { margin-bottom: 3px; overflow-wrap: anywhere; }
code { font: 12px/1.4 ui-monospace, monospace; background: var(--soft); border-radius: 4px; padding: 1px 4px; overflow-wrap: anywhere; }
dl { margin: 0 0 6px; }
dl > div { display: flex; gap: 8px; }
dt { flex: 0 0 96px; color: var(--quiet); }
dd { margin: 0; min-width: 0; overflow-wrap: anywhere; }
.quiet { color: var(--quiet); }
p.bad { color: var(--bad); }
.bad code { color: inherit; }
.chip { border: 1px solid currentColor; border-radius: 999px; padding: 1px 8px; }
.chip.signed-in, .chip.authorized { color: var(--good); }
.value { display: flex; flex-wrap: wrap; align-items: center; gap: 6px; margin: 4px 0; }
.timeline .body { max-height: 320px; overflow: auto; }
.timeline ol { list-style: none; padding: 0; }
.timeline li {
  display: grid; grid-template-columns: 64px minmax(0, auto) minmax(0, 1fr); column-gap: 8px; align-items: baseline;
  border-bottom: 1px solid var(--soft); padding: 2px 0;
}
.at { color: var(--quiet); font-variant-numeric: tabular-nums; text-align: right; }
.detail { color: var(--quiet); overflow-wrap: anywhere; }
.timeline li.bad strong { color: var(--bad); }
.track { grid-column: 1 / -1; width: 100%; height: 6px; background: var(--soft); border-radius: 2px; }
rect { fill: var(--plain); }
rect.good { fill: var(--good); }
rect.bad { fill: var(--bad); }
.time { display: flex; align-items: center; gap: 8px; }
progress { flex: 1; min-width: 60px; height: 10px; accent-color: var(--accent); }
.left { color: var(--quiet); font-variant-numeric: tabular-nums; }
.checks { columns: 2; list-style: '✓ '; }
.buttons { display: flex; flex-wrap: wrap; gap: 6px; margin-bottom: 6px; }
[role=switch]::after { content: 'off'; margin-left: 8px; color: var(--quiet); }
[role=switch][aria-checked=true] { border-color: var(--bad); }
[role=switch][aria-checked=true]::after { content: 'on'; color: var(--bad); }
[hidden] { display: none; }
@media (min-width: 760px) {
  .sections { grid-template-columns: 1fr 1fr 1fr; align-content: stretch; }
  .timeline { grid-column: 1 / 3; grid-row: 2 / 6; }
}
@media (prefers-reduced-motion: no-preference) {
  button { transition: border-color .15s; }
}
@media (forced-colors: active) {
  rect { fill: CanvasText; }
}
`
