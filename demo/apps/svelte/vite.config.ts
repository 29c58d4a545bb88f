import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  // What all the demo's apps share is in demo/app.
  publicDir: '../../app/public',
  server: { fs: { allow: ['../..'] } },
})
