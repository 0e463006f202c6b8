// The looks of the editors: colours are the custom properties of the page, so that they follow it into the dark.

import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const highlighting = HighlightStyle.define([
  { tag: tags.propertyName, color: "var(--pg-key)" },
  { tag: tags.string, color: "var(--pg-string)" },
  { tag: [tags.number, tags.bool, tags.null], color: "var(--pg-number)" },
  { tag: [tags.separator, tags.squareBracket, tags.brace], color: "var(--pg-soft)" },
  { tag: tags.invalid, color: "var(--pg-error)" },
]);

export const theme = EditorView.theme({
  "&": { height: "100%", color: "var(--pg-ink)", backgroundColor: "var(--pg-ground)", fontSize: "12.5px" },
  "&.cm-focused": { outline: "2px solid var(--pg-accent)", outlineOffset: "-2px" },
  ".cm-scroller": { fontFamily: "var(--vp-font-family-mono)", lineHeight: "1.55" },
  ".cm-content": { padding: "8px 0", caretColor: "var(--pg-ink)" },
  ".cm-cursor": { borderLeftColor: "var(--pg-ink)" },
  ".cm-gutters": { color: "var(--pg-faint)", backgroundColor: "transparent", border: "0" },
  ".cm-activeLine": { backgroundColor: "var(--pg-line-wash)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "var(--pg-selection)",
  },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--pg-selection)", outline: "none" },
  ".cm-foldPlaceholder": { border: "0", color: "var(--pg-soft)", backgroundColor: "var(--pg-raised)" },
  ".cm-tooltip": {
    border: "1px solid var(--pg-line)",
    borderRadius: "8px",
    overflow: "hidden",
    color: "var(--pg-ink)",
    backgroundColor: "var(--pg-ground)",
    boxShadow: "0 8px 28px rgb(0 0 0 / 22%)",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": {
    fontFamily: "var(--vp-font-family-mono)",
    fontSize: "12.5px",
    maxHeight: "14em",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "3px 10px", lineHeight: "1.5" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--pg-on-accent)", background: "var(--pg-accent)" },
  ".cm-completionMatchedText": { textDecoration: "none", fontWeight: "700" },
  ".cm-completionDetail": { color: "inherit", opacity: "0.75", fontStyle: "normal" },
  ".cm-completionInfo": { maxWidth: "280px", padding: "8px 10px", fontSize: "12.5px", lineHeight: "1.45" },
  ".cm-diagnostic": { padding: "6px 10px", fontSize: "12.5px", lineHeight: "1.45" },
  ".cm-diagnostic-error": { borderLeft: "4px solid var(--pg-error)" },
  ".cm-diagnostic-warning": { borderLeft: "4px solid var(--pg-warning)" },
  ".cm-diagnosticSource": { color: "var(--pg-soft)", fontSize: "11.5px", opacity: "1" },
  ".cm-lintRange-error": {
    backgroundImage: "none",
    borderBottom: "2px solid var(--pg-error)",
    backgroundColor: "var(--pg-error-wash)",
  },
  ".cm-lintRange-warning": { backgroundImage: "none", borderBottom: "2px dotted var(--pg-warning)" },
  ".cm-lint-marker": { width: "0.7em", height: "0.7em", borderRadius: "50%", marginTop: "0.4em" },
  ".cm-lint-marker-error": { content: "normal", backgroundColor: "var(--pg-error)" },
  ".cm-lint-marker-warning": { content: "normal", borderRadius: "2px", backgroundColor: "var(--pg-warning)" },
});
