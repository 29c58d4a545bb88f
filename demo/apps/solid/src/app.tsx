import { Route, Router } from '@solidjs/router'
import { AuthProvider } from 'latchkey/solid'
import { auth } from './auth.js'
import { CalendarPage } from './calendar-page.jsx'
import { Layout } from './layout.jsx'
import { TodoPage } from './todo-page.jsx'
import { UserCalendarProvider } from './user-calendar.jsx'

export function App() {
  return (
    <AuthProvider auth={auth}>
      <UserCalendarProvider>
        <Router root={Layout}>
          <Route path="/" component={TodoPage} />
          <Route path="/calendar" component={CalendarPage} />
        </Router>
      </UserCalendarProvider>
    </AuthProvider>
  )
}
