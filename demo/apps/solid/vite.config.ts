import { defineConfig } from 'vite'
import solid from 'vite-plugin-solid'

export default defineConfig({
  plugins: [solid()],
  // What all the demo's apps share is in demo/app.
  publicDir: '../../app/public',
  server: { fs: { allow: ['../..'] } },
})
