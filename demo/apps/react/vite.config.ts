import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [react()],
  // What all the demo's apps share is in demo/app.
  publicDir: '../../app/public',
  // The provider sends its users back to this address.
  server: { port: 5170, strictPort: true, fs: { allow: ['../..'] } },
})
