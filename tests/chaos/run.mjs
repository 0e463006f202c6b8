// npm run chaos: what an operator fears, under load. Each run prints how many changes were acknowledged, and how many
// of them are missing (lost) or were made twice (doubled), for how long none went through, and how many answers were
// none of success.
//
//   npm run chaos                         all of them; installs what they need
//   npm run chaos -- --only failover      one, or several: --only crash,restore
//   npm run chaos -- --short              a few seconds each, without those that need a cluster; `npm test` does that
//
// Exit code 1 where a change was lost or doubled, or a run failed.

import { parseArgs } from "node:util";
import { isMain, main } from "../../tools/run.mjs";
import { runs } from "./runs.mjs";

async function chaos() {
  const { values } = parseArgs({ options: { only: { type: "string" }, short: { type: "boolean", default: false } } });
  const names =
    values.only?.split(",") ?? Object.keys(runs).filter((name) => !values.short || !runs[name].needsCluster);
  const unknown = names.filter((name) => !(name in runs));
  if (unknown.length > 0)
    throw new Error(`There is no run ${unknown.join(", ")}; there are ${Object.keys(runs).join(", ")}.`);
  if (!values.short) await (await import("../../tools/setup.mjs")).setup({ for: "chaos" });
  let passed = 0,
    failed = 0;
  console.log("run                       acknowledged  lost  doubled  unavailable  errors");
  for (const name of names) {
    try {
      for (const [part, result] of Object.entries(await runs[name].run({ isShort: values.short }))) {
        const isGood = result.lost === 0 && result.doubled === 0 && (result.mayErr !== false || result.errors === 0);
        if (isGood) passed++;
        else failed++;
        const columns = [
          String(result.acknowledged).padStart(12),
          String(result.lost).padStart(6),
          String(result.doubled).padStart(9),
          `${result.unavailable.toFixed(1)} s`.padStart(13),
          String(result.errors).padStart(8),
        ];
        console.log(
          `${`${name}: ${part}`.padEnd(26)}${columns.join("")}${isGood ? "" : "  FAILED"}${result.note ? `  ${result.note}` : ""}`,
        );
      }
    } catch (error) {
      failed++;
      console.log(`${name}: FAILED: ${error.stack}`);
    }
  }
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

if (isMain(import.meta.url)) main(chaos);
