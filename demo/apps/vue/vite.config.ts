import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [vue()],
  // What all the demo's apps share is in demo/app.
  publicDir: '../../app/public',
  // The provider sends its users back to this address.
  server: { port: 5170, strictPort: true, fs: { allow: ['../..'] } },
})
