import { requireUserLoader } from 'latchkey/react-router'
import { createBrowserRouter } from 'react-router'
import { auth } from './auth'
import { CalendarPage } from './calendar-page'
import { Layout } from './layout'
import { TodoPage } from './todo-page'

export const router = createBrowserRouter([
  {
    element: <Layout />,
    children: [
      { index: true, element: <TodoPage /> },
      {
        path: 'calendar',
        loader: requireUserLoader(auth, { signedOut: '/' }),
        element: <CalendarPage />,
        // While it is not known who is there, and when a sign-in failed, the layout says so.
        hydrateFallbackElement: <></>,
        errorElement: <></>,
      },
    ],
  },
])
