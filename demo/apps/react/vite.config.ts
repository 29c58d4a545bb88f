import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  // What all the demo's apps share is in demo/app.
  publicDir: '../../app/public',
  server: { fs: { allow: ['../..'] } },
})
