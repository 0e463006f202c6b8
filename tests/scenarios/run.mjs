// Runs every scenario file with the policy that it is for.
//
//   node tests/scenarios/run.mjs ENGINE LOCKSTEP…
//
// ENGINE is `account` or `snapshot`, and LOCKSTEP the command that runs the command line.

import { main, root, run, say } from "../../tools/run.mjs";
import { argumentsOf, sets } from "./sets.mjs";

main(async () => {
  const [engine, ...lockstep] = process.argv.slice(2);
  let passed = 0;
  let failed = 0;
  for (const set of sets) {
    const { code, output } = await run([...lockstep, ...argumentsOf(set), "--engine", engine], { cwd: root });
    const counts = /^(\d+) passed, (\d+) failed$/m.exec(output);
    passed += Number(counts?.[1] ?? 0);
    failed += Number(counts?.[2] ?? 0);
    // A set whose files cannot be read, or that has no check, counts as one failure.
    const isFaulty = counts === null || (code !== 0 && counts[2] === "0") || counts[1] === "0";
    if (isFaulty) failed++;
    if (code !== 0 || isFaulty) say(`${set.name}, exit ${code}:\n${output}`);
  }
  say(`${passed} passed, ${failed} failed`);
  return failed > 0 ? 1 : 0;
});
