export default { optimizeDeps: { exclude: ["lockstep"] } };
