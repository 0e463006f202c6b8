// The project's own lock file lies above this folder.
const root = import.meta.dirname;

export default { outputFileTracingRoot: root, turbopack: { root } };
