export default { build: { rollupOptions: { input: "worker.html" } } };
