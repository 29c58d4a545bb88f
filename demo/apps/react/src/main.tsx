// First, so that the address is clean before the router reads it.
import { auth } from './auth'
import '../../../app/app.css'
import { AuthProvider } from 'latchkey/react'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { RouterProvider } from 'react-router/dom'
import { AnnouncerProvider } from './announcer'
import { router } from './router'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

createRoot(root).render(
  <StrictMode>
    <AuthProvider auth={auth}>
      <AnnouncerProvider>
        <RouterProvider router={router} />
      </AnnouncerProvider>
    </AuthProvider>
  </StrictMode>,
)
