export default { build: { rollupOptions: { input: "source.html" } } };
