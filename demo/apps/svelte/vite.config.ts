import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  // What all the demo's apps share is in demo/app.
  publicDir: '../../app/public',
  // The provider sends its users back to this address.
  server: { port: 5170, strictPort: true, fs: { allow: ['../..'] } },
})
