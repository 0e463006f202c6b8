import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Nothing is inlined: the page runs under a Content-Security-Policy without 'unsafe-inline'.
export default defineConfig({
  plugins: [react()],
  base: "./",
  build: {
    target: "es2022",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
});
