import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [vue()],
  // What all the demo's apps share is in demo/app.
  publicDir: '../../app/public',
  server: { fs: { allow: ['../..'] } },
})
