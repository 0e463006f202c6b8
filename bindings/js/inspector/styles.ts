// The looks of the inspector, dark where the page is. An answer differs by its line too: solid, dashed or dotted.

export const styles: string = `
:host {
  --ink: light-dark(#1b1f27, #e8eaf0);
  --soft: light-dark(#565e6c, #a3abba);
  --ground: light-dark(#ffffff, #171a21);
  --raised: light-dark(#f4f5f8, #20242d);
  --line: light-dark(#dfe2e8, #323845);
  --accent: light-dark(#3346c8, #a5b4ff);
  --enabled: light-dark(#0f7a45, #5cd39a);
  --enabled-wash: light-dark(#e9f6ef, #12281e);
  --disabled: light-dark(#97560a, #f0b25a);
  --disabled-wash: light-dark(#fdf3e4, #2d2212);
  --hidden: light-dark(#7a3fb0, #cda2f5);
  --hidden-wash: light-dark(#f5eefb, #281c36);
  --problem: light-dark(#b3261e, #ff9b92);
  --problem-wash: light-dark(#fdeceb, #351a19);
  --shadow: 0 0 0 1px light-dark(transparent, rgb(255 255 255 / 6%)),
    0 12px 44px light-dark(rgb(16 20 30 / 24%), rgb(0 0 0 / 60%));
  all: initial; position: fixed; inset: 0; z-index: 2147483647; display: block; pointer-events: none;
  color: var(--ink); font: 13px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif;
  color-scheme: inherit; -webkit-text-size-adjust: 100%;
}
*, ::before, ::after { box-sizing: border-box; margin: 0; padding: 0; }
[hidden] { display: none !important; }
ul { list-style: none; }
h2, h3, h4, b { font-weight: 620; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

/* ---- Over the page ---- */
.layer { position: fixed; inset: 0; overflow: hidden; }
.outline { position: absolute; top: 0; left: 0; border: 2px solid; }
[data-show="enabled"] { --mark: var(--enabled); --wash: var(--enabled-wash); --style: solid; }
[data-show="disabled"] { --mark: var(--disabled); --wash: var(--disabled-wash); --style: dashed; }
[data-show="hidden"] { --mark: var(--hidden); --wash: var(--hidden-wash); --style: dotted; }
[data-show="problem"] { --mark: var(--problem); --wash: var(--problem-wash); --style: double; }
.outline { color: var(--mark); border-color: var(--mark); border-style: var(--style); }
.outline[data-ghost] {
  z-index: 1; display: flex; align-items: center; justify-content: center; padding: 0 8px; overflow: hidden;
  background: color-mix(in srgb, var(--wash) 92%, transparent); font-size: 12px; line-height: 1.2;
  text-overflow: ellipsis; white-space: nowrap;
}
.outline[data-chosen] { box-shadow: 0 0 0 3px color-mix(in srgb, var(--mark) 35%, transparent); }
.outline[data-wrong]::after {
  position: absolute; top: -9px; right: -9px; width: 16px; height: 16px; border-radius: 50%; background: var(--problem);
  color: var(--ground); font: 700 11px/16px system-ui, sans-serif; text-align: center; content: "!";
}
.tag {
  position: absolute; top: 0; left: 0; width: max-content; max-width: calc(100vw - 8px); padding: 3px 8px;
  border: 1px solid var(--mark); border-radius: 6px; background: var(--ground); color: var(--ink);
  box-shadow: 0 2px 8px rgb(0 0 0 / 20%); font: 12px/1.4 ui-monospace, "SF Mono", Menlo, Consolas, monospace;
  overflow-wrap: anywhere;
}

/* ---- The marks of the answers ---- */
.shape { display: inline-block; flex: none; width: 14px; height: 14px; border: 2px var(--style) var(--mark); border-radius: 4px; }
.shape[data-show="enabled"] { background: var(--wash); }
.shape[data-show="hidden"] { border-radius: 50%; }

/* ---- The panel ---- */
.launcher, .panel { position: fixed; right: 16px; bottom: 16px; pointer-events: auto; }
[data-left] :is(.launcher, .panel) { right: auto; left: 16px; }
button, select, input, textarea {
  min-height: 30px; padding: 0 10px; border: 1px solid var(--line); border-radius: 8px; background: var(--ground);
  color: inherit; font: inherit;
}
button { cursor: pointer; }
button:hover { background: var(--raised); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
.launcher {
  display: flex; align-items: center; gap: 8px; min-height: 36px; padding: 0 14px; border-radius: 18px;
  box-shadow: var(--shadow); font-weight: 560;
}
.panel {
  display: flex; flex-direction: column; width: 384px; height: min(620px, calc(100vh - 32px)); overflow: hidden;
  border: 1px solid var(--line); border-radius: 14px; background: var(--ground); box-shadow: var(--shadow);
}
.panel[data-folded] { height: auto; }
.panel[data-folded] > :not(header) { display: none; }
header { display: grid; grid-template-columns: 1fr auto; gap: 4px 8px; padding: 12px 12px 10px 16px; }
h2 { font-size: 14px; line-height: 1.4; }
.line { color: var(--soft); font-size: 12px; overflow-wrap: anywhere; }
.line[data-other] { color: var(--hidden); font-weight: 600; }
.tools { display: flex; gap: 4px; align-items: start; }
.tools button { min-width: 30px; padding: 0 8px; border-color: transparent; color: var(--soft); }
.tools button[aria-pressed="true"] { border-color: var(--line); background: var(--raised); color: var(--ink); }
.counts { display: flex; grid-column: 1 / -1; flex-wrap: wrap; gap: 4px 16px; padding-top: 4px; font-variant-numeric: tabular-nums; }
.counts li { display: flex; align-items: center; gap: 6px; }
[role="tablist"] { display: flex; gap: 2px; padding: 0 10px; border-bottom: 1px solid var(--line); }
[role="tab"] {
  flex: 1; min-height: 34px; padding: 0 4px; border: 0; border-bottom: 2px solid transparent; border-radius: 6px 6px 0 0;
  background: none; color: var(--soft);
}
[role="tab"][aria-selected="true"] { border-bottom-color: var(--accent); color: var(--ink); font-weight: 600; }
[role="tab"]:focus-visible, .content:focus-visible, .row:focus-visible { outline-offset: -2px; }
.content { flex: 1; min-height: 0; overflow: auto; overscroll-behavior: contain; }
.body { padding: 14px 16px 16px; }
.said:not(:empty) { padding: 0 16px 16px; }
.empty, .note { color: var(--soft); }
.note { margin-top: 8px; }

/* ---- A decision ---- */
.verdict { padding: 10px 12px; border: 1px var(--style) var(--mark); border-radius: 10px; background: var(--wash); overflow-wrap: anywhere; }
.verdict h3 { display: flex; align-items: center; gap: 8px; margin-bottom: 2px; color: var(--mark); font-size: 13px; }
.warning {
  margin-top: 10px; padding: 8px 12px; border-inline-start: 3px solid var(--problem); border-radius: 0 8px 8px 0;
  background: var(--problem-wash); overflow-wrap: anywhere;
}
.facts { display: grid; gap: 3px; margin-top: 12px; }
.facts:first-child { margin-top: 0; }
.facts div { display: grid; grid-template-columns: 96px 1fr; gap: 8px; }
dt { color: var(--soft); }
dd, .detail, .code { font: 12px/1.6 ui-monospace, "SF Mono", Menlo, Consolas, monospace; overflow-wrap: anywhere; }
.part { margin-top: 14px; }
h4 { margin-bottom: 4px; font-size: 12px; }
.part li { padding: 2px 0 2px 16px; position: relative; overflow-wrap: anywhere; }
.part li::before {
  position: absolute; top: 10px; left: 2px; border: 2.5px solid var(--soft); border-radius: 50%; content: "";
}
.chain li::before { top: 8px; left: 0; width: 8px; height: 8px; border: 2px solid var(--accent); }
.chain li:not(:last-child)::after { position: absolute; top: 18px; bottom: -8px; left: 3.5px; width: 1px; background: var(--line); content: ""; }
.tags { display: flex; flex-wrap: wrap; gap: 4px; }
.tags li { padding: 1px 8px; border-radius: 6px; background: var(--raised); font-size: 12px; }
.tags li::before { content: none; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 16px; }
.actions button:first-child { border-color: var(--accent); color: var(--accent); font-weight: 560; }
.people { display: grid; gap: 4px; margin-bottom: 14px; color: var(--soft); font-size: 12px; }
.people select { width: 100%; color: var(--ink); font-size: 13px; }
textarea { width: 100%; margin-top: 8px; padding: 8px; font: 12px/1.5 ui-monospace, Menlo, Consolas, monospace; }

/* ---- Lists ---- */
.filter { position: sticky; top: 0; z-index: 1; padding: 10px 12px 6px; background: var(--ground); }
.filter input { width: 100%; }
.filter:not([hidden]) + .body { padding: 2px 6px 8px; }
.filter:not([hidden]) + .body > p { padding: 8px 10px; }
.row {
  display: grid; grid-template-columns: auto 1fr auto; gap: 2px 10px; align-items: center; width: 100%; min-height: 44px;
  padding: 5px 10px; border: 0; background: none; text-align: start;
}
.row[aria-current] { background: var(--raised); }
.main { display: grid; min-width: 0; }
.main b { font-weight: 540; overflow-wrap: anywhere; }
.detail { color: var(--soft); font-size: 11.5px; }
.code { max-width: 120px; color: var(--soft); font-size: 11.5px; text-align: end; }
.marked { color: var(--problem); font-weight: 700; }

@media (max-width: 600px) {
  .panel, [data-left] .panel { right: 0; bottom: 0; left: 0; width: auto; height: 56vh; border-width: 1px 0 0; border-radius: 16px 16px 0 0; }
  .panel[data-folded], [data-left] .panel[data-folded] { height: auto; }
  .tools button[aria-label^="Move"] { display: none; }
  .body { padding-bottom: max(16px, env(safe-area-inset-bottom)); }
}
@media (pointer: coarse) {
  button, select, input, [role="tab"], .tools button { min-height: 44px; }
  .tools button { min-width: 44px; }
  select, input, textarea { font-size: 16px; }
}
@media (forced-colors: active) {
  .outline, .tag, .shape { forced-color-adjust: none; border-color: CanvasText; background: Canvas; color: CanvasText; }
  .outline:not([data-ghost]) { background: none; }
  .outline[data-ghost] { background: Canvas; }
  [role="tab"] { border-color: Canvas; }
  .outline[data-chosen] { border-color: Highlight; }
  [role="tab"][aria-selected="true"], .row[aria-current], [aria-pressed="true"] { border: 2px solid Highlight; }
  .warning, .verdict { border: 1px solid CanvasText; }
}
`;
