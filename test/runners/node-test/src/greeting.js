export const toGreeting = ({ user }) => (user ? `Hello, ${user.name}` : 'Sign in')
