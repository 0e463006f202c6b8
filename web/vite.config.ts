import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Nothing is inlined: the page runs under a Content-Security-Policy without 'unsafe-inline'.
export default defineConfig({
  // `npm run dev` here, beside `npm start`.
  server: { proxy: { "/v1": "http://127.0.0.1:4173", "/demo": "http://127.0.0.1:4173" } },
  plugins: [react()],
  // The package beside this folder has a React of its own for its tests.
  resolve: { dedupe: ["react", "react-dom"] },
  base: "./",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
