export default { mode: "production", entry: "./controls.js", output: { filename: "controls.js" } };
